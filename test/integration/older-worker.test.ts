// A worker of an earlier version, which does not say what kinds of jobs it has: the desktop names the side to update and sends nothing.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { openWebServer } from '../../main/hosts/web-server.ts';
import { openWorkstations } from '../../main/remote/client/workstations.ts';
import { pairingLine } from '../../main/remote/pairing.ts';
import { ownCertificate } from '../../main/remote/worker/certificate-file.ts';
import { openDesktops } from '../../main/remote/worker/desktops.ts';
import { fingerprintOf } from '../../main/remote/worker/self-signed-certificate.ts';
import { openWorker } from '../../main/remote/worker/worker.ts';
import { ableWorkstation } from '../../main/services/workstations/workstation-calls.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-older-'));
const [there, here] = [join(folder, 'there'), join(folder, 'here')];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const log = { report: (error: unknown) => expect.fail(String(error)), note: () => undefined, repeat: () => undefined };
const now = (): Date => new Date();
const never = () => expect.fail('No job was ordered.');

it('is named as the side to update', async () => {
  const limits = { quotaBytes: 1e9, hours: 1, memoryBytes: null, keepDays: 1, atOnce: 1 };
  const starts = { startTraining: never, startInference: never };
  const options = { folder: there, limits, gpu: null, engine: () => null, version: '0.9.0', now, log, ...starts };
  const worker = await openWorker(options);
  const handler = async (request: Request): Promise<Response> => {
    const response = await worker.handler(request);
    const { kinds: _, ...state } = (await response.json()) as { kinds: unknown };
    return new Response(JSON.stringify(state), { status: response.status, headers: response.headers });
  };
  const { certificate, key } = await ownCertificate(there);
  const tls = { cert: certificate, key };
  const server = valueOrThrow(await openWebServer(handler, { host: '127.0.0.1', port: 0, tls, headers: {}, log, now }));
  try {
    const { token } = await openDesktops(there).add('laptop', now());
    const place = { host: '127.0.0.1', port: server.port, fingerprint: fingerprintOf(certificate), token };
    const paired = openWorkstations(here);
    valueOrThrow(await paired.add('gpu', pairingLine(place), now()));
    for (const kind of ['measure', 'grade'] as const)
      await expect(ableWorkstation(paired, 'gpu', kind)).rejects.toThrow(/runs Osteograde 0\.9\.0, .* Update the worker/);
    await expect(ableWorkstation(paired, 'gpu', 'train')).resolves.toMatchObject({ name: 'gpu' });
    expect(readdirSync(join(there, 'objects'))).toEqual([]);
  } finally {
    await server.close();
    await worker.close();
  }
});
