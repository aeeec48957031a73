// Krippendorff's alpha of two readers as a figure with derivatives, of ordinal grades. The value equals that of `chance-corrected.ts`.
// Krippendorff K. Computing Krippendorff's alpha-reliability, 2011.

import type { CellFigure } from './cell-figures.ts';

/** alpha = 1 - (n - 1) sum(o d) / sum(n_a n_b d), where d(a, b) = (n_a / 2 + n_(a+1) + ... + n_b / 2)^2. */
export function alphaFigure(classes: number): CellFigure {
  const grades = Array.from({ length: classes }, (_, grade) => grade);
  const pairs = grades.flatMap((a) => grades.flatMap((b) => (a < b ? [{ a, b }] : [])));
  const totals = new Float64Array(classes); // how often either reader gave each grade
  const [ofObserved, ofExpected] = [new Float64Array(classes), new Float64Array(classes)]; // derivatives by `totals`
  const distances = new Float64Array(classes * classes);
  return {
    low: -1,
    high: 1,
    measure: (counts, gradient) => {
      totals.fill(0);
      for (const i of grades) {
        for (const j of grades) {
          totals[i] += counts[i * classes + j];
          totals[j] += counts[i * classes + j];
        }
      }
      const ratings = totals.reduce((sum, total) => sum + total, 0);
      ofObserved.fill(0);
      ofExpected.fill(0);
      let observed = 0;
      let expected = 0;
      for (const { a, b } of pairs) {
        const between = totals.subarray(a, b + 1).reduce((sum, total) => sum + total, 0) - (totals[a] + totals[b]) / 2;
        const distance = between ** 2;
        distances[a * classes + b] = distance;
        distances[b * classes + a] = distance;
        // Both (a, b) and (b, a) of the coincidence matrix.
        const coincidences = 2 * (counts[a * classes + b] + counts[b * classes + a]);
        const chances = (2 * totals[a] * totals[b]) / (ratings - 1);
        observed += coincidences * distance;
        expected += chances * distance;
        ofExpected[a] += (2 * totals[b] * distance) / (ratings - 1);
        ofExpected[b] += (2 * totals[a] * distance) / (ratings - 1);
        for (let grade = a; grade <= b; grade++) {
          const ofDistance = 2 * between * (grade === a || grade === b ? 0.5 : 1);
          ofObserved[grade] += coincidences * ofDistance;
          ofExpected[grade] += chances * ofDistance;
        }
      }
      if (!(expected > 0)) return Number.NaN;
      for (const i of grades) {
        for (const j of grades) {
          const cell = i * classes + j;
          const observedBy = 2 * distances[cell] + ofObserved[i] + ofObserved[j];
          const expectedBy = ofExpected[i] + ofExpected[j] - (2 * expected) / (ratings - 1);
          gradient[cell] = (observed * expectedBy) / expected ** 2 - observedBy / expected;
        }
      }
      return 1 - observed / expected;
    },
  };
}
