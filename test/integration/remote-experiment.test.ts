// An experiment on a paired worker over TLS: killed on either side it goes on, and its results are those of the same experiment here.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { openEngine } from '../../main/tensor/open-engine.ts';
import { osteograde } from '../fixtures/command-line.ts';
import { pairingLineOf, startWorker, type RealWorker } from '../fixtures/real-worker.ts';
import { tinyRecipe, tinyRun } from '../unit/training/synthetic-hips.ts';

const engine = await openEngine({ engine: 'libtorch', threads: 1 });
if (engine.ok) engine.value.dispose();

const folder = mkdtempSync(join(tmpdir(), 'osteograde-remote-experiment-'));
const [there, here, films, study, spec, drawn] = ['there', 'here', 'films', 'study', 'spec.json', 'drawn.json'].map((name) =>
  join(folder, name),
);
const run = (...args: string[]) => osteograde(args, { home: here });
const cpu = ['--threads', '1', '--engine', 'libtorch'];

/** A run with weak hips, from the weights of a run that is trained first. */
const onStudy = {
  name: 'tiny-study',
  about: 'A budget on a study.',
  recipe: {
    ...tinyRecipe,
    emptyGrades: 'allowed',
    batch: 4,
    stages: [{ size: 16, epochs: 4 }],
    data: { kind: 'study' },
    strategy: 'masked',
  },
  start: { strategy: 'strong-only', stages: [{ size: 16, epochs: 2 }], budget: { strong: 6, weak: 0 } },
  sweeps: [{ budget: { strong: 6, weak: 4 } }],
};

const Status = z.object({
  runs: z.array(z.object({ hash: z.string(), state: z.string(), workstation: z.string().nullable() })),
});
const status = async (own: string, ...args: string[]) =>
  Status.parse(JSON.parse((await run('experiment', 'status', ...args, '--folder', own, '--json')).stdout)).runs;
const resultOf = (own: string, hash: string): string => readFileSync(join(own, 'runs', hash, 'result.json'), 'utf8');

/** Minutes of starting, killing and starting again. `screens-on-workstation.test.ts` runs an experiment there in any case. */
const long = inject('properties').numRuns > 1000;

