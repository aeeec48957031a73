// A worker over real TLS against those who are not paired, who are paired but curious, and who send too much.

import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { runWorker, workerFolder, type RunningWorker } from '../../main/hosts/worker.ts';
import { digested, sendFiles } from '../../main/remote/client/send-objects.ts';
import { openWorkerClient, type WorkerClient } from '../../main/remote/client/worker-client.ts';
import { parsePairing, type Pairing } from '../../main/remote/pairing.ts';
import { PROTOCOL, type Manifest } from '../../main/remote/protocol.ts';
import { openDesktops } from '../../main/remote/worker/desktops.ts';
import { openCuttingProxy } from '../fixtures/cutting-proxy.ts';
import { tinyRecipe } from '../unit/training/synthetic-hips.ts';

const home = mkdtempSync(join(tmpdir(), 'osteograde-worker-'));
const QUOTA = 400e6;
const limits = { quotaBytes: QUOTA, hours: 1, memoryBytes: null, keepDays: 1, atOnce: 1 };
const sha = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const idle = { signal: new AbortController().signal, onConnection: () => undefined };

let worker: RunningWorker;
let pairing: Pairing;
let other: Pairing;
/** Everything that the worker has ever answered in this test. */
let answered = '';

beforeAll(async () => {
  worker = valueOrThrow(await runWorker({ home, host: '127.0.0.1', port: 0, limits }));
  pairing = await pair('laptop');
  other = await pair('desk');
});

afterAll(async () => {
  await worker.close();
  rmSync(home, { recursive: true, force: true });
});

async function pair(name: string): Promise<Pairing> {
  const { token } = await openDesktops(workerFolder(home)).add(name, new Date());
  return { host: '127.0.0.1', port: worker.port, fingerprint: worker.fingerprint, token };
}

interface Sent {
  readonly method?: string;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** Sends a request as it is written, and keeps the answer. */
async function send(path: string, { method = 'GET', token = pairing.token, headers = {}, body }: Sent = {}) {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string; headers: object }>();
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
  const all = { 'osteograde-protocol': String(PROTOCOL), ...authorization, ...headers };
  const sent = request(
    { host: '127.0.0.1', port: worker.port, path, method, headers: all, rejectUnauthorized: false, agent: false },
    (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        answered += `${JSON.stringify(response.headers)}${text}`;
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers });
      });
    },
  );
  sent.on('error', reject);
  sent.end(body);
  return promise;
}

const append = (bytes: Uint8Array, { name = sha(bytes), at = 0, total = bytes.length, token = pairing.token } = {}) =>
  send(`/objects/${name}`, {
    method: 'PATCH',
    token,
    body: bytes,
    headers: {
      'upload-offset': String(at),
      'upload-length': String(total),
      'content-length': String(bytes.length),
    },
  });

const order = (manifest: unknown, token = pairing.token) =>
  send('/jobs', { method: 'POST', token, body: JSON.stringify(manifest) });

const NAME = 'a'.repeat(64);
const ROUTES = [
  '/worker',
  '/jobs',
  `/jobs/${NAME}`,
  `/jobs/${NAME}/events?from=0`,
  `/jobs/${NAME}/artifacts/metrics.jsonl`,
  `/jobs/${NAME}/stop`,
  `/objects/${NAME}`,
  '/',
  '/rpc/workstation/about',
  '/bytes/uploads/x',
];

describe('without its token', () => {
  it.each(ROUTES)('%s answers nothing', async (path) => {
    for (const method of ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'])
      for (const token of [null, 'x', pairing.token.slice(1), `${pairing.token}x`])
        expect(await send(path, { method, token }), `${method} ${path}`).toMatchObject({ status: 401 });
  });

  it('a desktop that was removed is refused at once', async () => {
    const gone = await pair('gone');
    expect((await send('/worker', { token: gone.token })).status).toBe(200);
    await openDesktops(workerFolder(home)).remove('gone');
    expect((await send('/worker', { token: gone.token })).status).toBe(401);
  });

  it('the token is not stored', () => {
    const stored = readdirSync(workerFolder(home), { recursive: true, encoding: 'utf8' });
    expect(stored).toContain('desktops.json');
    expect(JSON.stringify(stored)).not.toContain(pairing.token);
  });
});

describe('the certificate', () => {
  it('must be the one of the pairing line, else nothing is sent', async () => {
    const swapped = { ...pairing, fingerprint: pairing.fingerprint.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) };
    const client = openWorkerClient(swapped);
    await expect(client.state()).rejects.toThrow(/another certificate/);
    client.close();
  });

  it('stays the same when the worker starts again', async () => {
    await worker.close();
    const before = worker.fingerprint;
    worker = valueOrThrow(await runWorker({ home, host: '127.0.0.1', port: pairing.port, limits }));
    expect(worker.fingerprint).toBe(before);
  });
});

