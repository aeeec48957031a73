// Figures of a confusion matrix, as scikit-learn's accuracy_score, balanced_accuracy_score, f1_score(average='macro') and
// classification_report compute them, and two figures for ordered grades.

import type { Counts } from './confusion.ts';

export function accuracyOfCounts(counts: Counts): number {
  return sum(counts.map((row, grade) => row[grade])) / sum(counts.map(sum));
}

/** The mean recall of the grades that are true of any item. */
export function balancedAccuracy(counts: Counts): number {
  return mean(counts.map((row, grade) => row[grade] / sum(row)).filter((recall) => !Number.isNaN(recall)));
}

/** The mean F1 of the grades that are true or predicted of any item. */
export function macroF1(counts: Counts): number {
  const scores = counts.flatMap((row, grade) => {
    const marked = sum(row) + sum(counts.map((each) => each[grade]));
    return marked === 0 ? [] : [(2 * row[grade]) / marked];
  });
  return mean(scores);
}

/** The mean, over the grades that are true of any item, of the mean distance between truth and prediction. **(ours)** */
export function balancedError(counts: Counts): number {
  const errors = counts.map((row, truth) => sum(row.map((count, grade) => count * Math.abs(grade - truth))) / sum(row));
  return mean(errors.filter((error) => !Number.isNaN(error)));
}

/** Of the items truly grade 2 or above, the share graded 0. NaN without such items. **(ours)** */
export function severeMissRate(counts: Counts): number {
  const severe = counts.slice(2);
  return sum(severe.map((row) => row[0])) / sum(severe.map(sum));
}

/** The figures of one grade against all others. NaN if a figure is not defined. */
export interface GradeFigures {
  readonly grade: number;
  /** The number of items truly of this grade. */
  readonly support: number;
  readonly predicted: number;
  readonly precision: number;
  readonly recall: number;
  /** The same as recall: the share of the grade's items that are found. */
  readonly sensitivity: number;
  /** The share of all other items that are not given this grade. */
  readonly specificity: number;
}

export function perGrade(counts: Counts): GradeFigures[] {
  const total = sum(counts.map(sum));
  return counts.map((row, grade) => {
    const support = sum(row);
    const predicted = sum(counts.map((each) => each[grade]));
    const recall = row[grade] / support;
    const others = total - support;
    return {
      grade,
      support,
      predicted,
      precision: row[grade] / predicted,
      recall,
      sensitivity: recall,
      specificity: (others - (predicted - row[grade])) / others,
    };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** NaN for an empty list. */
function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
