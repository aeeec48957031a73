// Pictures with named grades, which Systems 3 and 4 learn from. Where they come from is up to the caller.

import type { StoredPictures } from '../pictures.ts';

export interface LabelledPicture {
  readonly subject: string;
  /** Grades by name, starting at 0. Null if the label is missing or the joint is not gradable. */
  readonly labels: Readonly<Record<string, number | null>>;
}

export interface LabelledPictures {
  readonly stored: StoredPictures;
  readonly items: readonly LabelledPicture[];
}

/** The number of items with each grade of a label. // [grades] */
export function gradeCounts({ items }: Pick<LabelledPictures, 'items'>, label: string, grades: number): number[] {
  const counts = Array.from({ length: grades }, () => 0);
  for (const { labels } of items) {
    const grade = labels[label];
    if (grade !== null && grade !== undefined) counts[grade]++;
  }
  return counts;
}