describe('another version', () => {
  it.each([
    ['an older desktop', PROTOCOL - 1, /Update the program on your machine/],
    ['a newer desktop', PROTOCOL + 1, /Update the worker/],
  ])('%s is told what to update', async (_, protocol, words) => {
    const answer = await send('/worker', { headers: { 'osteograde-protocol': String(protocol) } });
    expect(answer.status).toBe(426);
    expect(answer.text).toMatch(words);
  });
});

describe('a paired desktop', () => {
  it('sees neither jobs nor objects of another', async () => {
    const bytes = randomBytes(1000);
    expect((await append(bytes)).status).toBe(201);
    const seen = await send(`/objects/${sha(bytes)}`, { method: 'HEAD', token: other.token });
    expect(seen.headers).toMatchObject({ 'upload-complete': '?0', 'upload-offset': '0' });
    const manifest = { kind: 'train', run: 'mine', recipe: tinyRecipe, files: {} };
    const job = JSON.parse((await order(manifest)).text) as { jobId: string };
    for (const path of [`/jobs/${job.jobId}`, `/jobs/${job.jobId}/events?from=0`, `/jobs/${job.jobId}/artifacts/manifest.json`])
      expect((await send(path, { token: other.token })).status).toBe(404);
    for (const method of ['DELETE', 'POST'])
      expect((await send(`/jobs/${job.jobId}${method === 'POST' ? '/stop' : ''}`, { method, token: other.token })).status).toBe(
        404,
      );
    expect(JSON.parse((await send('/worker', { token: other.token })).text)).toMatchObject({ jobs: [] });
    expect((await send(`/jobs/${job.jobId}`, { method: 'DELETE' })).status).toBe(204);
    expect((await send(`/jobs/${job.jobId}`)).status).toBe(404);
  });

  it('gets the same job for the same order', async () => {
    const manifest = { kind: 'train', run: 'twice', recipe: tinyRecipe, files: {} };
    const [one, two] = [await order(manifest), await order(manifest)].map(
      ({ text }) => (JSON.parse(text) as { jobId: string }).jobId,
    );
    expect(one).toBe(two);
    await send(`/jobs/${one}`, { method: 'DELETE' });
  });

  it.each([
    ['a name that leads out', { '../../x': { sha256: NAME, bytes: 1 } }],
    ['an absolute name', { '/etc/passwd': { sha256: NAME, bytes: 1 } }],
    ['a run record', { 'run/run.json': { sha256: NAME, bytes: 1 } }],
    ['no digest', { 'data/items.json': { sha256: '../x', bytes: 1 } }],
  ])('cannot order %s', async (_, files) => {
    expect((await order({ kind: 'train', run: 'x', recipe: tinyRecipe, files })).status).toBe(422);
  });

  it.each([
    ['a recipe that is none', { kind: 'train', run: 'x', recipe: {}, files: {} }],
    ['a name of a run with a path', { kind: 'train', run: '../x', recipe: tinyRecipe, files: {} }],
    ['another key', { kind: 'train', run: 'x', recipe: tinyRecipe, files: {}, folder: '/' }],
    ['nothing', null],
  ])('cannot order %s', async (_, manifest) => {
    expect((await order(manifest)).status).toBe(422);
  });

  it('is told to update the worker if it orders a kind that the worker does not have', async () => {
    const { status, text } = await order({ kind: 'segment', run: 'x', files: {}, depth: 3 });
    expect(status).toBe(422);
    expect(text).toMatch(/has no jobs of the kind \\"segment\\"\. Update the worker\./);
  });

  it.each([
    ['on a device that there is not', { choice: { device: 'quantum', precision: 'fp32' } }],
    ['without a choice', {}],
    ['with a recipe', { choice: { device: 'cpu', precision: 'fp32' }, recipe: tinyRecipe }],
    ['with a film', { choice: { device: 'cpu', precision: 'fp32' }, files: { 'film.dcm': { sha256: NAME, bytes: 1 } } }],
  ])('cannot order a grading %s', async (_, more) => {
    expect((await order({ kind: 'grade', run: 'x', files: {}, ...more })).status).toBe(422);
  });

  it('is told which objects are missing', async () => {
    const missing = await order({
      kind: 'train',
      run: 'x',
      recipe: tinyRecipe,
      files: { 'data/items.json': { sha256: NAME, bytes: 1 } },
    });
    expect(missing.status).toBe(409);
    expect(missing.text).toContain(NAME);
  });

  it.each([
    '/objects/..%2f..%2fdesktops.json',
    '/objects/../desktops.json',
    `/jobs/${NAME}/artifacts/..%2f..%2fjob.json`,
    '/%00',
  ])('gets nothing under %s', async (path) => {
    for (const method of ['GET', 'HEAD', 'DELETE', 'PATCH']) expect([400, 404]).toContain((await send(path, { method })).status);
  });

  it('cannot order a body that is too long', async () => {
    expect((await send('/jobs', { method: 'POST', body: 'x'.repeat(2_000_000) })).status).toBe(422);
  });
});

