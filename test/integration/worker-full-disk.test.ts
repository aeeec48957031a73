// A worker whose disk is full: it refuses in words, keeps answering, and takes the rest when there is room.

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { digested, sendFiles } from '../../main/remote/client/send-objects.ts';
import { openWorkerClient } from '../../main/remote/client/worker-client.ts';
import { parsePairing } from '../../main/remote/pairing.ts';
import { canMount, withMount } from '../fixtures/command-line.ts';
import { pairingLineOf, startWorkerWith } from '../fixtures/real-worker.ts';

const home = mkdtempSync(join(tmpdir(), 'osteograde-full-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const how = { signal: new AbortController().signal, onConnection: () => undefined };

describe.skipIf(!canMount())('a worker whose disk is full', () => {
  it('says so, and the upload continues where it was when there is room', { tags: ['slow'], timeout: 120_000 }, async () => {
    const folder = join(home, 'worker', 'objects');
    mkdirSync(folder, { recursive: true });
    const file = join(home, 'crops.bin');
    writeFileSync(file, randomBytes(24_000_000));
    // 64 MiB stay free for checkpoints, so this disk has room for about 10 MB.
    const program = withMount({ folder, options: 'size=75m', listing: join(home, 'listing') });
    const worker = await startWorkerWith(program, home);
    const pairing = valueOrThrow(parsePairing(await pairingLineOf(home, 'laptop', `127.0.0.1:${worker.port}`)));
    const client = openWorkerClient(pairing);
    try {
      const files = await digested({ 'data/train.pixels': file });
      let furthest = 0;
      const refused = await sendFiles(client, files, (done) => (furthest = Math.max(furthest, done)), how);
      expect(refused).toMatchObject({
        ok: false,
        failure: { code: 'disk-full', message: expect.stringContaining("worker's disk") },
      });
      expect(furthest).toBeGreaterThan(5_000_000);
      expect(await client.state()).toMatchObject({ ok: true });
      const pid = String(worker.children()[0]?.pid ?? worker.pid);
      const grown = spawnSync('nsenter', ['-t', pid, '-m', 'mount', '-o', 'remount,size=120m', folder]);
      expect(grown.status).toBe(0);
      const least = await client.objectState(files[0]?.sha256 ?? '', how.signal);
      expect(least).toMatchObject({ ok: true, value: { offset: furthest, isWhole: false } });
      expect(await sendFiles(client, files, () => undefined, how)).toMatchObject({ ok: true });
    } finally {
      client.close();
      for (const { pid } of worker.children()) process.kill(pid, 'SIGTERM');
      await worker.end('SIGTERM');
    }
  });
});
