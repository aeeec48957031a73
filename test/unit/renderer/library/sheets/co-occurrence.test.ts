import { describe, expect, it } from 'vitest';
import { agreementCounts, gradeCounts, togetherCounts } from '../../../../../renderer/library/sheets/co-occurrence.ts';

/** Counts pairs of grades of hips given as grades per quadrant; null means no grade. // [a 4, b 4, g 4, h 4] */
function jointOf(hips: readonly (readonly (number | null)[])[]): number[] {
  const joint = Array.from({ length: 256 }, () => 0);
  for (const grades of hips) {
    for (const [a, g] of grades.entries()) {
      for (const [b, h] of grades.entries()) if (g !== null && h !== null) joint[a * 64 + b * 16 + g * 4 + h] += 1;
    }
  }
  return joint;
}

/** The counts without their names, row by row. */
const rows = (counts: object): unknown[][] => Object.values(counts).map((row: object) => Object.values(row));

describe('the tables of co-occurrence', () => {
  const joint = jointOf([
    [2, 1, 0, null],
    [3, 0, 0, 1],
    [0, 0, 0, 0],
  ]);

  it('count hips that reach the threshold grade in both quadrants', () => {
    expect(rows(togetherCounts(joint, 1))).toEqual([
      [2, 1, 0, 1],
      [1, 1, 0, 0],
      [0, 0, 0, 0],
      [1, 0, 0, 1],
    ]);
    expect(rows(togetherCounts(joint, 3))[0]).toEqual([1, 0, 0, 0]);
  });

  it('count the hips of each grade in each quadrant', () => {
    expect(rows(gradeCounts(joint))).toEqual([
      [1, 0, 1, 1],
      [2, 1, 0, 0],
      [3, 0, 0, 0],
      [1, 1, 0, 0],
    ]);
  });

  it('count label versus model over all quadrants', () => {
    const agreement = Array.from({ length: 64 }, () => 0);
    agreement[0 * 16 + 2 * 4 + 1] = 5;
    agreement[3 * 16 + 2 * 4 + 1] = 2;
    expect(rows(agreementCounts(agreement))[2]).toEqual([0, 7, 0, 0]);
  });
});
