// The orders of the worklist as permutations, computed once per change, so that any page of any order is a slice.

import { NO_VALUE, type HipOrder } from '../../domain/study/hip-filter.ts';
import { factsAt, type HipColumns } from './columns.ts';
import type { HipFacts } from './hip-facts.ts';

/** Positions by subject, visit and side, right before left. // [hips] */
export function subjectOrder(facts: readonly HipFacts[]): Uint32Array {
  const positions = Array.from(facts, (_, position) => position);
  return Uint32Array.from(positions.sort((a, b) => compareHips(factsAt(facts, a), factsAt(facts, b))));
}

/** The positions of another order: the highest value first, hips without a value last, ties by subject. // [hips] */
export function orderBy(order: Exclude<HipOrder, 'subject'>, columns: HipColumns, bySubject: Uint32Array): Uint32Array {
  const count = bySubject.length;
  const importance = importanceBy(order, columns);
  // The importance and the place among subjects in one number, because numbers sort ten times faster than records.
  const keys = new Float64Array(count);
  // Counted loops, always inside the arrays: iterators take twice as long.
  for (let place = 0; place < count; place++) keys[place] = (LAST - importance(bySubject[place] ?? 0)) * count + place;
  keys.sort();
  const positions = new Uint32Array(count);
  for (let place = 0; place < count; place++) positions[place] = bySubject[(keys[place] ?? 0) % count] ?? 0;
  return positions;
}

/** Probabilities are rounded to one in 2^24, so that the keys of a hundred million hips are still exact integers. */
const FINEST = 2 ** 24;
const LAST = 8 * FINEST;

function importanceBy(order: Exclude<HipOrder, 'subject'>, { facts, columnOf }: HipColumns): (position: number) => number {
  const probability = (position: number): number => {
    const value = factsAt(facts, position).globalProbability;
    return value === null ? 0 : 1 + Math.round(value * (FINEST - 2));
  };
  if (order === 'probability') return probability;
  const { codes, values } = columnOf(order === 'grade' ? 'highestGrade' : 'disagreement');
  const weights = values.map((value) => (value === NO_VALUE ? 0 : 1 + Number(value)) * FINEST);
  return (position) => (weights[codes[position] ?? 0] ?? 0) + probability(position);
}

function compareHips(a: HipFacts, b: HipFacts): number {
  return compare(a.subject, b.subject) || compare(a.visit, b.visit) || -compare(a.side, b.side);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The order by subject after hips were appended to `facts`. */
export function grownSubjectOrder(order: Uint32Array, facts: readonly HipFacts[]): Uint32Array {
  const added = Array.from({ length: facts.length - order.length }, (_, i) => order.length + i);
  added.sort((a, b) => compareHips(factsAt(facts, a), factsAt(facts, b)));
  const grown = new Uint32Array(facts.length);
  let place = 0;
  let next = added.shift();
  for (const position of order) {
    const hip = factsAt(facts, position);
    for (; next !== undefined && compareHips(factsAt(facts, next), hip) < 0; next = added.shift()) grown[place++] = next;
    grown[place++] = position;
  }
  if (next !== undefined) grown.set([next, ...added], place);
  return grown;
}
