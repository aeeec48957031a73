// Which hips pass a filter, and how many hips each value of each facet has. Every facet is counted without its own condition.
// The loops run over every hip, so they index typed arrays. The index is always inside; `?? 0` is for the compiler and costs nothing.

import type { CodeColumn } from './columns.ts';

/** A column with the codes that pass. Null if all pass. */
export interface Condition {
  readonly column: CodeColumn;
  readonly accepts: Uint8Array | null;
}

export interface Matches {
  /** How many conditions hip i fails, at most 2. // [hips] */
  readonly failures: Uint8Array;
  /** For each condition, how many hips have each code of its column and pass all other conditions. */
  readonly counts: readonly Uint32Array[];
}

/**
 * One pass per column. A hip that fails no condition counts in every facet; a hip that fails one condition counts only in its facet.
 * `excluded[i]` is 1 for hips that another filter, such as the text, excludes altogether.
 */
export function matchHips(hips: number, conditions: readonly Condition[], excluded: Uint8Array | null): Matches {
  const failures = new Uint8Array(hips);
  const failing = new Uint8Array(hips);
  if (excluded !== null) for (let i = 0; i < hips; i++) failures[i] = (excluded[i] ?? 0) * 2;
  for (const [c, { column, accepts }] of conditions.entries()) {
    if (accepts !== null) fail(column.codes, accepts, { failures, failing, c });
  }
  const counts = conditions.map(({ column, accepts }, c) => {
    const count = new Uint32Array(column.values.length);
    if (accepts === null) countPassing(column.codes, failures, count);
    else countPassingBut(column.codes, { failures, failing, c }, count);
    return count;
  });
  return { failures, counts };
}

/** The positions of `order` whose hips pass. */
export function passing(order: Uint32Array, failures: Uint8Array): Uint32Array {
  const kept = new Uint32Array(order.length);
  let count = 0;
  for (const position of order) if (failures[position] === 0) kept[count++] = position;
  return kept.subarray(0, count);
}

interface Failing {
  readonly failures: Uint8Array;
  /** The last condition that the hip failed. */
  readonly failing: Uint8Array;
  readonly c: number;
}

function fail(codes: Uint32Array, accepts: Uint8Array, { failures, failing, c }: Failing): void {
  for (let i = 0; i < failures.length; i++) {
    const failed = failures[i] ?? 0;
    if (failed < 2 && accepts[codes[i] ?? 0] === 0) {
      failures[i] = failed + 1;
      failing[i] = c;
    }
  }
}

function countPassing(codes: Uint32Array, failures: Uint8Array, count: Uint32Array): void {
  for (let i = 0; i < failures.length; i++) if (failures[i] === 0) addOne(count, codes[i] ?? 0);
}

function countPassingBut(codes: Uint32Array, { failures, failing, c }: Failing, count: Uint32Array): void {
  for (let i = 0; i < failures.length; i++) {
    if (failures[i] === 0 || (failures[i] === 1 && failing[i] === c)) addOne(count, codes[i] ?? 0);
  }
}

function addOne(count: Uint32Array, code: number): void {
  count[code] = (count[code] ?? 0) + 1;
}