describe('the quota', () => {
  it('refuses what would exceed it before a byte is stored', async () => {
    expect((await append(randomBytes(1000), { name: NAME, total: QUOTA + 1 })).status).toBe(507);
    expect((await append(randomBytes(1000), { name: NAME, total: 1e15 - 1 })).status).toBe(507);
  });

  it('counts what is there', async () => {
    const part = randomBytes(100_000);
    expect((await append(part, { name: 'b'.repeat(64), total: QUOTA - 1e6 })).status).toBe(204);
    // The announced length is no reservation, but what has arrived counts.
    expect((await append(part, { name: 'c'.repeat(64), total: QUOTA - 50_000 })).status).toBe(507);
    expect((await send(`/objects/${'b'.repeat(64)}`, { method: 'DELETE' })).status).toBe(204);
  });

  it.each([
    ['a wrong offset', { at: 10, total: 2000 }, 409],
    ['more than announced', { total: 10 }, 409],
  ])('is not confused by %s', async (_, how, status) => {
    expect((await append(randomBytes(1000), { name: 'd'.repeat(64), ...how })).status).toBe(status);
  });

  it('takes an empty file', async () => {
    const empty = new Uint8Array(0);
    expect((await append(empty)).status).toBe(201);
    expect((await send(`/objects/${sha(empty)}`, { method: 'HEAD' })).headers).toMatchObject({ 'upload-complete': '?1' });
  });

  it('removes what does not have its digest', async () => {
    expect((await append(randomBytes(1000), { name: 'e'.repeat(64) })).status).toBe(422);
    const seen = await send(`/objects/${'e'.repeat(64)}`, { method: 'HEAD' });
    expect(seen.headers).toMatchObject({ 'upload-offset': '0' });
  });
});

describe('a job that fails', () => {
  it('says why without a path of the machine', async () => {
    const checkpoint = Buffer.from('no checkpoint');
    await append(checkpoint);
    const proof = Buffer.alloc(64);
    await append(proof);
    const files = {
      'run/last.safetensors': { sha256: sha(checkpoint), bytes: checkpoint.length },
      'proof.floats': { sha256: sha(proof), bytes: proof.length },
    };
    const manifest: Manifest = {
      kind: 'export',
      run: 'x',
      recipe: tinyRecipe,
      files,
      checkpoint: 'last',
      name: 'x',
      validationKappa: null,
      seen: null,
      proof: { height: 4, width: 4 },
    };
    const { status, text } = await order(manifest);
    expect({ status, text }).toMatchObject({ status: 201 });
    const { jobId } = JSON.parse(text) as { jobId: string };
    let job: { state: string; failure: { message: string } | null };
    do job = JSON.parse((await send(`/jobs/${jobId}/events?from=0&wait=1000`)).text).job;
    while (job.state === 'running' || job.state === 'queued');
    expect(job).toMatchObject({ state: 'failed' });
    expect(job.failure?.message).not.toBe('');
  }, 60_000);
});

