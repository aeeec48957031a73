import { describe, expect, it } from 'vitest';
import { memoryCheck, needOf } from '../../../../main/learning/preflight/preflight.ts';
import { weightsCheck } from '../../../../main/learning/preflight/preflight-weights.ts';
import { tinyRecipe } from '../../training/synthetic-hips.ts';

const GB = 1e9;

describe('the memory check', () => {
  const machine: Parameters<typeof memoryCheck>[1] = { free: 4 * GB, total: 8 * GB, limit: null };
  const of = (step: number, on = machine) => memoryCheck({ step, checkpoints: 0 }, on);

  it('is an estimate, and says so: it warns of what may not fit, and blocks only what is far beyond the machine', () => {
    expect([1, 3.7, 9, 17].map((step) => of(step * GB).level)).toEqual(['ok', 'warning', 'warning', 'blocks']);
    for (const step of [1, 5, 17]) expect(of(step * GB).words).toMatch(/^By estimate a step takes/);
    expect(of(5 * GB).words).toContain('One batch is tried before the first step');
  });

  it('knows what trainings may take here', () => {
    expect(of(GB, { ...machine, limit: 0.5 * GB })).toMatchObject({ level: 'warning' });
    expect(of(GB, { ...machine, limit: 0.5 * GB }).words).toContain('trainings may take 500 MB');
  });

  it('needs more for a larger batch and larger pictures, and as much disk as the network is large', () => {
    const [need, wider] = [needOf(tinyRecipe), needOf({ ...tinyRecipe, batch: 32 })];
    expect(wider.step).toBeGreaterThan(need.step);
    expect(wider.checkpoints).toBe(need.checkpoints);
    // ResNet-18 has 11.17 million parameters without its classifier; five copies in four bytes.
    expect(need.checkpoints / 20 / 1e6).toBeCloseTo(11.2, 0);
  });
});

it('a start from chance is said, and speaks against backbones that the papers start from ImageNet', async () => {
  const warned = await weightsCheck(tinyRecipe, null);
  expect(warned).toMatchObject({ name: 'weights', level: 'warning' });
  expect(warned.words).toMatch(/^Starts from chance \(seed 7\)\. The papers start from ImageNet: .* for resnet18 above/);
  const antony = await weightsCheck({ ...tinyRecipe, backbone: 'antony' }, null);
  expect(antony).toEqual({ name: 'weights', level: 'ok', words: 'Starts from chance (seed 7).' });
});
