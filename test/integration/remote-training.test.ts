// A training on a paired worker over TLS, in processes of their own: through cuts and a killed worker it ends in the bytes of the same
// training here.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listRunRecords, runFolder } from '../../main/learning/run/run-records.ts';
import { openEngine } from '../../main/tensor/open-engine.ts';
import { osteograde } from '../fixtures/command-line.ts';
import { openCuttingProxy, type CuttingProxy } from '../fixtures/cutting-proxy.ts';
import { openToOthers } from '../fixtures/open-to-others.ts';
import { pairingLineOf, startWorker, type RealWorker } from '../fixtures/real-worker.ts';
import { tinyRecipe } from '../unit/training/synthetic-hips.ts';

const engine = await openEngine({ engine: 'libtorch', threads: 1 });
if (engine.ok) engine.value.dispose();

const folder = mkdtempSync(join(tmpdir(), 'osteograde-remote-'));
const [there, here, films, study, recipe] = ['there', 'here', 'films', 'study', 'recipe.json'].map((name) => join(folder, name));
const run = (...args: string[]) => osteograde(args, { home: here });

const own = {
  ...tinyRecipe,
  emptyGrades: 'allowed',
  batch: 2,
  stages: [{ size: 32, epochs: 6 }],
  data: { kind: 'study' },
};

describe.skipIf(!engine.ok)('training on a paired worker (needs libtorch)', { tags: ['slow'], timeout: 600_000 }, () => {
  let worker: RealWorker;
  let proxy: CuttingProxy;

  beforeAll(async () => {
    for (const path of [there, here]) mkdirSync(path, { mode: 0o700 });
    writeFileSync(recipe, JSON.stringify(own));
    await run('phantom', '--subjects', '12', '--visits', '1', '--out', films);
    await run('import', films, '--study', study);
    await run('split', study, '--preset', '70-15-15');
    worker = await startWorker(there);
    proxy = await openCuttingProxy(() => worker.port);
    const line = await pairingLineOf(there, 'laptop', `127.0.0.1:${proxy.port}`);
    await run('workstations', '--name', 'gpu', '--pair', line);
  }, 180_000);

  afterAll(async () => {
    await worker.end('SIGKILL');
    await proxy.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('ends in the same files through five cuts and one kill of the worker', async () => {
    const local = await run(
      'train',
      recipe,
      '--study',
      study,
      '--threads',
      '1',
      '--engine',
      'libtorch',
      '--models',
      join(folder, 'm1'),
    );
    expect(local).toMatchObject({ code: 0, stderr: '' });
    let cuts = 0;
    const cutting = setInterval(() => {
      if (cuts < 5) proxy.cut();
      cuts += 1;
    }, 1500);
    const kills: Promise<void>[] = [];
    const kill = async (): Promise<void> => {
      const { port } = worker;
      await worker.end('SIGKILL');
      worker = await startWorker(there, '--port', String(port));
    };
    const remote = await osteograde(
      [
        'train',
        recipe,
        '--study',
        study,
        '--threads',
        '1',
        '--engine',
        'libtorch',
        '--models',
        join(folder, 'm2'),
        '--on',
        'gpu',
      ],
      {
        home: here,
        onOutput: (text) => {
          if (kills.length === 0 && text.includes('Epoch 2 of 6')) kills.push(kill());
        },
      },
    );
    clearInterval(cutting);
    await Promise.all(kills);
    expect(remote).toMatchObject({ code: 0 });
    expect(kills).toHaveLength(1);
    expect(remote.stdout).toContain('The connection to gpu was lost.');
    expect(remote.stderr).toContain('No identifiers and no films.');
    const [second, first] = await listRunRecords(study);
    const [one, other] = [digests(runFolder(study, first.runId)), digests(runFolder(study, second.runId))];
    expect(Object.keys(one)).toEqual(expect.arrayContaining(['best-kappa.safetensors', 'last.safetensors']));
    expect(other).toEqual(one);
    expect(digests(join(folder, 'm2'))).toEqual(digests(join(folder, 'm1')));
    const manifest = (id: string) => JSON.parse(readFileSync(join(runFolder(study, id), 'manifest.json'), 'utf8'));
    expect(manifest(second.runId).data).toEqual(manifest(first.runId).data);
    expect(manifest(second.runId).place).toMatchObject({ workstation: 'gpu' });
    expect(readdirSync(join(there, 'worker', 'jobs'))).toEqual([]);
    // An export there is the export here.
    const [e1, e2] = [join(folder, 'e1'), join(folder, 'e2')];
    const args = ['export', second.runId, '--study', study, '--checkpoint', 'last', '--models'];
    expect(await run(...args, e1)).toMatchObject({ code: 0, stderr: '' });
    expect(await run(...args, e2, '--on', 'gpu')).toMatchObject({ code: 0 });
    expect(digests(e2)).toEqual(digests(e1));
    expect(Object.keys(digests(e2))).toHaveLength(1);
    expect(existsSync(join(runFolder(study, second.runId), 'sending'))).toBe(false);
  });

  it('stops there with Ctrl+C, fetches the checkpoint, and leaves no process', async () => {
    const name = join(folder, 'stopped');
    let pid = 0;
    const long = join(folder, 'long.json');
    writeFileSync(long, JSON.stringify({ ...own, stages: [{ size: 32, epochs: 500 }] }));
    const ended = await osteograde(['train', long, '--run', name, '--study', study, '--threads', '1', '--on', 'gpu'], {
      home: here,
      onStart: (started) => (pid = started),
      onOutput: (text) => {
        if (text.includes('Epoch 2 of 500')) process.kill(pid, 'SIGINT');
      },
    });
    expect(ended.code).toBe(1);
    expect(existsSync(join(name, 'last.safetensors'))).toBe(true);
    for (let tries = 0; worker.children().length > 0 && tries < 50; tries++) await pause(100);
    expect(worker.children()).toEqual([]);
  });

  it('leaves nothing on either side that other people of the machines may read', () => {
    expect([there, here, study].flatMap(openToOthers)).toEqual([]);
  });
});

/** The digests of checkpoints and models. */
function digests(path: string): Record<string, string> {
  const names = readdirSync(path).filter((name) => /\.(safetensors|onnx)$/.test(name));
  return Object.fromEntries(
    names.sort().map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(path, name)))
        .digest('hex'),
    ]),
  );
}