describe('a grading that cannot be done', () => {
  const two = '{"hips":[{"numbering":"original","landmarks":[]},{"numbering":"original","landmarks":[]}]}';
  const many = JSON.stringify({ hips: Array.from({ length: 2000 }, () => ({ numbering: 'original', landmarks: [] })) });

  it.each([
    ['fewer pixels than hips', two, 'short', /crops to grade are malformed/],
    ['a list that is none', '{"hips":3}', 'short', /crops to grade are malformed/],
    ['more hips than a job may have', many, 'short', /crops to grade are malformed/],
    ['no model', '{"hips":[]}', null, /model/],
  ])(
    'fails for %s without a path of the machine',
    async (_, items, crops, words) => {
      const files: Record<string, { sha256: string; bytes: number }> = {};
      for (const [name, text] of Object.entries({ 'hips/items.json': items, 'hips/crops.pixels': crops })) {
        if (text === null) continue;
        await append(Buffer.from(text));
        files[name] = { sha256: sha(text), bytes: text.length };
      }
      const { text } = await order({ kind: 'grade', run: 'x', files, choice: { device: 'cpu', precision: 'fp32' } });
      const { jobId } = JSON.parse(text) as { jobId: string };
      let job: { state: string; failure: { message: string } | null };
      do job = JSON.parse((await send(`/jobs/${jobId}/events?from=0&wait=1000`)).text).job;
      while (job.state === 'running' || job.state === 'queued');
      expect(job).toMatchObject({ state: 'failed', failure: { message: expect.stringMatching(words) } });
    },
    120_000,
  );
});

it('sends 300 MB through ten cuts, and each byte at most 1.05 times', { tags: ['slow'], timeout: 300_000 }, async () => {
  const file = join(home, 'crops.bin');
  const piece = randomBytes(1_000_000);
  writeFileSync(file, '');
  for (let i = 0; i < 300; i++) {
    piece.writeUInt32LE(i);
    appendFileSync(file, piece);
  }
  const bytes = statSync(file).size;
  let cuts = 0;
  const proxy = await openCuttingProxy(
    () => worker.port,
    (sent) => {
      if (cuts < 10 && sent > ((cuts + 1) * bytes) / 11) {
        cuts += 1;
        proxy.cut();
      }
    },
  );
  const client: WorkerClient = openWorkerClient({ ...pairing, port: proxy.port });
  const sent = await sendFiles(client, await digested({ 'data/train.pixels': file }), () => undefined, idle);
  expect(sent).toMatchObject({ ok: true });
  expect(cuts).toBe(10);
  // One request is under way at a time, so a cut leaves at most one piece unread, and uncounted, in the proxy's socket.
  const unread = cuts * 1024 * 1024;
  expect(proxy.sentBytes() / bytes).toBeGreaterThan(1);
  expect((proxy.sentBytes() + unread) / bytes).toBeLessThan(1.05);
  const again = proxy.sentBytes();
  await sendFiles(client, await digested({ 'data/train.pixels': file }), () => undefined, idle);
  expect(proxy.sentBytes() - again).toBeLessThan(20_000);
  client.close();
  await proxy.close();
});

it('never named a path of its machine', () => {
  expect(answered.length).toBeGreaterThan(1000);
  for (const path of [home, tmpdir(), process.cwd(), '/main/', '.ts:']) expect(answered).not.toContain(path);
});

describe('a pairing line', () => {
  it.each([
    '',
    'osteograde-pair:',
    'osteograde-pair:host:0#x.y',
    `osteograde-pair:host:99999#${'a'.repeat(43)}.${'b'.repeat(32)}`,
    `osteograde-pair:a/b:1#${'a'.repeat(43)}.${'b'.repeat(32)}`,
    `osteograde-pair:host:1#${'a'.repeat(42)}.${'b'.repeat(32)}`,
  ])('is refused: %s', (line) => {
    expect(parsePairing(line)).toMatchObject({ ok: false });
  });
});
