// The losses, checked with hand-worked numbers.

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { binaryCrossEntropy } from '../../../main/network/loss/binary-cross-entropy.ts';
import { cramerLoss, cumulativeTarget } from '../../../main/network/loss/cramer.ts';
import { distancePenalty, landmarkPrior, presenceDirection } from '../../../main/network/loss/landmark-prior.ts';
import { noisyOrLoss } from '../../../main/network/loss/noisy-or.ts';
import { testEngine } from './test-engine.ts';

const { tf } = await testEngine();
const number = async (scalar: { data(): Promise<ArrayLike<number>> }) => (await scalar.data())[0];
/** Logits whose softmax equals these probabilities. */
const logits = (rows: number[][]) => tf.tensor2d(rows.map((row) => row.map((p) => Math.log(p))));

it('binary cross-entropy is ln 2 for a logit of zero and ignores masked items', async () => {
  const loss = binaryCrossEntropy(tf, tf.tensor1d([0, 50]), tf.tensor1d([1, 0]), tf.tensor1d([1, 0]));
  expect(await number(loss)).toBeCloseTo(Math.LN2, 6);
});

it('binary cross-entropy stays finite for huge logits: an error of 80 costs 80', async () => {
  const loss = binaryCrossEntropy(tf, tf.tensor1d([80, -80]), tf.tensor1d([0, 0]), tf.tensor1d([1, 1]));
  expect(await number(loss)).toBeCloseTo(40, 4);
});

it('a batch without any label has zero loss', async () => {
  const none = tf.tensor1d([0, 0]);
  expect(await number(binaryCrossEntropy(tf, tf.tensor1d([3, -2]), none, none))).toBe(0);
});

it('the Cramer distance squares differences of cumulative probabilities', async () => {
  // p = (.5, .25, .25, 0) against grade 2: P = (.5, .75, 1), Y = (0, 0, 1): .25 + .5625 + 0
  const loss = cramerLoss(tf, logits([[0.5, 0.25, 0.25, 1e-9]]), tf.tensor2d([cumulativeTarget(2, 4)]), tf.tensor1d([1]));
  expect(await number(loss)).toBeCloseTo(0.8125, 5);
});

it('the Cramer distance of a certain prediction is its distance in grades, and masked hips do not change the mean', async () => {
  const certain = [1e-9, 1e-9, 1e-9, 1];
  const targets = tf.tensor2d([cumulativeTarget(0, 4), cumulativeTarget(3, 4)]);
  const loss = cramerLoss(tf, logits([certain, certain]), targets, tf.tensor1d([1, 0]));
  expect(await number(loss)).toBeCloseTo(3, 5);
});

it('Noisy-OR: with four quadrants healthy at .5, a hip is diseased with probability 15/16', async () => {
  const half = () => logits([[0.5, 0.5, 1e-9, 1e-9]]);
  const four = [half(), half(), half(), half()];
  const one = tf.tensor1d([1]);
  expect(await number(noisyOrLoss(tf, four, one, one))).toBeCloseTo(-Math.log(15 / 16), 5);
  expect(await number(noisyOrLoss(tf, four, tf.tensor1d([0]), one))).toBeCloseTo(Math.log(16), 4);
});

it('the distance penalty is 0 within the radius and 1 - exp(-1/2) one sigma beyond it', () => {
  // A 2 x 2 grid on a crop of 20: cell centres at 4.5 and 14.5. The landmark lies on the first centre.
  const [atLandmark, right] = distancePenalty([{ x: 4.5, y: 4.5 }], 2, 20, { radius: 8, sigma: 2 });
  expect(atLandmark).toBe(0);
  expect(right).toBeCloseTo(1 - Math.exp(-0.5), 12);
});

it('on a coarse grid every landmark has a cell without penalty', () => {
  fc.assert(
    fc.property(fc.nat(223), fc.nat(223), fc.integer({ min: 1, max: 9 }), (x, y, grid) => {
      expect(Math.min(...distancePenalty([{ x, y }], grid, 224, { radius: 1, sigma: 1 }))).toBe(0);
    }),
  );
});

it('the landmark prior is the share of attention in penalised cells', async () => {
  const features = tf.tensor4d([3, 1, 0, 0], [1, 2, 2, 1]); // one channel, three quarters of its mass in the first cell
  const target = { direction: tf.tensor2d([[2]]), penalty: tf.tensor2d([[0, 1, 1, 1]]), valid: tf.tensor2d([[1]]) };
  expect(await number(landmarkPrior(tf, [{ features, targets: [target] }]))).toBeCloseTo(0.25, 6);
  const ignored = { ...target, penalty: tf.tensor2d([[1, 1, 1, 1]]), valid: tf.tensor2d([[0]]) };
  expect(await number(landmarkPrior(tf, [{ features, targets: [target, ignored] }]))).toBeCloseTo(0.25, 6);
});

it('on the 7 x 7 map radii of 5, 10 and 20 pixels give one penalty, and on a finer grid they differ', () => {
  const landmark = { x: 100, y: 60 };
  const penalties = (grid: number) => [5, 10, 20].map((radius) => distancePenalty([landmark], grid, 224, { radius, sigma: 20 }));
  const [small, middle, large] = penalties(7);
  expect(middle).toEqual(small);
  expect(large).toEqual(small);
  const [five, ten, twenty] = penalties(56).map((penalty) => penalty.reduce((sum, value) => sum + value, 0));
  expect(five).toBeGreaterThan(ten);
  expect(ten).toBeGreaterThan(twenty);
});

it('the landmark prior lies on the grid of its penalty: the map is interpolated to it', async () => {
  const features = tf.tensor4d([4, 0, 0, 0], [1, 2, 2, 1]);
  const prior = (penalty: number[]) => {
    const target = { direction: tf.tensor2d([[1]]), penalty: tf.tensor2d([penalty]), valid: tf.tensor2d([[1]]) };
    return number(landmarkPrior(tf, [{ features, targets: [target] }]));
  };
  // Bilinear with half-pixel centres: along each edge the weights of the first cell are 1, .75, .25, 0, of 2 in all.
  const share = [1, 0.75, 0.25, 0].flatMap((row) => [1, 0.75, 0.25, 0].map((column) => (row * column) / 4));
  for (const cell of [0, 1, 5, 10, 15])
    expect(await prior(share.map((_, at) => Number(at === cell)))).toBeCloseTo(share[cell], 6);
});

it('the landmark prior reads each target on its own map if there are several maps', async () => {
  const valid = tf.tensor2d([[1]]);
  const on = (first: number, penalty: number[]) => ({
    features: tf.tensor4d([first, 1, 0, 0], [1, 2, 2, 1]),
    targets: [{ direction: tf.tensor2d([[1]]), penalty: tf.tensor2d([penalty]), valid }],
  });
  // 1/4 of the first map lies outside its zone, 9/10 of the second outside its own: (1/4 + 9/10) / 2.
  expect(await number(landmarkPrior(tf, [on(3, [0, 1, 1, 1]), on(9, [1, 0, 1, 1])]))).toBeCloseTo(0.575, 6);
});

it('the evidence for an osteophyte is the expected positive row of the head minus its healthy row', async () => {
  const headWeight = tf.tensor2d([[1, 2, 4, 8]]); // one channel: rows of grades 0 to 3
  const direction = presenceDirection(tf, logits([[0.2, 0.4, 0.2, 0.2]]), headWeight);
  expect(await number(direction)).toBeCloseTo(0.5 * 2 + 0.25 * 4 + 0.25 * 8 - 1, 5);
});
