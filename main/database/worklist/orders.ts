// The orders of the worklist as permutations, computed once per change, so that any page of any order is a slice.

import type { KnownLabel } from '../../domain/hip-label.ts';
import { QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import { NO_VALUE, type HipOrder } from '../../domain/study/hip-filter.ts';
import { factsAt, type CodeColumn, type HipColumns } from './columns.ts';
import type { HipFacts } from './hip-facts.ts';

/** Positions by subject, visit and side, right before left. // [hips] */
export function subjectOrder(facts: readonly HipFacts[]): Uint32Array {
  const positions = Array.from(facts, (_, position) => position);
  return Uint32Array.from(positions.sort((a, b) => compareHips(factsAt(facts, a), factsAt(facts, b))));
}

interface Sorting {
  readonly order: Exclude<HipOrder, 'subject'>;
  readonly reversed: boolean;
}

/** The positions of another order: the highest value first, or the lowest if reversed. Hips without a value come last, ties by subject. // [hips] */
export function orderBy({ order, reversed }: Sorting, columns: HipColumns, bySubject: Uint32Array): Uint32Array {
  const count = bySubject.length;
  const importance = importanceBy(order, columns);
  // The importance and the place among subjects in one number, because numbers sort ten times faster than records.
  const keys = new Float64Array(count);
  // Counted loops, always inside the arrays: iterators take twice as long.
  for (let place = 0; place < count; place++) {
    const value = importance(bySubject[place] ?? 0);
    keys[place] = (value === 0 ? LAST : reversed ? value : LAST - value) * count + place;
  }
  keys.sort();
  const positions = new Uint32Array(count);
  for (let place = 0; place < count; place++) positions[place] = bySubject[(keys[place] ?? 0) % count] ?? 0;
  return positions;
}

/** Probabilities are rounded to one in 2^24, so that the keys of ten million hips are still exact integers. */
const FINEST = 2 ** 24;
const LAST = 16 * FINEST;

/** Returns a function from positions to importance, an integer from 1 to below `LAST`. 0 for a hip without a value. */
function importanceBy(order: Exclude<HipOrder, 'subject'>, { facts, columnOf }: HipColumns): (position: number) => number {
  const share = (value: number | null): number => (value === null ? 0 : 1 + Math.round(value * (FINEST - 2)));
  const probability = (position: number): number => share(factsAt(facts, position).globalProbability);
  switch (order) {
    case 'probability':
      return probability;
    case 'uncertainty':
      return (position) => share(factsAt(facts, position).uncertainty);
    case 'reading':
      return (position) => highestGrade(factsAt(facts, position).reading);
    case 'label':
      return (position) => highestGrade(factsAt(facts, position).label);
    case 'state':
      return (position) => stateImportance(factsAt(facts, position));
    case 'visit':
    case 'side':
    case 'split':
    case 'gradedBy':
      return wordImportance(columnOf(order));
    case 'grade':
    case 'disagreement':
    case 'labelDisagreement': {
      const { codes, values } = columnOf(order === 'grade' ? 'highestGrade' : order);
      const weights = values.map((value) => (value === NO_VALUE ? 0 : 1 + Number(value)) * FINEST);
      return (position) => {
        const weight = weights[codes[position] ?? 0] ?? 0;
        return weight === 0 ? 0 : weight + probability(position);
      };
    }
  }
}

/** The first word is the most important. Sides and parts have an order of their own, others that of the alphabet. */
function wordImportance({ codes, values }: CodeColumn): (position: number) => number {
  const listed = values.filter((value) => value !== NO_VALUE);
  const own = listed.some((value) => ['right', 'left', 'train', 'val', 'test'].includes(value));
  const words = own ? listed : listed.toSorted();
  const weights = values.map((value) => (value === NO_VALUE ? 0 : words.length - words.indexOf(value)));
  return (position) => weights[codes[position] ?? 0] ?? 0;
}

function highestGrade(labels: PerQuadrant<KnownLabel> | null): number {
  if (labels === null) return 0;
  const weights = QUADRANTS.map((quadrant) => {
    const label = labels[quadrant];
    if (label.kind === 'graded') return 3 + label.grade;
    return label.kind === 'binary' ? (label.present ? 4 : 3) : label.kind === 'not-gradable' ? 2 : 0;
  });
  return Math.max(...weights);
}

/** Problems first, then unlike, flagged, ungraded and other hips. */
function stateImportance(hip: HipFacts): number {
  if (hip.problem !== null) return 5;
  if (hip.unlike) return 4;
  if (hip.attentionFlag) return 3;
  return hip.gradedBy === null ? 2 : 1;
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
