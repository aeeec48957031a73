// Weighted Cohen's kappa. Cohen J. Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial
// credit. Psychol Bull 1968;70:213-20. The same numbers as scikit-learn's cohen_kappa_score.

import { confusionMatrix, type Readings } from './confusion.ts';

/** kappa = 1 - sum(w O) / sum(w E), with w = |i - j| ** power. NaN if chance alone allows no disagreement. */
function weightedKappa(readings: Readings, classes: number, power: 1 | 2): number {
  const observed = confusionMatrix(readings, classes);
  const total = readings.truth.length;
  const rows = observed.map((row) => row.reduce((sum, count) => sum + count, 0));
  const columns = observed.map((_, column) => observed.reduce((sum, row) => sum + row[column], 0));
  let disagreement = 0;
  let expected = 0;
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      const weight = Math.abs(i - j) ** power;
      disagreement += weight * observed[i][j];
      expected += (weight * rows[i] * columns[j]) / total;
    }
  }
  return expected === 0 ? Number.NaN : 1 - disagreement / expected;
}

/** QWK: a disagreement weighs the square of its distance. */
export function quadraticKappa(readings: Readings, classes = 4): number {
  return weightedKappa(readings, classes, 2);
}

/** A disagreement weighs its distance. */
export function linearKappa(readings: Readings, classes = 4): number {
  return weightedKappa(readings, classes, 1);
}

/** The mean QWK of several readings, such as the four quadrants. Leaves out readings in which no disagreement is possible. */
export function meanKappa(all: readonly Readings[], classes = 4): number {
  const kappas = all.map((readings) => quadraticKappa(readings, classes)).filter((kappa) => !Number.isNaN(kappa));
  return kappas.reduce((sum, kappa) => sum + kappa, 0) / kappas.length;
}
