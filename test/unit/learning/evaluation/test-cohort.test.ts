// At its end, a run on phantoms measures its test cohort and its validation items. The figures of the test cohort say what they measure.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { FINDINGS } from '../../../../main/domain/finding.ts';
import { QUADRANTS } from '../../../../main/domain/quadrant.ts';
import type { MeasuredFigure } from '../../../../main/learning/evaluation/evaluation.ts';
import { prepareTask } from '../../../../main/learning/run/prepare-task.ts';
import { runFigures } from '../../../../main/learning/export/run-figures.ts';
import { binaryHeads, multitaskHeads } from '../../../../main/network/architectures/heads.ts';
import { openNetwork } from '../../../../main/network/network.ts';
import type { RecipeOf } from '../../../../main/training/recipe.ts';
import { testEngine } from '../../network/test-engine.ts';
import { livedInWeights, tinyWith } from '../../network/tiny-network.ts';
import { tinyFindings, tinyPresence } from '../../training/synthetic-hips.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-test-cohort-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const data: RecipeOf<2>['data'] = {
  kind: 'phantom',
  seed: 1,
  training: [{ subjects: 1, grades: 'balanced', labels: 'strong' }],
  validation: { seed: 2, subjects: 1 },
  test: { seed: 3, subjects: 3 },
};
const stages = [{ size: 32, epochs: 1 }];
const presence = { ...tinyPresence, stages, data };
const findings = { ...tinyFindings, stages, data };

/** Measures a network with the same weights every time. */
async function measured(recipe: RecipeOf<2> | RecipeOf<4>, signal = new AbortController().signal): Promise<MeasuredFigure[]> {
  const architecture = tinyWith(recipe.system === 2 ? binaryHeads : multitaskHeads);
  const places = { cache: join(folder, 'crops'), version: '0.0.0-test' };
  const stop = new AbortController();
  const learned = valueOrThrow(
    await prepareTask(recipe, architecture, places, { progress: () => undefined, signal: stop.signal }),
  );
  if (signal.aborted) stop.abort();
  const network = openNetwork(architecture, livedInWeights(architecture, 5), await testEngine());
  try {
    return await learned.measure(network);
  } finally {
    network.dispose();
  }
}

describe('the test cohort of a recipe', () => {
  it('is measured before the validation items, and its figures describe it', async () => {
    const figures = await measured(presence);
    const [unseen, checked] = [
      figures.filter(({ data: of }) => of !== undefined),
      figures.filter((one) => one.data === undefined),
    ];
    expect(figures).toEqual([...unseen, ...checked]);
    expect(unseen.map(({ name }) => name)).toEqual(checked.map(({ name }) => name));
    const aucs = unseen.filter(({ name }) => name.startsWith('auc.'));
    expect(aucs.map(({ name }) => name)).toEqual(QUADRANTS.map((quadrant) => `auc.${quadrant}`));
    for (const { items, data: words } of aucs) {
      expect(items).toBeGreaterThan(2);
      expect(words).toBe(`${items} hips of 3 phantom subjects that training never saw, seed 3`);
    }
  });

  it('comes first on the card, apart from the items that chose the epoch', async () => {
    const figures = await measured(findings);
    expect(figures.filter((one) => one.data !== undefined && one.name.startsWith('mirrored.'))).toEqual([]);
    writeFileSync(join(folder, 'figures.json'), JSON.stringify({ checkpoint: 'best-kappa', epoch: 3, figures }));
    const printed = await runFigures(folder, { epoch: 3, validation: 'some subjects, used to choose the epoch' });
    const accuracies = printed.filter(({ name }) => name.startsWith('accuracy, '));
    expect(accuracies.map(({ name }) => name)).toEqual([...FINDINGS, ...FINDINGS].map((finding) => `accuracy, ${finding}`));
    const hips = accuracies.map(({ data: words }) => words.replace(/^\d+ /, ''));
    expect(hips.slice(0, 5)).toEqual(FINDINGS.map(() => 'hips of 3 phantom subjects that training never saw, seed 3'));
    expect(hips.slice(5)).toEqual(FINDINGS.map(() => 'items of some subjects, used to choose the epoch'));
  });

  it('is left out if the run is stopped before it is rendered; the validation figures remain', async () => {
    const fresh: RecipeOf<2> = { ...presence, data: { ...data, test: { seed: 4, subjects: 1 } } };
    const figures = await measured(fresh, AbortSignal.abort());
    expect(figures.length).toBeGreaterThan(0);
    expect(figures.every((one) => one.data === undefined)).toBe(true);
  });
});
