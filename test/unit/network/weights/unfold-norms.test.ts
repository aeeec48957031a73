// Weights of a file that Osteograde exported can be learned on: unfolding undoes what the export folded.

import { expect, it } from 'vitest';
import { seededRandom } from '../../../../main/domain/random.ts';
import { headFinderNetwork } from '../../../../main/network/architectures/locating-networks.ts';
import { foldBatchNorm } from '../../../../main/network/fold-batch-norm.ts';
import { initialWeights } from '../../../../main/network/initialise.ts';
import { unfoldNorms } from '../../../../main/network/weights/unfold-norms.ts';

const architecture = headFinderNetwork();
const weights = initialWeights(architecture, seededRandom('unfold'));

it('a folded file gets norms that change nothing', () => {
  const folded = foldBatchNorm(architecture, weights).weights;
  const unfolded = unfoldNorms(architecture, folded);
  expect([...unfolded.keys()].toSorted()).toEqual([...weights.keys()].toSorted());
  const again = foldBatchNorm(architecture, unfolded).weights;
  for (const [name, { data }] of folded) {
    const other = again.get(name)?.data ?? new Float32Array();
    expect(Math.max(...data.map((value, index) => Math.abs(value - (other[index] ?? NaN))))).toBeLessThan(1e-5);
  }
});

it('weights that have their norms stay as they are', () => {
  expect([...unfoldNorms(architecture, weights)]).toEqual([...weights]);
});
