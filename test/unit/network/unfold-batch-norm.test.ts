import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../main/domain/random.ts';
import { foldBatchNorm } from '../../../main/network/fold-batch-norm.ts';
import { initialWeights } from '../../../main/network/initialise.ts';
import { fitWeights } from '../../../main/network/weights/fit-weights.ts';
import { unfoldBatchNorm } from '../../../main/network/weights/unfold-batch-norm.ts';
import { architectureOf } from '../../../main/training/recipe-architecture.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { presetRecipe } from '../../../main/services/runs/presets.ts';
import { fileURLToPath } from 'node:url';

const resources = fileURLToPath(new URL('../../../resources', import.meta.url));

describe('weights of an exported model, whose batch norms are folded', () => {
  it('fit the network again and compute the same function', async () => {
    const recipe = valueOrThrow(await presetRecipe({ resources, home: '/nowhere' }, 'system1-masked'));
    const architecture = architectureOf(recipe);
    const weights = initialWeights(architecture, seededRandom('a'));
    const folded = foldBatchNorm(architecture, weights);
    const fitted = valueOrThrow(
      fitWeights(architecture, unfoldBatchNorm(architecture, folded.weights), initialWeights(architecture, seededRandom('b'))),
    );
    expect(fitted.kept).toEqual([]);
    const again = foldBatchNorm(architecture, fitted.weights).weights;
    for (const [name, { data }] of folded.weights) {
      const same = again.get(name)?.data ?? new Float32Array();
      const apart = data.reduce((most, value, at) => Math.max(most, Math.abs(value - (same[at] ?? Infinity))), 0);
      expect(apart).toBeLessThan(1e-5);
    }
  });
});
