// The columns of a study, kept in step with its tables: subjects that were written to are read anew before the next answer.

import type { HipOrder } from '../../domain/study/hip-filter.ts';
import type { StudyDatabase } from '../study-database.ts';
import { watchChanges } from './changes.ts';
import { hipColumns, type HipColumns } from './columns.ts';
import { readHipFacts, type HipFacts } from './hip-facts.ts';
import { grownSubjectOrder, orderBy, subjectOrder } from './orders.ts';

interface IndexedHips {
  readonly columns: HipColumns;
  readonly orderOf: (order: HipOrder) => Uint32Array;
  /** By visit, right before left. */
  readonly ofSubject: (subject: string) => readonly HipFacts[];
}

interface HipIndex {
  /** The hips as the tables have them now. */
  readonly current: () => IndexedHips;
}

export function openHipIndex(database: StudyDatabase, reader: string): HipIndex {
  const changes = watchChanges(database);
  let state: IndexState | null = null;
  return {
    current: () => {
      const changed = changes.take();
      if (
        state === null ||
        changed === 'everything' ||
        !state.takeUp(changed, (subjects) => readHipFacts(database, reader, subjects))
      ) {
        state = indexState(readHipFacts(database, reader, null));
      }
      return state;
    },
  };
}

interface IndexState extends IndexedHips {
  /** Reads changed subjects anew; false where hips are gone and everything has to be read. */
  readonly takeUp: (subjects: readonly string[], read: (subjects: readonly string[]) => HipFacts[]) => boolean;
}

function indexState(first: readonly HipFacts[]): IndexState {
  const columns = hipColumns(first);
  let bySubject = subjectOrder(columns.facts);
  const others = new Map<HipOrder, { readonly revision: number; readonly order: Uint32Array }>();
  const orderOf = (order: HipOrder): Uint32Array => {
    if (order === 'subject') return bySubject;
    const known = others.get(order);
    if (known?.revision === columns.revision) return known.order;
    const made = orderBy(order, columns, bySubject);
    others.set(order, { revision: columns.revision, order: made });
    return made;
  };
  return {
    columns,
    orderOf,
    ofSubject: (subject) => subjectRange(columns.facts, bySubject, subject),
    takeUp: (subjects, read) => {
      if (subjects.length === 0) return true;
      const known = subjects.flatMap((subject) => subjectRange(columns.facts, bySubject, subject).map((hip) => hip.hipId));
      const facts = read(subjects);
      const there = new Set(facts.map((hip) => hip.hipId));
      if (known.some((hipId) => !there.has(hipId))) return false;
      columns.put(facts);
      if (columns.facts.length > bySubject.length) bySubject = grownSubjectOrder(bySubject, columns.facts);
      return true;
    },
  };
}

/** The hips of a subject, which stand side by side in the order by subject. */
function subjectRange(facts: readonly HipFacts[], bySubject: Uint32Array, subject: string): HipFacts[] {
  let [low, high] = [0, bySubject.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (facts[bySubject[middle]].subject < subject) low = middle + 1;
    else high = middle;
  }
  const own: HipFacts[] = [];
  for (; low < bySubject.length && facts[bySubject[low]].subject === subject; low++) own.push(facts[bySubject[low]]);
  return own;
}
