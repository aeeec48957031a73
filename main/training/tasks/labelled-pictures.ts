// Pictures with named grades: what Systems 3 and 4 learn from. Where they come from is the caller's business.

import type { StoredPictures } from '../pictures.ts';

export interface LabelledPicture {
  readonly subject: string;
  /** Grades from 0 by name; null where the label is missing or the joint not gradable. */
  readonly labels: Readonly<Record<string, number | null>>;
}

export interface LabelledPictures {
  readonly stored: StoredPictures;
  readonly items: readonly LabelledPicture[];
}

/** How many items carry each grade of a label. // [grades] */
export function gradeCounts({ items }: Pick<LabelledPictures, 'items'>, label: string, grades: number): number[] {
  const counts = Array.from({ length: grades }, () => 0);
  for (const { labels } of items) {
    const grade = labels[label];
    if (grade !== null && grade !== undefined) counts[grade]++;
  }
  return counts;
}
