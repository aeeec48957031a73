// A worker behind a network that loses everything for a while without a word, as a cable that is pulled or a laptop that sleeps.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { digested, sendFiles } from '../../main/remote/client/send-objects.ts';
import { openWorkerClient } from '../../main/remote/client/worker-client.ts';
import { parsePairing } from '../../main/remote/pairing.ts';
import { FROM_SOURCE } from '../fixtures/command-line.ts';
import { openNamespace, whyNoNamespace } from '../fixtures/network-namespace.ts';
import { pairingLineOf, startWorkerWith } from '../fixtures/real-worker.ts';

const home = mkdtempSync(join(tmpdir(), 'osteograde-network-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const BYTES = 300_000_000;
/** How long each of ten cuts takes. After the last, the desktop has given the connection up. */
const CUTS_MS = [...Array<number>(9).fill(500), 33_000];

const obstacle = whyNoNamespace();

describe.skipIf(obstacle !== null)(`a network that is cut${obstacle === null ? '' : ` (skipped: ${obstacle})`}`, () => {
  it(
    'delays an upload, which continues where it was and sends hardly a byte twice',
    { tags: ['slow'], timeout: 300_000 },
    async () => {
      const network = openNamespace(`osg${process.pid}`);
      const program = [...network.within, ...FROM_SOURCE];
      const worker = await startWorkerWith(program, home, '--host', network.address);
      const address = `${network.address}:${worker.port}`;
      const client = openWorkerClient(valueOrThrow(parsePairing(await pairingLineOf(home, 'laptop', address))));
      try {
        const file = join(home, 'crops.bin');
        writeFileSync(file, randomBytes(BYTES)); // no two pieces are alike
        const files = await digested({ 'data/train.pixels': file });
        const connection: boolean[] = [];
        const cuts: Promise<void>[] = [];
        const cutFor = async (milliseconds: number): Promise<void> => {
          network.cut();
          await pause(milliseconds);
          network.restore();
        };
        const before = network.sentBytes();
        const sent = await sendFiles(
          client,
          files,
          (done) => {
            const next = CUTS_MS[cuts.length];
            if (next !== undefined && done > ((cuts.length + 1) * BYTES) / (CUTS_MS.length + 2)) cuts.push(cutFor(next));
          },
          { signal: new AbortController().signal, onConnection: (isThere) => connection.push(isThere) },
        );
        await Promise.all(cuts);
        expect(sent).toMatchObject({ ok: true });
        expect(cuts).toHaveLength(CUTS_MS.length);
        // The desktop has said that the connection is lost, and that it is there again.
        expect(connection.slice(-2)).toEqual([false, true]);
        // Counted by the network interface: with the heads of packets, TLS, acknowledgements, and all that was sent again.
        const share = (network.sentBytes() - before) / BYTES;
        expect(share).toBeGreaterThan(1);
        expect(share).toBeLessThan(1.05);
        expect(await client.state()).toMatchObject({ ok: true });
      } finally {
        client.close();
        await worker.end('SIGTERM');
        network.close();
      }
    },
  );
});
