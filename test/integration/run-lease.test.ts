// Two processes that train in one folder: one writes, whatever happens to the other.

import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const TTL_MS = 3_000;
const program = fileURLToPath(new URL('../fixtures/leased-training.ts', import.meta.url));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osteograde-run-lease-'));
});
const children: ChildProcess[] = [];
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL'); // also one that hangs
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

interface Line {
  readonly kind: string;
  readonly epoch?: number;
  readonly ok?: boolean;
  readonly failure?: { readonly code: string; readonly message: string } | null;
}

/** Starts a training in `run`, of `times` as many epochs. `result` is its last line; `on` is called with every other. */
function training(
  run: string,
  on: (line: Line, child: ChildProcess) => void = () => undefined,
  { ttlMs = TTL_MS, times = 1 } = {},
) {
  const args = [program, join(folder, run), String(ttlMs), String(times)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const { promise, resolve } = Promise.withResolvers<Line | null>();
  child.on('exit', () => resolve(null));
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line: Line = JSON.parse(text);
    if (line.kind === 'result') resolve(line);
    else on(line, child);
  });
  return { child, result: promise };
}

/** Starts a training and sends the signal in its second epoch. */
async function disturbed(run: string, signal: NodeJS.Signals) {
  const { promise, resolve } = Promise.withResolvers<void>();
  let sent = false;
  const started = training(run, ({ kind, epoch }, child) => {
    if (kind !== 'step' || epoch !== 2 || sent) return;
    sent = true;
    child.kill(signal);
    resolve();
  });
  await promise;
  return started;
}

/** The digests of the files that training leaves behind. */
function digests(run: string): Record<string, string> {
  const names = readdirSync(join(folder, run)).filter((name) => /\.(safetensors|jsonl)$/.test(name));
  return Object.fromEntries(
    names.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, run, name)))
        .digest('hex'),
    ]),
  );
}

it(
  'a run whose process is killed goes on at once, one whose process hangs after a while, and neither orphan writes',
  { tags: ['slow'], timeout: 300_000 },
  async () => {
    expect(await training('whole').result).toMatchObject({ ok: true });

    const killed = await disturbed('killed', 'SIGKILL');
    expect(await killed.result).toBeNull();
    const lines: string[] = [];
    expect(await training('killed', ({ kind }) => lines.push(kind)).result).toMatchObject({ ok: true });
    expect(lines).not.toContain('wait');
    expect(digests('killed')['last.safetensors']).toBe(digests('whole')['last.safetensors']);

    const hung = await disturbed('hung', 'SIGSTOP');
    const next = training('hung', ({ kind }) => lines.push(kind));
    expect(await next.result).toMatchObject({ ok: true });
    expect(lines).toContain('wait');
    const written = digests('hung');
    expect(written['last.safetensors']).toBe(digests('whole')['last.safetensors']);
    hung.child.kill('SIGCONT');
    expect(await hung.result).toMatchObject({
      ok: false,
      failure: { code: 'study-busy', message: expect.stringMatching(/Another process has taken/) },
    });
    expect(digests('hung')).toEqual(written);
  },
);

it('a second process is refused while the first trains', { tags: ['slow'], timeout: 120_000 }, async () => {
  const second = Promise.withResolvers<ReturnType<typeof training>>();
  const on = ({ kind }: Line): void => {
    if (kind === 'step') second.resolve(training('shared', undefined, { ttlMs: 60_000 }));
  };
  // Long enough that it still trains when the second has started, however busy the machine is.
  const first = training('shared', on, { ttlMs: 60_000, times: 500 });
  const refused = (await second.promise).result;
  expect(await refused).toMatchObject({
    ok: false,
    failure: { code: 'study-busy', message: expect.stringMatching(/still trains in/) },
  });
  first.child.kill('SIGKILL');
});
