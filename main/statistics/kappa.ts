// Cohen's kappa, plain and weighted. Cohen J. Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial
// credit. Psychol Bull 1968;70:213-20. The same numbers as scikit-learn's cohen_kappa_score.

import { confusionMatrix, type Counts, type Readings } from './confusion.ts';

export type KappaWeight = 'none' | 'linear' | 'quadratic';

/** How much a disagreement between two grades weighs. */
export function disagreement(i: number, j: number, weight: KappaWeight): number {
  if (weight === 'none') return i === j ? 0 : 1;
  return weight === 'linear' ? Math.abs(i - j) : (i - j) ** 2;
}

/** kappa = 1 - sum(w O) / sum(w E). NaN if chance alone allows no disagreement. */
export function kappaOfCounts(counts: Counts, weight: KappaWeight): number {
  const classes = counts.length;
  const rows = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = counts.map((_, column) => counts.reduce((sum, row) => sum + row[column], 0));
  const total = rows.reduce((sum, count) => sum + count, 0);
  let observed = 0;
  let expected = 0;
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      const own = disagreement(i, j, weight);
      observed += own * counts[i][j];
      expected += (own * rows[i] * columns[j]) / total;
    }
  }
  return expected > 0 ? 1 - observed / expected : Number.NaN;
}

/** QWK: a disagreement weighs the square of its distance. */
export function quadraticKappa(readings: Readings, classes = 4): number {
  return kappaOfCounts(confusionMatrix(readings, classes), 'quadratic');
}

/** A disagreement weighs its distance. */
export function linearKappa(readings: Readings, classes = 4): number {
  return kappaOfCounts(confusionMatrix(readings, classes), 'linear');
}

/** Every disagreement weighs the same (Cohen 1960). */
export function unweightedKappa(readings: Readings, classes = 4): number {
  return kappaOfCounts(confusionMatrix(readings, classes), 'none');
}

/** The mean QWK of several readings, such as the four quadrants. Leaves out readings in which no disagreement is possible. */
export function meanKappa(all: readonly Readings[], classes = 4): number {
  const kappas = all.map((readings) => quadraticKappa(readings, classes)).filter((kappa) => !Number.isNaN(kappa));
  return kappas.reduce((sum, kappa) => sum + kappa, 0) / kappas.length;
}
