// A specification expands to every combination of its lists, each once, under a hash that only what shapes a run changes.

import { describe, expect, it } from 'vitest';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { expandExperiment } from '../../../main/experiment/expand.ts';
import { readExperiment, type Experiment } from '../../../main/experiment/spec.ts';
import { readAnyRecipe } from '../../../main/learning/run/recipe-file.ts';
import { trainedValues } from '../../../main/training/recipe-architecture.ts';
import { tinyRecipe } from '../training/synthetic-hips.ts';

const each = (...values: unknown[]) => ({ each: values });
const spec: Experiment = {
  name: 'tiny',
  about: 'A test.',
  recipe: { ...tinyRecipe, seed: each(1, 2), budget: { strong: 10, weak: 0 } },
  sweeps: [
    { strategy: 'strong-only' },
    { strategy: each('masked', 'pure-mil'), budget: { weak: each(5, 10) } },
    { strategy: 'masked', budget: { weak: 5 } },
  ],
};
const expanded = (changed: Partial<Experiment> = {}, data: string | null = null) =>
  valueOrThrow(expandExperiment({ ...spec, ...changed }, data));

describe('a specification', () => {
  it('expands to every combination, and a run that two sweeps name is one run', () => {
    const { runs, starts } = expanded();
    expect(starts).toEqual([]);
    expect(runs).toHaveLength(2 + 8);
    expect(new Set(runs.map(({ hash }) => hash)).size).toBe(10);
    expect(runs.map(({ chosen }) => chosen)).toContainEqual({ strategy: 'pure-mil', seed: 2, 'budget.weak': 10 });
    const chosen = runs.flatMap(({ recipe }) => (recipe.system === 1 ? [[recipe.seed, recipe.strategy, recipe.budget]] : []));
    expect(chosen).toContainEqual([2, 'masked', { strong: 10, weak: 10 }]);
  });

  it('keeps lists that a recipe has itself', () => {
    expect(expanded().runs.every(({ recipe }) => recipe.stages.length === 2)).toBe(true);
  });

  it('names a run by recipe, start and data, and not by the experiment or the order of its entries', () => {
    const hashes = (changed?: Partial<Experiment>, data?: string) => expanded(changed, data).runs.map(({ hash }) => hash);
    const reversed = Object.fromEntries(Object.entries(spec.recipe).toReversed());
    expect(hashes({ name: 'other' })).toEqual(hashes());
    expect(new Set(hashes({ recipe: reversed }))).toEqual(new Set(hashes()));
    expect(hashes().filter((hash) => hashes({}, 'another study').includes(hash))).toEqual([]);
    expect(hashes().filter((hash) => hashes({ recipe: { ...spec.recipe, batch: 8 } }).includes(hash))).toEqual([]);
    expect(hashes().filter((hash) => hashes({ start: { strategy: 'oracle' } }).includes(hash))).toEqual([]);
  });

  it('lets runs share the run that they start from', () => {
    const { runs, starts } = expanded({ start: { seed: 9, strategy: 'oracle', budget: { weak: 0 } } });
    expect(starts).toHaveLength(1);
    expect(new Set(runs.map(({ start }) => start))).toEqual(new Set([starts[0].hash]));
  });

  it('is refused with the run that cannot be trained', () => {
    const refused = expandExperiment({ ...spec, sweeps: [{ strategy: each('masked', 'mask') }] }, null);
    expect(refused).toMatchObject({ ok: false, failure: { code: 'recipe-malformed' } });
    expect(!refused.ok && refused.failure.message).toMatch(/^The run with .*strategy mask.* cannot be trained\. .*strategy/);
  });
});

describe('the presets', () => {
  const folder = join(import.meta.dirname, '../../../resources/experiments');
  const presets = readdirSync(folder).filter((name) => name.endsWith('.json'));

  it.each(presets)('%s expands', async (name) => {
    const { runs } = valueOrThrow(expandExperiment(valueOrThrow(await readExperiment(join(folder, name))), null));
    expect(runs.length).toBeGreaterThan(0);
  });

  it('repeat 13 seeds and the grid of Chen', async () => {
    const { runs } = valueOrThrow(expandExperiment(valueOrThrow(await readExperiment(join(folder, 'chen.json'))), null));
    // 26 repeated, 27 in the grid of which one is repeated, 4 more of which none is.
    expect(runs).toHaveLength(26 + 27 - 1 + 4);
  });

  it('take one landmark for each acetabular target wherever Chen uses the prior', async () => {
    const { runs } = valueOrThrow(expandExperiment(valueOrThrow(await readExperiment(join(folder, 'chen.json'))), null));
    const priors = runs.flatMap(({ recipe }) => (recipe.system === 2 ? [recipe.prior] : []));
    for (const { weight, landmarks } of priors) expect(landmarks).toBe(weight > 0 ? 'one-acetabular' : undefined);
  });

  it("move the momentum in von Schacky's one-cycle, as the recipe of that paper does", async () => {
    const { runs } = valueOrThrow(expandExperiment(valueOrThrow(await readExperiment(join(folder, 'von-schacky.json'))), null));
    const own = valueOrThrow(await readAnyRecipe(join(folder, '../recipes/system4-densenet161.json')));
    expect(runs.map(({ recipe }) => recipe.schedule)).toEqual([own.schedule]);
    expect(own.schedule).toMatchObject({ kind: 'one-cycle', momentum: { low: 0.85, high: 0.95 } });
  });

  it.each([
    // Four networks in five settings each, three branches fused, one without attention, and 36 pairs of weights of which one is among them.
    ['gorriz.json', 4 * 5 + 1 + 1 + 36 - 1],
    ['gorriz-small.json', 5 + 6 + 3],
  ])('try every network and pair of weights of Gorriz that they name, all of which can be built: %s', async (name, count) => {
    const { runs } = valueOrThrow(expandExperiment(valueOrThrow(await readExperiment(join(folder, name))), null));
    expect(runs).toHaveLength(count);
    for (const { recipe } of runs) expect(trainedValues(recipe)).toBeGreaterThan(10_000);
  });
});
