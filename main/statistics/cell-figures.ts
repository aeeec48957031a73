// Figures of a weighted confusion matrix with their derivatives, from which standard errors follow without a resampling of their own.
// The values equal those of `kappa.ts`, `chance-corrected.ts` and `grade-counts.ts`.

import { disagreement, type KappaWeight } from './kappa.ts';

/** A figure of a confusion matrix. NaN if it is not defined. */
export interface CellFigure {
  readonly low: number;
  readonly high: number;
  /** Returns the figure of these counts, and writes its derivative by each count to `gradient`. // both [classes * classes] */
  readonly measure: (counts: Float64Array, gradient: Float64Array) => number;
}

/** The figures of one graded answer, by the names of reports. */
export function cellFigures(classes: number): Readonly<Record<string, CellFigure>> {
  const grades = Array.from({ length: classes }, (_, grade) => grade);
  const rate = (inside: (truth: number, predicted: number) => boolean, of: (truth: number) => boolean): CellFigure =>
    ratio(
      classes,
      (i, j) => Number(inside(i, j)),
      (i) => Number(of(i)),
    );
  return {
    quadraticKappa: kappaFigure(classes, 'quadratic'),
    linearKappa: kappaFigure(classes, 'linear'),
    unweightedKappa: kappaFigure(classes, 'none'),
    ac2: ac2Figure(classes),
    accuracy: rate(
      (i, j) => i === j,
      () => true,
    ),
    balancedAccuracy: meanFigure(
      grades.map((grade) =>
        rate(
          (i, j) => i === grade && j === grade,
          (i) => i === grade,
        ),
      ),
    ),
    macroF1: meanFigure(
      grades.map((grade) =>
        ratio(
          classes,
          (i, j) => (i === grade && j === grade ? 2 : 0),
          (i, j) => Number(i === grade) + Number(j === grade),
        ),
      ),
    ),
    balancedError: {
      ...meanFigure(
        grades.map((grade) =>
          ratio(
            classes,
            (i, j) => (i === grade ? Math.abs(i - j) : 0),
            (i) => Number(i === grade),
          ),
        ),
      ),
      high: classes - 1,
    },
    ...(classes > 2
      ? {
          severeMissRate: rate(
            (i, j) => i >= 2 && j === 0,
            (i) => i >= 2,
          ),
        }
      : {}),
    ...Object.fromEntries(
      grades.map((grade) => [
        `recall${grade}`,
        rate(
          (i, j) => i === grade && j === grade,
          (i) => i === grade,
        ),
      ]),
    ),
  };
}

/** sum(numerator C) / sum(denominator C). */
function ratio(
  classes: number,
  numerator: (truth: number, predicted: number) => number,
  denominator: (truth: number, predicted: number) => number,
): CellFigure {
  const cells = Array.from({ length: classes * classes }, (_, cell) => [Math.floor(cell / classes), cell % classes] as const);
  const above = Float64Array.from(cells, ([i, j]) => numerator(i, j));
  const below = Float64Array.from(cells, ([i, j]) => denominator(i, j));
  return {
    low: 0,
    high: 1,
    measure: (counts, gradient) => {
      let top = 0;
      let bottom = 0;
      for (let cell = 0; cell < counts.length; cell++) {
        top += above[cell] * counts[cell];
        bottom += below[cell] * counts[cell];
      }
      const value = top / bottom;
      for (let cell = 0; cell < counts.length; cell++) gradient[cell] = (above[cell] - value * below[cell]) / bottom;
      return value;
    },
  };
}

/** The mean of the figures that are defined. */
function meanFigure(figures: readonly CellFigure[]): CellFigure {
  let own = new Float64Array(0);
  return {
    low: 0,
    high: 1,
    measure: (counts, gradient) => {
      if (own.length !== gradient.length) own = new Float64Array(gradient.length);
      gradient.fill(0);
      let sum = 0;
      let defined = 0;
      for (const figure of figures) {
        const value = figure.measure(counts, own);
        if (Number.isNaN(value)) continue;
        sum += value;
        defined++;
        for (let cell = 0; cell < own.length; cell++) gradient[cell] += own[cell];
      }
      for (let cell = 0; cell < own.length; cell++) gradient[cell] /= defined;
      return sum / defined;
    },
  };
}

