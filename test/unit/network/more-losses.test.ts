// The losses of Systems 3 and 4 and of the other strategies, checked with hand-worked numbers.

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { gatedAttention } from '../../../main/network/loss/attention-mil.ts';
import { coralGrade, coralLoss, coralTarget } from '../../../main/network/loss/coral.ts';
import { crossEntropy, weightedCrossEntropy } from '../../../main/network/loss/cross-entropy.ts';
import { expectedGradeLoss } from '../../../main/network/loss/expected-grade.ts';
import { softOrLoss } from '../../../main/network/loss/soft-or.ts';
import { balancedClassWeights, gradeTarget, weightedTarget } from '../../../main/network/loss/target-distribution.ts';
import type { Tensor2D } from '../../../main/network/tensors.ts';
import { testEngine } from './test-engine.ts';

const { tf } = await testEngine();
const number = async (scalar: { data(): Promise<ArrayLike<number>> }) => (await scalar.data())[0];
/** Logits whose softmax equals these probabilities. */
const logits = (rows: number[][]) => tf.tensor2d(rows.map((row) => row.map((p) => Math.log(p))));

it('cross-entropy is the negative log probability of the true grade, and masked items do not count', async () => {
  const targets = tf.tensor2d([gradeTarget(1, 3), gradeTarget(0, 3)]);
  const loss = crossEntropy(tf, logits([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]]), targets, tf.tensor1d([1, 0])); // prettier-ignore
  expect(await number(loss)).toBeCloseTo(Math.log(4), 5);
});

it('the expected-grade loss is the squared distance of the mean grade from the truth, and masked items do not count', async () => {
  const loss = expectedGradeLoss(tf, logits([[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]]), tf.tensor1d([2, 0]), tf.tensor1d([1, 0])); // prettier-ignore
  expect(await number(loss)).toBeCloseTo(1.25 ** 2, 5);
});

it('cross-entropy stays finite for huge logits', async () => {
  const loss = crossEntropy(tf, tf.tensor2d([[1000, 0]]), tf.tensor2d([[0, 1]]), tf.tensor1d([1]));
  expect(await number(loss)).toBeCloseTo(1000, 2);
});

it('the five tasks of System 4 are added with the weights 1/4, 1/4, 1/4, 1/16 and 1/16', async () => {
  const task = (classes: number, weight: number) => ({
    logits: tf.zeros([1, classes]) as Tensor2D,
    targets: tf.tensor2d([gradeTarget(0, classes)]),
    mask: tf.tensor1d([1]),
    weight,
  });
  const loss = weightedCrossEntropy(tf, [task(4, 1 / 4), task(4, 1 / 4), task(4, 1 / 4), task(2, 1 / 16), task(2, 1 / 16)]);
  expect(await number(loss)).toBeCloseTo((3 / 4) * Math.log(4) + (2 / 16) * Math.LN2, 5);
});

it('label smoothing gives a share to neighbouring grades only', () => {
  expect(gradeTarget(2, 5)).toEqual([0, 0, 1, 0, 0]);
  expect(gradeTarget(2, 5, 0.2)).toEqual([0, 0.1, 0.8, 0.1, 0]);
  expect(gradeTarget(0, 5, 0.2)).toEqual([0.8, 0.2, 0, 0, 0]);
});

it('smoothed targets are distributions', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 6 }), fc.nat(5), fc.double({ min: 0, max: 1, noNaN: true }), (grades, grade, share) => {
      const target = gradeTarget(grade % grades, grades, share);
      expect(target.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9);
    }),
  );
});

it('balanced class weights make all classes that occur count equally, with a mean of one per item', () => {
  expect(balancedClassWeights([6, 3, 0])).toEqual([0.75, 1.5, 0]);
  expect(weightedTarget([0.9, 0.1, 0], 0, [0.75, 1.5, 0])).toEqual([0.9 * 0.75, 0.1 * 0.75, 0]);
});

it('CORAL adds one binary cross-entropy per threshold between grades', async () => {
  // score 1 with thresholds 0 and -1, grade 1 of 3: y = (1, 0), logits (1, 0)
  const loss = coralLoss(tf, tf.tensor2d([[1]]), tf.tensor1d([0, -1]), tf.tensor2d([coralTarget(1, 3)]), tf.tensor1d([1]));
  expect(await number(loss)).toBeCloseTo(Math.log(1 + Math.exp(-1)) + Math.LN2, 5);
});

it('CORAL computes a grade as the number of thresholds passed', () => {
  expect(coralTarget(2, 4)).toEqual([1, 1, 0]);
  expect([-5, 0.5, 1.5, 9].map((score) => coralGrade(score, [0, -1, -2]))).toEqual([0, 1, 2, 3]);
});

const quadrants = (healthy: number[]) => healthy.map((p0) => logits([[p0, (1 - p0) / 3, (1 - p0) / 3, (1 - p0) / 3]]));

it('soft-or weighs each quadrant of a weak positive by its own share', async () => {
  const one = tf.tensor1d([1]);
  // p = .6, .2: shares 3/4 and 1/4
  const loss = await number(softOrLoss(tf, quadrants([0.4, 0.8]), one, one));
  expect(loss).toBeCloseTo(-0.75 * Math.log(0.6) - 0.25 * Math.log(0.2), 5);
  const healthy = await number(softOrLoss(tf, quadrants([0.4, 0.8]), tf.tensor1d([0]), one));
  expect(healthy).toBeCloseTo(-Math.log(0.4) - Math.log(0.8), 5);
});

it('soft-or pulls several quadrants of a weak positive upwards at once, each by its share times P(healthy)', async () => {
  const one = tf.tensor1d([1]);
  const gradients = tf.grads((...each) => softOrLoss(tf, each as Tensor2D[], one, one))(quadrants([0.4, 0.8]));
  // d(-w log p)/d(logit of grade 0) = w p0, the share w held fixed
  expect((await gradients[0].data())[0]).toBeCloseTo(0.75 * 0.4, 4);
  expect((await gradients[1].data())[0]).toBeCloseTo(0.25 * 0.8, 4);
});

it('gated attention divides a hip among its quadrants by tanh times sigmoid', async () => {
  // Two quadrants with one feature each, 0 and 1; V = 1, U = 0, w = 2: scores 0 and tanh(1) * .5 * 2
  const weights = { value: tf.tensor2d([[1]]), gate: tf.tensor2d([[0]]), score: tf.tensor2d([[2]]) };
  const { bag, shares } = gatedAttention(tf, tf.tensor3d([[[0], [1]]]), weights);
  const expected = 1 / (1 + Math.exp(-Math.tanh(1)));
  expect((await shares.data())[1]).toBeCloseTo(expected, 5);
  expect(await number(bag)).toBeCloseTo(expected, 5);
});
