// Summarises the features of training pictures as a Gaussian with a few principal axes, and sets its threshold on validation pictures.

import { seededRandom } from '../../domain/random.ts';
import { distanceFrom, type FamiliaritySummary } from '../../inference/familiarity.ts';
import { quantile } from '../../statistics/bootstrap.ts';

/** More axes separate real from synthetic pictures no better. 48 axes of 512 channels take 131 kB of a card. **(ours)** */
const AXES = 48;

/** The share of validation pictures that count as familiar. */
const FAMILIAR_SHARE = 0.95;

/** With fewer pictures than this per axis, the variances along the axes are chance. */
const PICTURES_PER_AXIS = 4;

/** The fewest pictures of each part that a summary can be made of. */
export const FEWEST_PICTURES = 20;

/** `training` and `validation` each have at least `FEWEST_PICTURES` rows of the same length. */
export function summarise(training: readonly Float32Array[], validation: readonly Float32Array[]): FamiliaritySummary {
  const [first] = training;
  if (first === undefined || validation.length === 0) throw new Error('A summary needs training and validation pictures.');
  const channels = first.length;
  const mean = meanOf(training, channels);
  const covariance = covarianceOf(training, mean);
  const count = Math.max(1, Math.min(AXES, channels - 1, Math.floor(training.length / PICTURES_PER_AXIS)));
  const axes = principalAxes(covariance, channels, count);
  const variances = axes.map((axis) => dot(axis, times(covariance, axis)));
  const total = mean.reduce((sum, _, channel) => sum + (covariance[channel * channels + channel] ?? 0), 0);
  // A channel that never varies must not divide by zero.
  const floor = Math.max(1e-12, (1e-6 * total) / channels);
  const rest = (total - variances.reduce((sum, value) => sum + value, 0)) / (channels - count);
  const summary = {
    mean: Float32Array.from(mean),
    axes: Float32Array.from(axes.flatMap((axis) => [...axis])),
    variances: Float32Array.from(variances, (value) => Math.max(floor, value)),
    residualVariance: Math.max(floor, rest),
  };
  const distances = validation.map((row) => distanceFrom(row, summary)).toSorted((a, b) => a - b);
  return { ...summary, threshold: quantile(distances, FAMILIAR_SHARE) };
}

function meanOf(rows: readonly Float32Array[], channels: number): Float64Array {
  const mean = new Float64Array(channels);
  for (const row of rows)
    for (const [channel, value] of row.entries()) mean[channel] = (mean[channel] ?? 0) + value / rows.length;
  return mean;
}

// [channels, channels]
function covarianceOf(rows: readonly Float32Array[], mean: Float64Array): Float64Array {
  const channels = mean.length;
  const covariance = new Float64Array(channels * channels);
  for (const row of rows) {
    const centred = mean.map((value, channel) => (row[channel] ?? 0) - value);
    for (let i = 0; i < channels; i++) {
      const share = (centred[i] ?? 0) / (rows.length - 1);
      for (let j = 0; j < channels; j++)
        covariance[i * channels + j] = (covariance[i * channels + j] ?? 0) + share * (centred[j] ?? 0);
    }
  }
  return covariance;
}

/** The first eigenvectors, by orthogonal iteration. The same covariance yields the same axes. */
function principalAxes(covariance: Float64Array, channels: number, count: number): readonly Float64Array[] {
  const random = seededRandom('familiarity');
  let axes = orthonormal(Array.from({ length: count }, () => Float64Array.from({ length: channels }, () => random.normal())));
  for (let round = 0; round < 40; round++) axes = orthonormal(axes.map((axis) => times(covariance, axis)));
  return axes;
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const { length } = vector;
  return vector.map((_, row) => dot(matrix.subarray(row * length, (row + 1) * length), vector));
}

/** Gram and Schmidt's way, in the given order. A vector without a part of its own becomes zero. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const own = Float64Array.from(vector);
    for (const other of done) {
      const share = dot(own, other);
      for (const [at, value] of other.entries()) own[at] = (own[at] ?? 0) - share * value;
    }
    const length = Math.sqrt(dot(own, own));
    done.push(own.map((value) => (length > 1e-12 ? value / length : 0)));
  }
  return done;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