interface Margins {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
  total: number;
}

function fillMargins(margins: Margins, counts: Float64Array, classes: number): void {
  margins.rows.fill(0);
  margins.columns.fill(0);
  margins.total = 0;
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      const count = counts[i * classes + j];
      margins.rows[i] += count;
      margins.columns[j] += count;
      margins.total += count;
    }
  }
}

function newMargins(classes: number): Margins {
  return { rows: new Float64Array(classes), columns: new Float64Array(classes), total: 0 };
}

function kappaFigure(classes: number, weight: KappaWeight): CellFigure {
  const weights = Float64Array.from({ length: classes * classes }, (_, cell) =>
    disagreement(Math.floor(cell / classes), cell % classes, weight),
  );
  const margins = newMargins(classes);
  const [ofRow, ofColumn] = [new Float64Array(classes), new Float64Array(classes)];
  return {
    low: -1,
    high: 1,
    measure: (counts, gradient) => {
      fillMargins(margins, counts, classes);
      const { rows, columns, total } = margins;
      ofRow.fill(0);
      ofColumn.fill(0);
      let observed = 0;
      let expected = 0;
      for (let i = 0; i < classes; i++) {
        for (let j = 0; j < classes; j++) {
          const own = weights[i * classes + j];
          observed += own * counts[i * classes + j];
          expected += (own * rows[i] * columns[j]) / total;
          ofRow[i] += (own * columns[j]) / total;
          ofColumn[j] += (own * rows[i]) / total;
        }
      }
      if (!(expected > 0)) return Number.NaN;
      for (let i = 0; i < classes; i++) {
        for (let j = 0; j < classes; j++) {
          const change = ofRow[i] + ofColumn[j] - expected / total;
          gradient[i * classes + j] = (observed * change) / expected ** 2 - weights[i * classes + j] / expected;
        }
      }
      return 1 - observed / expected;
    },
  };
}

function ac2Figure(classes: number): CellFigure {
  const most = disagreement(0, classes - 1, 'quadratic');
  const credits = Float64Array.from(
    { length: classes * classes },
    (_, cell) => 1 - disagreement(Math.floor(cell / classes), cell % classes, 'quadratic') / most,
  );
  const scale = credits.reduce((sum, credit) => sum + credit, 0) / (classes * (classes - 1));
  const margins = newMargins(classes);
  const shares = new Float64Array(classes);
  return {
    low: -1,
    high: 1,
    measure: (counts, gradient) => {
      fillMargins(margins, counts, classes);
      const { rows, columns, total } = margins;
      let chance = 0;
      let slopeOfShares = 0;
      for (let grade = 0; grade < classes; grade++) {
        shares[grade] = (rows[grade] + columns[grade]) / (2 * total);
        chance += scale * shares[grade] * (1 - shares[grade]);
        slopeOfShares += (1 - 2 * shares[grade]) * shares[grade];
      }
      let observed = 0;
      for (let cell = 0; cell < counts.length; cell++) observed += (credits[cell] * counts[cell]) / total;
      for (let i = 0; i < classes; i++) {
        for (let j = 0; j < classes; j++) {
          const agreement = (credits[i * classes + j] - observed) / total;
          const byChance = (scale * ((1 - 2 * shares[i] + 1 - 2 * shares[j]) / 2 - slopeOfShares)) / total;
          gradient[i * classes + j] = agreement / (1 - chance) - ((1 - observed) * byChance) / (1 - chance) ** 2;
        }
      }
      return (observed - chance) / (1 - chance);
    },
  };
}
