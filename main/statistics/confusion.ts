// Truth against prediction. Rows are always truth and columns prediction. The names keep the two from being swapped.

/** The true and the predicted grades of the same items. */
export interface Readings {
  readonly truth: readonly number[];
  readonly predicted: readonly number[];
}

/** Counts by truth (row) and prediction (column). // [classes, classes] */
export type Counts = readonly (readonly number[])[];

export function confusionMatrix({ truth, predicted }: Readings, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  truth.forEach((grade, index) => counts[grade][predicted[index]]++);
  return counts;
}

/** Share of items where both agree. NaN without items. */
export function accuracy({ truth, predicted }: Readings): number {
  return truth.filter((grade, index) => grade === predicted[index]).length / truth.length;
}
