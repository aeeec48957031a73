import { describe, expect, it } from 'vitest';
import { memoryCheck, needOf } from '../../../main/services/preflight.ts';
import { tinyRecipe } from '../training/synthetic-hips.ts';

const GB = 1e9;

describe('the memory check', () => {
  it('blocks what the machine cannot hold, and warns of what is taken by others', () => {
    const machine = { free: 4 * GB, total: 8 * GB };
    expect(memoryCheck({ step: 1 * GB, checkpoints: 0 }, machine).level).toBe('ok');
    expect(memoryCheck({ step: 5 * GB, checkpoints: 0 }, machine).level).toBe('warning');
    expect(memoryCheck({ step: 9 * GB, checkpoints: 0 }, machine).level).toBe('blocks');
  });

  it('needs more for a larger batch and larger pictures, and as much disk as the network is large', () => {
    const [need, wider] = [needOf(tinyRecipe), needOf({ ...tinyRecipe, batch: 32 })];
    expect(wider.step).toBeGreaterThan(need.step);
    expect(wider.checkpoints).toBe(need.checkpoints);
    // ResNet-18 has 11.17 million parameters without its classifier; five copies in four bytes.
    expect(need.checkpoints / 20 / 1e6).toBeCloseTo(11.2, 0);
  });
});
