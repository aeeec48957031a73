// Checks before a training starts: memory and weights.

import { describe, expect, it } from 'vitest';
import { memoryCheck, needOf } from '../../../../main/learning/preflight/preflight.ts';
import { priorCheck } from '../../../../main/learning/preflight/prior-check.ts';
import { weightsCheck } from '../../../../main/learning/preflight/preflight-weights.ts';
import { tinyRecipe } from '../../training/synthetic-hips.ts';

const GB = 1e9;

const noReading = () => Promise.reject(new Error('No file was named.'));

describe('the memory check', () => {
  const machine: Parameters<typeof memoryCheck>[1] = { free: 4 * GB, total: 8 * GB, limit: null };
  const of = (step: number, on = machine) => memoryCheck({ step, checkpoints: 0 }, on);

  it('gives an estimate: it warns if the training may not fit, and blocks only far beyond the memory of the machine', () => {
    expect([1, 3.7, 9, 17].map((step) => of(step * GB).level)).toEqual(['ok', 'warning', 'warning', 'blocks']);
    for (const step of [1, 5, 17]) expect(of(step * GB).words).toMatch(/^A step needs about/);
    expect(of(5 * GB).words).toContain('The run tries one batch before the first step');
  });

  it('respects the memory limit of the workstation', () => {
    expect(of(GB, { ...machine, limit: 0.5 * GB })).toMatchObject({ level: 'warning' });
    expect(of(GB, { ...machine, limit: 0.5 * GB }).words).toContain('a training may use 500 MB');
  });

  it('asks for more memory for a larger batch, and for disk space by the size of the network', () => {
    const [need, wider] = [needOf(tinyRecipe), needOf({ ...tinyRecipe, batch: 32 })];
    expect(wider.step).toBeGreaterThan(need.step);
    expect(wider.checkpoints).toBe(need.checkpoints);
    // ResNet-18 has 11.17 million parameters without its classifier; five copies in four bytes.
    expect(need.checkpoints / 20 / 1e6).toBeCloseTo(11.2, 0);
  });
});

it('random starting weights are reported, with a warning for recipes whose paper starts from ImageNet', async () => {
  const warned = await weightsCheck({ ...tinyRecipe, start: 'weights' }, null, noReading);
  expect(warned).toMatchObject({ name: 'weights', level: 'warning' });
  expect(warned.words).toMatch(
    /^Starts from random weights \(seed 7\), but the paper starts from ImageNet weights\. .* for resnet18 above/,
  );
  const scratch = await weightsCheck({ ...tinyRecipe, start: 'scratch' }, null, noReading);
  const unsaid = await weightsCheck(tinyRecipe, null, noReading);
  const frozen = await weightsCheck({ ...tinyRecipe, headOnly: true }, null, noReading);
  expect(frozen.level).toBe('warning');
  expect(frozen.words).toMatch(/^Only the heads learn, so the network below them stays as it starts: random/);
  expect(scratch).toMatchObject({ level: 'ok', words: 'Starts from scratch, as the paper does: random weights (seed 7).' });
  expect(unsaid).toEqual({ name: 'weights', level: 'ok', words: 'Starts from random weights (seed 7).' });
});

it('a radius of the prior that acts like a larger one is told, unless the grid is fine enough', () => {
  const withPrior = (radius: number, grid?: number) => ({
    ...tinyRecipe,
    stages: [{ size: 224, epochs: 1 }],
    prior: { weight: 2, radius, sigma: 30, ...(grid === undefined ? {} : { grid }) },
  });
  for (const radius of [5, 10, 20]) {
    const [told] = priorCheck(withPrior(radius));
    expect(told).toMatchObject({
      name: 'recipe',
      level: 'warning',
      words: expect.stringContaining('7 x 7 map, so it acts like 22.6 pixels'),
    });
  }
  expect(priorCheck(withPrior(23))).toEqual([]);
  expect(priorCheck(withPrior(5, 56))).toEqual([]);
  expect(priorCheck({ ...withPrior(5), prior: { weight: 0, radius: 5, sigma: 30 } })).toEqual([]);
});
