// Which hips pass a filter, and how many each value of each facet would leave: every facet counted without its own condition.

import type { CodeColumn } from './columns.ts';

/** A column with the codes that pass; null where all pass. */
export interface Condition {
  readonly column: CodeColumn;
  readonly accepts: Uint8Array | null;
}

export interface Matches {
  /** How many conditions hip i fails, at most 2. // [hips] */
  readonly failures: Uint8Array;
  /** How often each code of each condition's column is left when only this condition is let go. */
  readonly counts: readonly Uint32Array[];
}

/**
 * One pass a column. A hip that fails no condition counts everywhere; one that fails exactly one counts only there.
 * `excluded[i]` is 1 for hips that another filter, such as the text, leaves out wholly.
 */
export function matchHips(hips: number, conditions: readonly Condition[], excluded: Uint8Array | null): Matches {
  const failures = new Uint8Array(hips);
  const failing = new Uint8Array(hips);
  if (excluded !== null) for (let i = 0; i < hips; i++) failures[i] = excluded[i] * 2;
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

/** Those of `order` that fail nothing. */
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
    if (failures[i] < 2 && accepts[codes[i]] === 0) {
      failures[i] += 1;
      failing[i] = c;
    }
  }
}

function countPassing(codes: Uint32Array, failures: Uint8Array, count: Uint32Array): void {
  for (let i = 0; i < failures.length; i++) if (failures[i] === 0) count[codes[i]] += 1;
}

function countPassingBut(codes: Uint32Array, { failures, failing, c }: Failing, count: Uint32Array): void {
  for (let i = 0; i < failures.length; i++) {
    if (failures[i] === 0 || (failures[i] === 1 && failing[i] === c)) count[codes[i]] += 1;
  }
}
