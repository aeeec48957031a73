// A model trained on a study from the command line: the run is kept in the study, and ends in a model whatever its system.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { listPartUses } from '../../main/learning/evaluation/part-uses.ts';
import { listRunRecords } from '../../main/learning/run/run-records.ts';
import { openEngine } from '../../main/tensor/open-engine.ts';
import { osteograde } from '../fixtures/command-line.ts';
import { tinyPresence } from '../unit/training/synthetic-hips.ts';

const engine = await openEngine({ engine: 'libtorch', threads: 1 });
if (engine.ok) engine.value.dispose();

const home = mkdtempSync(join(tmpdir(), 'osteograde-cli-train-study-'));
const [films, study, recipe] = ['films', 'study', 'recipe.json'].map((name) => join(home, name));
const run = (...args: string[]) => osteograde(args, { home });

describe.skipIf(!engine.ok)('training on a study (needs libtorch)', { timeout: 180_000 }, () => {
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('ends in a model, and the study lists the run', { tags: ['slow'] }, async () => {
    const own = { ...tinyPresence, batch: 2, stages: [{ size: 32, epochs: 1 }], data: { kind: 'study' } };
    writeFileSync(recipe, JSON.stringify(own));
    expect(await run('phantom', '--subjects', '8', '--visits', '1', '--out', films)).toMatchObject({ code: 0 });
    expect((await run('import', films, '--study', study)).stdout).toContain('8 imported');
    expect(await run('split', study, '--preset', '70-15-15')).toMatchObject({ code: 0 });
    const trained = await run('train', recipe, '--study', study, '--threads', '1', '--engine', 'libtorch');
    expect(trained).toMatchObject({ code: 0, stderr: '' });
    const [record, ...others] = await listRunRecords(study);
    expect(others).toEqual([]);
    expect(record).toMatchObject({ state: 'finished', failure: null });
    const [, model] = /^Model written to (.*\.onnx)\.$/m.exec(trained.stdout) ?? [];
    expect(model).toMatch(/presence-[0-9a-f]{4}-loss\.onnx$/);
    expect(existsSync(model)).toBe(true);
    const again = await run('export', record.runId, '--study', study, '--checkpoint', 'last');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toMatch(/^Model presence-[0-9a-f]{4}-last written to /);
  });

  it('on budgets shows what more graded hips are worth, and a second call trains nothing again', { tags: ['slow'] }, async () => {
    const folder = join(home, 'budgets');
    const args = ['next-hips', study, '--simulate', '4,8', '--recipe', recipe, '--seeds', '1,2', '--folder', folder];
    const first = await run(...args, '--engine', 'libtorch');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    // The test part is one subject, which has no AUC.
    expect(first.stdout.match(/^random .* hips: meanAuc is not defined on so few test hips$/gm)).toHaveLength(2);
    expect(first.stdout.match(/^Run \d of 4/gm)).toHaveLength(4);
    expect(existsSync(join(folder, 'grading-budget', 'grading-budget.svg'))).toBe(true);
    expect(first.stdout).toContain('The curve is measured on the test part of the study, and the study records it.');
    expect(await listPartUses(study)).toEqual([
      { experiment: 'grading-budget', split: 'test', splitName: expect.any(String), measuredAt: expect.any(String) },
    ]);
    const second = await run(...args, '--engine', 'libtorch', '--json');
    expect(JSON.parse(second.stdout)).toMatchObject({
      simulated: [{ budget: 4 }, { budget: 8 }],
      trained: {
        part: 'test',
        curve: [
          { hips: 4, seeds: 2 },
          { hips: 8, seeds: 2 },
        ],
        whole: true,
      },
    });
    const refused = await run('next-hips', study, '--recipe', recipe);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('--simulate 50,100,200') });
  });
});