describe.skipIf(!engine.ok || !long)(
  'an experiment on a paired worker (needs libtorch, and npm run test:long)',
  { timeout: 900_000 },
  () => {
    let worker: RealWorker;

    beforeAll(async () => {
      for (const path of [there, here]) mkdirSync(path);
      writeFileSync(spec, JSON.stringify(onStudy));
      await run('phantom', '--subjects', '8', '--visits', '1', '--out', films);
      await run('import', films, '--study', study);
      await run('split', study, '--preset', '70-15-15');
      worker = await startWorker(there);
      await run('workstations', '--name', 'gpu', '--pair', await pairingLineOf(there, 'laptop', `127.0.0.1:${worker.port}`));
    }, 600_000);

    afterAll(async () => {
      await worker.end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });

    it('ends with the results of one here, although this program and then the worker are killed', async () => {
      const [local, remote] = [join(folder, 'local'), join(folder, 'remote')];
      const args = ['experiment', 'run', spec, '--study', study, ...cpu, '--folder'];
      expect(await run(...args, local)).toMatchObject({ code: 0, stderr: '' });

      let pid = 0;
      let killed = false;
      const first = await osteograde([...args, remote, '--on', 'gpu'], {
        home: here,
        onStart: (started) => (pid = started),
        onOutput: (text) => {
          if (killed || !text.includes('Epoch 1 of 2')) return;
          killed = true;
          process.kill(pid, 'SIGKILL');
        },
      });
      expect(first.code).toBeNull();
      expect(first.stderr).toMatch(
        /Leaves this machine for gpu: .*training and \d+ validation items, and \d+ test items.*No identifiers/,
      );
      const left = await status(remote, spec, '--study', study);
      expect(left.map(({ state, workstation }) => [state, workstation])).toEqual([
        ['open', 'gpu'],
        ['open', null],
      ]);

      const kills: Promise<void>[] = [];
      const kill = async (): Promise<void> => {
        const { port } = worker;
        await worker.end('SIGKILL');
        worker = await startWorker(there, '--port', String(port));
      };
      const second = await osteograde([...args, remote, '--on', 'gpu'], {
        home: here,
        onOutput: (text) => {
          if (kills.length === 0 && text.includes('Epoch 1 of 4')) kills.push(kill());
        },
      });
      await Promise.all(kills);
      expect(second).toMatchObject({ code: 0 });
      expect(kills).toHaveLength(1);
      // The first run was followed or fetched, not sent again.
      expect(second.stderr.match(/Leaves this machine/g)).toHaveLength(1);
      const ended = await status(remote, spec, '--study', study);
      expect(ended.map(({ state, workstation }) => [state, workstation])).toEqual([
        ['finished', 'gpu'],
        ['finished', 'gpu'],
      ]);
      for (const { hash } of ended) expect(resultOf(remote, hash)).toBe(resultOf(local, hash));
      const [start] = ended;
      expect(weightsIn(remote, start.hash)).toEqual(['last.safetensors']);
      expect(readFileSync(join(remote, 'runs', start.hash, 'last.safetensors'))).toEqual(
        readFileSync(join(local, 'runs', start.hash, 'last.safetensors')),
      );
      for (const { hash } of ended.slice(1)) expect(weightsIn(remote, hash)).toEqual([]);
    });

    it('sends the pictures once, without names, and leaves a row for each sending in the audit trail', async () => {
      const [desktop] = readdirSync(join(there, 'worker', 'objects'));
      const objects = readdirSync(join(there, 'worker', 'objects', desktop)).map((name) =>
        readFileSync(join(there, 'worker', 'objects', desktop, name), 'latin1'),
      );
      // Labels, three parts of pictures, and the first weights: both runs share them.
      expect(objects).toHaveLength(5);
      const items = objects.filter((text) => text.startsWith('{"kind":"hips"'));
      expect(items).toHaveLength(1);
      expect(items[0]).toMatch(/"subject":"000001","visit":"000001"/);
      expect(items[0]).not.toMatch(/#|P\d|phantom/i);
      expect(readdirSync(join(there, 'worker', 'jobs'))).toEqual([]);
      const audit = await run('audit', study, '--json');
      expect(audit.stdout.match(/experiment\.send/g)).toHaveLength(2);
    });

    it('draws phantoms there, and sends the recipe alone', async () => {
      const { strategy, ...recipe } = tinyRun(1, 1);
      const sweep = { name: 'tiny', about: 'A tiny recipe.', recipe, sweeps: [{ strategy }] };
      writeFileSync(drawn, JSON.stringify(sweep));
      const [local, remote] = [join(folder, 'drawn-local'), join(folder, 'drawn-remote')];
      const args = ['experiment', 'run', drawn, ...cpu, '--folder'];
      expect((await run(...args, local)).code).toBe(0);
      const ended = await run(...args, remote, '--on', 'gpu');
      expect(ended).toMatchObject({ code: 0, stderr: 'Leaves this machine for gpu: the recipe.\n' });
      const [{ hash, workstation }] = await status(remote, drawn);
      expect(workstation).toBe('gpu');
      expect(resultOf(remote, hash)).toBe(resultOf(local, hash));
    });

    it('is refused before anything is prepared if no such workstation is paired', async () => {
      const refused = await run('experiment', 'run', drawn, '--folder', join(folder, 'refused'), '--on', 'moon');
      expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('No workstation is called moon.') });
    });
  },
);

function weightsIn(own: string, hash: string): string[] {
  return readdirSync(join(own, 'runs', hash)).filter((name) => name.endsWith('.safetensors'));
}
