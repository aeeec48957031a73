// `osteograde experiment` as a user runs it: killed in the middle, resumed, and reported from the files alone.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openEngine } from '../../main/tensor/open-engine.ts';
import { osteograde } from '../fixtures/command-line.ts';
import { tinyRun } from '../unit/training/synthetic-hips.ts';

const engine = await openEngine({ engine: 'libtorch', threads: 1 });
if (engine.ok) engine.value.dispose();

const home = mkdtempSync(join(tmpdir(), 'osteograde-experiment-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const spec = join(home, 'tiny.json');
const recipe = tinyRun(1, 1);
writeFileSync(
  spec,
  JSON.stringify({
    name: 'tiny',
    about: 'Two seeds of a tiny recipe.',
    paper: 'ye',
    recipe: { ...recipe, seed: { each: [1, 2] } },
    sweeps: [{ strategy: 'masked' }, { strategy: 'oracle' }],
  }),
);

const Status = z.object({
  runs: z.array(z.object({ hash: z.string(), state: z.string(), figure: z.object({ value: z.number().nullable() }).nullable() })),
});
const experiment = (command: string, folder: string, ...args: string[]) =>
  osteograde(['experiment', command, spec, '--folder', folder, ...args], { home });
const status = async (folder: string) => Status.parse(JSON.parse((await experiment('status', folder, '--json')).stdout)).runs;
const answers = (folder: string, hash: string): unknown => {
  const result = z
    .looseObject({ checkpoints: z.unknown() })
    .parse(JSON.parse(readFileSync(join(folder, 'runs', hash, 'result.json'), 'utf8')));
  return result.checkpoints;
};

describe.skipIf(!engine.ok)('an experiment (needs libtorch)', { tags: ['slow'], timeout: 400_000 }, () => {
  const [whole, broken] = [join(home, 'whole'), join(home, 'broken')];
  const cpu = ['--threads', '1', '--engine', 'libtorch'];

  beforeAll(async () => {
    const { code, stderr } = await experiment('run', whole, ...cpu);
    if (code !== 0) throw new Error(stderr);
  }, 400_000);

  it('that was killed resumes, repeats no finished run, and ends with the answers of an undisturbed one', async () => {
    let pid = 0;
    let killed = false;
    const args = ['experiment', 'run', spec, '--folder', broken, ...cpu];
    const first = await osteograde(args, {
      home,
      onStart: (started) => (pid = started),
      onOutput: (output) => {
        if (killed || !/Run 2 of 4/.test(output)) return;
        killed = true;
        process.kill(pid, 'SIGKILL');
      },
    });
    expect(first.code).toBeNull();
    const before = await status(broken);
    expect(before.map(({ state }) => state)).toEqual(['finished', 'open', 'open', 'open']);
    const written = statSync(join(broken, 'runs', before[0].hash, 'result.json')).mtimeMs;

    const second = await experiment('run', broken, ...cpu);
    expect(second.code).toBe(0);
    expect(second.stdout).not.toContain('Run 1 of 4');
    expect(statSync(join(broken, 'runs', before[0].hash, 'result.json')).mtimeMs).toBe(written);
    const after = await status(broken);
    expect(after.map(({ state }) => state)).toEqual(['finished', 'finished', 'finished', 'finished']);
    for (const { hash } of after) expect(answers(broken, hash)).toEqual(answers(whole, hash));
    // Weights that no run starts from are not kept.
    expect(readdirSync(join(broken, 'runs', after[0].hash)).filter((name) => name.endsWith('.safetensors'))).toEqual([]);
  });

  it('ends with its report and the verdict on each claim, which a repetition without new runs says again', async () => {
    const { code, stdout } = await experiment('run', whole, ...cpu);
    expect(code).toBe(0);
    expect(stdout).not.toContain('Run 1 of 4');
    expect(stdout).toContain(`tiny: 4 of 4 runs finished. Tables, figures and report.md written to ${join(whole, 'tiny')}.`);
    expect(stdout).toMatch(/^(same direction|opposite|undecided) +Weak labels stay below grades for all hips \(published/m);
    rmSync(join(whole, 'tiny'), { recursive: true });
    const unreported = await experiment('run', whole, '--no-report', ...cpu);
    // The recipe's prior has a radius without effect.
    expect(unreported.stdout).toMatch(/^tiny: The networks start from random weights\.\ntiny: A radius of 6 .*\n$/);
    expect(existsSync(join(whole, 'tiny'))).toBe(false);
  });

  it('is reported alike each time, from the results alone', async () => {
    const out = [join(home, 'one'), join(home, 'two')];
    for (const folder of out) expect((await experiment('report', whole, '--out', folder)).code).toBe(0);
    const [one, two] = out.map((folder) => join(folder, 'tiny'));
    const names = readdirSync(one);
    expect(names).toEqual(
      expect.arrayContaining(['report.md', 'ye-mean-kappa.csv', 'ye-mean-kappa.tex', 'ye-rho-ladder.svg', 'ye-rho-ladder.pdf']),
    );
    for (const name of names.filter((each) => !/\.(pdf|png)$/.test(each)))
      expect(readFileSync(join(one, name), 'utf8')).toBe(readFileSync(join(two, name), 'utf8'));
    expect(readFileSync(join(one, 'report.md'), 'utf8')).toMatch(
      /4 of 4 runs are finished\.\n\nSynthetic.*\n\n4 runs started from random weights\.\n/,
    );
  });

  it('runs one run by the beginning of its hash, and refuses a hash that it does not have', async () => {
    const alone = join(home, 'alone');
    const [, wanted] = await status(alone);
    expect((await experiment('run', alone, '--run', wanted.hash.slice(0, 8), ...cpu)).code).toBe(0);
    expect((await status(alone)).map(({ state }) => state)).toEqual(['open', 'finished', 'open', 'open']);
    expect(answers(alone, wanted.hash)).toEqual(answers(whole, wanted.hash));
    expect(existsSync(join(alone, 'tiny'))).toBe(false); // one run is not reported
    const unknown = await experiment('run', alone, '--run', 'zzz');
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringMatching(/has no run whose hash begins with zzz/) });
  });
});

describe('an experiment on pictures', () => {
  it('is skipped with the reason without a folder of pictures', async () => {
    const preset = join(import.meta.dirname, '../../resources/experiments/gorriz-small.json');
    const { code, stderr } = await osteograde(['experiment', 'run', preset], { home });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^gorriz-small: Skipped, because it learns from pictures .*--data/);
  });

  it('is skipped with the reason before it trains if the folder has no part to measure it on', async () => {
    const preset = join(import.meta.dirname, '../../resources/experiments/gorriz-small.json');
    const { recipe, ...rest } = JSON.parse(readFileSync(preset, 'utf8'));
    const { heldOut: _, ...data } = recipe.data;
    const own = join(home, 'own-pictures.json');
    writeFileSync(own, JSON.stringify({ ...rest, recipe: { ...recipe, data } }));
    mkdirSync(join(home, 'pictures', 'train'), { recursive: true });
    const { code, stderr } = await osteograde(['experiment', 'run', own, '--data', join(home, 'pictures')], { home });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^gorriz-small: Skipped, because it is measured on pictures of a folder test .*heldOut/);
  });
});
