// How far apart two sets of pictures lie in the features of a network that saw neither. Kernel inception distance: Binkowski M et al.
// Demystifying MMD GANs. ICLR 2018 (cubic kernel, unbiased estimate). Frechet distance: Heusel M et al. GANs trained by a two time-scale
// update rule. NeurIPS 2017, here on the first principal components of both sets, because 1,280 features of 140 pictures have no
// covariance of full rank.

import type { Random } from '../../../main/domain/random.ts';
import { quantile } from '../../../main/statistics/bootstrap.ts';

export type Features = readonly Float64Array[];

/** Features of pictures that cluster by film or subject. */
export interface ClusteredFeatures {
  readonly features: Features;
  readonly clusters: readonly string[];
}

/** Kernel values between all pictures, so that a bootstrap draw only sums them. // [a.length, b.length] */
export function kernelTable(a: Features, b: Features): Float64Array[] {
  return a.map((x) => Float64Array.from(b, (y) => (dot(x, y) / x.length + 1) ** 3));
}

export interface KernelTables {
  readonly within: readonly Float64Array[];
  readonly across: readonly Float64Array[];
  readonly other: readonly Float64Array[];
}

/** The unbiased squared maximum mean discrepancy of the chosen pictures. Pairs of one picture with itself, also when drawn twice, are left out. */
export function kernelDistance(tables: KernelTables, first: readonly number[], second: readonly number[]): number {
  return meanOfPairs(tables.within, first) + meanOfPairs(tables.other, second) - 2 * meanAcross(tables.across, first, second);
}

function meanOfPairs(table: readonly Float64Array[], chosen: readonly number[]): number {
  let [sum, pairs] = [0, 0];
  for (const i of chosen) {
    for (const j of chosen) {
      if (i === j) continue;
      sum += table[i][j];
      pairs++;
    }
  }
  return sum / pairs;
}

function meanAcross(table: readonly Float64Array[], first: readonly number[], second: readonly number[]): number {
  let sum = 0;
  for (const i of first) for (const j of second) sum += table[i][j];
  return sum / (first.length * second.length);
}

/** The first `count` principal axes of the rows about their mean, by block power iteration. // [count, columns] */
export function principalAxes(rows: Features, count: number, random: Random): Float64Array[] {
  const mean = meanOf(rows);
  const centred = rows.map((row) => row.map((value, c) => value - mean[c]));
  let axes = orthonormal(Array.from({ length: count }, () => Float64Array.from(mean, () => random.normal())));
  for (let round = 0; round < 25; round++) {
    const next = axes.map(() => new Float64Array(mean.length));
    for (const row of centred) {
      axes.forEach((axis, k) => {
        const weight = dot(row, axis);
        const target = next[k];
        for (let c = 0; c < row.length; c++) target[c] += weight * row[c];
      });
    }
    axes = orthonormal(next);
  }
  return axes;
}

export function project(rows: Features, axes: readonly Float64Array[]): Float64Array[] {
  return rows.map((row) => Float64Array.from(axes, (axis) => dot(row, axis)));
}

/** Frechet distance between the normal distributions fitted to two sets of rows: |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^1/2). */
export function frechetDistance(first: Features, second: Features): number {
  const [m1, m2] = [meanOf(first), meanOf(second)];
  const [c1, c2] = [covariance(first, m1), covariance(second, m2)];
  const root = symmetricRoot(c1);
  const product = multiply(multiply(root, c2), root); // has the same eigenvalues as c1 c2, and is symmetric
  const shared = eigenvalues(product).reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  const trace = (matrix: readonly Float64Array[]): number => matrix.reduce((sum, row, i) => sum + row[i], 0);
  return m1.reduce((sum, value, i) => sum + (value - m2[i]) ** 2, 0) + trace(c1) + trace(c2) - 2 * shared;
}

/** A figure of the chosen pictures of two sets with its 95% interval. Whole clusters are drawn with replacement. */
export function clusteredInterval(
  sets: readonly [readonly string[], readonly string[]],
  figure: (first: readonly number[], second: readonly number[]) => number,
  draws: number,
  random: Random,
): { readonly low: number; readonly high: number; readonly draws: readonly number[] } {
  const groups = sets.map((clusters) => [...Map.groupBy(clusters.keys(), (i) => clusters[i]).values()]);
  const drawn = (members: readonly (readonly number[])[]): number[] =>
    members.flatMap(() => members[random.below(members.length)]);
  const figures = Array.from({ length: draws }, () => figure(drawn(groups[0]), drawn(groups[1])));
  const sorted = figures.toSorted((a, b) => a - b);
  return { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975), draws: figures };
}

/**
 * The share of held-out pictures that a ridge classifier assigns to the right set, over `folds` parts by cluster, with both sets weighing
 * the same. 0.5 is chance.
 */
