// The closed-form heatmaps of a model equal those of automatic differentiation on the trainer's network, for every way in which System 3
// answers. If they differ, no model is made.

import { afterAll, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { seededRandom } from '../../../../main/domain/random.ts';
import { kneeNetwork } from '../../../../main/learning/export/knee-network.ts';
import { proveHeatmaps } from '../../../../main/learning/export/prove-heatmaps.ts';
import { architectureOf } from '../../../../main/training/recipe-architecture.ts';
import type { RecipeOf } from '../../../../main/training/recipe.ts';
import { kneeRecipe } from '../../../fixtures/tiny-knee-model.ts';
import { testEngine } from '../../network/test-engine.ts';
import { livedInWeights } from '../../network/tiny-network.ts';

const engine = await testEngine();
afterAll(() => engine.dispose());

const size = { height: 96, width: 80 };
const crops = () => {
  const random = seededRandom('crops');
  const picture = () => Float32Array.from({ length: size.height * size.width }, () => random.next());
  return { ...size, pictures: [picture(), picture()] };
};

function exported(recipe: RecipeOf<3>) {
  const architecture = architectureOf(recipe);
  const weights = livedInWeights(architecture, 5);
  return { knee: kneeNetwork(recipe, architecture, weights, (values) => values), weights };
}

const branches = (chosen: readonly ('att0' | 'att1' | 'att2')[], combined: 'multi-loss' | 'early-fusion') => ({
  ...kneeRecipe,
  attention: { branches: [...chosen], combined, weights: combined === 'multi-loss' ? chosen.map(() => 1) : [] },
});

const ways: readonly (readonly [string, RecipeOf<3>])[] = [
  ['one head', { ...kneeRecipe, attention: null }],
  ['CORAL', { ...kneeRecipe, attention: null, loss: 'coral' }],
  ['one branch', branches(['att0'], 'multi-loss')],
  ['two branches by the mean of their logits', branches(['att0', 'att1'], 'multi-loss')],
  [
    'one head with a branch beside it',
    { ...branches(['att1'], 'multi-loss'), attention: { branches: ['att1'], combined: 'beside', weights: [1] } },
  ],
  ['early fusion of two branches', branches(['att0', 'att1'], 'early-fusion')],
  ['early fusion of three', branches(['att0', 'att1', 'att2'], 'early-fusion')],
];

describe('the heatmaps of an exported network', () => {
  it.each(ways)('equal autodiff to 1e-5: %s', async (_, recipe) => {
    const { knee, weights } = exported(recipe);
    expect(valueOrThrow(await proveHeatmaps(knee, weights, crops(), engine))).toBeLessThan(1e-5);
  });

  it('are refused if they come from another head', async () => {
    const { knee, weights } = exported(branches(['att0', 'att1'], 'early-fusion'));
    const { weight, ...head } = knee.heads['fused'];
    const other = { ...knee, heads: { fused: { ...head, weight: weight.toReversed() } } };
    expect(await proveHeatmaps(other, weights, crops(), engine)).toMatchObject({
      ok: false,
      failure: { code: 'export-differs' },
    });
  });
});
