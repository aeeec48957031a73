// How truth and prediction meet. Rows are truth, columns prediction, always; the names keep the two from being swapped.

/** Two readings of the same items: what is so, and what was said. */
export interface Readings {
  readonly truth: readonly number[];
  readonly predicted: readonly number[];
}

/** Counts by truth (row) and prediction (column). // [classes, classes] */
export function confusionMatrix({ truth, predicted }: Readings, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  truth.forEach((grade, index) => counts[grade][predicted[index]]++);
  return counts;
}

/** The share of items where both agree; NaN for none. */
export function accuracy({ truth, predicted }: Readings): number {
  return truth.filter((grade, index) => grade === predicted[index]).length / truth.length;
}