export function linearProbe(
  first: ClusteredFeatures,
  second: ClusteredFeatures,
  folds: number,
  axes: readonly Float64Array[],
): number {
  const items = [
    ...project(first.features, axes).map((x, i) => ({ x, y: 1, fold: foldOf(first.clusters[i], folds) })),
    ...project(second.features, axes).map((x, i) => ({ x, y: -1, fold: foldOf(second.clusters[i], folds) })),
  ];
  const right: Record<string, number> = { '1': 0, '-1': 0 };
  for (let fold = 0; fold < folds; fold++) {
    const train = items.filter((item) => item.fold !== fold);
    const weights = ridge(train);
    for (const { x, y, fold: own } of items) {
      if (own === fold && Math.sign(dot(withOne(x), weights)) === y) right[String(y)]++;
    }
  }
  return (right['1'] / first.features.length + right['-1'] / second.features.length) / 2;
}

function foldOf(cluster: string, folds: number): number {
  let hash = 7;
  for (const letter of cluster) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0;
  return hash % folds;
}

function withOne(x: Float64Array): Float64Array {
  return Float64Array.from([...x, 1]);
}

function ridge(train: readonly { readonly x: Float64Array; readonly y: number }[]): Float64Array {
  const size = train[0].x.length + 1;
  const matrix = Array.from({ length: size }, () => new Float64Array(size));
  const right = new Float64Array(size);
  const counts = { '1': 0, '-1': 0 };
  for (const { y } of train) counts[y === 1 ? '1' : '-1']++;
  for (const { x, y } of train) {
    const row = withOne(x);
    const weight = 1 / counts[y === 1 ? '1' : '-1'];
    for (let i = 0; i < size; i++) {
      right[i] += weight * row[i] * y;
      for (let j = 0; j < size; j++) matrix[i][j] += weight * row[i] * row[j];
    }
  }
  const scale = matrix.reduce((sum, row, i) => sum + row[i], 0) / size;
  for (let i = 0; i < size - 1; i++) matrix[i][i] += 0.01 * scale;
  return solve(matrix, right);
}

/** Gaussian elimination with partial pivoting. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const a = matrix.map((row, i) => Float64Array.from([...row, right[i]]));
  const n = a.length;
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(a[r][c]) > Math.abs(a[pivot][c])) pivot = r;
    [a[c], a[pivot]] = [a[pivot], a[c]];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = a[r][c] / a[c][c];
      for (let k = c; k <= n; k++) a[r][k] -= factor * a[c][k];
    }
  }
  return Float64Array.from(a, (row, i) => row[n] / row[i]);
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

function meanOf(rows: Features): Float64Array {
  const mean = new Float64Array(rows[0].length);
  for (const row of rows) row.forEach((value, i) => (mean[i] += value / rows.length));
  return mean;
}

function covariance(rows: Features, mean: Float64Array): Float64Array[] {
  const size = mean.length;
  const result = Array.from({ length: size }, () => new Float64Array(size));
  for (const row of rows) {
    for (let i = 0; i < size; i++) {
      const d = (row[i] - mean[i]) / (rows.length - 1);
      for (let j = 0; j < size; j++) result[i][j] += d * (row[j] - mean[j]);
    }
  }
  return result;
}

function multiply(a: readonly Float64Array[], b: readonly Float64Array[]): Float64Array[] {
  return a.map((row) => {
    const out = new Float64Array(row.length);
    row.forEach((value, k) => b[k].forEach((other, j) => (out[j] += value * other)));
    return out;
  });
}

function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const next = Float64Array.from(vector);
    for (let pass = 0; pass < 2; pass++) {
      for (const other of done) {
        const along = dot(next, other);
        for (let i = 0; i < next.length; i++) next[i] -= along * other[i];
      }
    }
    const length = Math.sqrt(dot(next, next));
    done.push(next.map((value) => value / length));
  }
  return done;
}

function symmetricRoot(matrix: readonly Float64Array[]): Float64Array[] {
  const { values, vectors } = jacobi(matrix);
  const size = values.length;
  return Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: size }, (_value, j) => {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += Math.sqrt(Math.max(0, values[k])) * vectors[i][k] * vectors[j][k];
      return sum;
    }),
  );
}

function eigenvalues(matrix: readonly Float64Array[]): Float64Array {
  return jacobi(matrix).values;
}

/** Cyclic Jacobi rotations of a symmetric matrix. Eigenvectors are the columns of `vectors`. */
function jacobi(matrix: readonly Float64Array[]): { values: Float64Array; vectors: Float64Array[] } {
  const a = matrix.map((row) => Float64Array.from(row));
  const n = a.length;
  const vectors = a.map((_, i) => Float64Array.from({ length: n }, (_value, j) => (i === j ? 1 : 0)));
  const total = a.reduce((sum, row) => sum + dot(row, row), 0);
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p][q] ** 2;
    if (off <= 1e-20 * total) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p][q] === 0) continue;
        const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[k][p], a[k][q]];
          a[k][p] = c * x - s * y;
          a[k][q] = s * x + c * y;
        }
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[p][k], a[q][k]];
          a[p][k] = c * x - s * y;
          a[q][k] = s * x + c * y;
        }
        for (let k = 0; k < n; k++) {
          const [x, y] = [vectors[k][p], vectors[k][q]];
          vectors[k][p] = c * x - s * y;
          vectors[k][q] = s * x + c * y;
        }
      }
    }
  }
  return { values: Float64Array.from(a, (row, i) => row[i]), vectors };
}
