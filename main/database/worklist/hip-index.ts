// The columns of a study, kept in step with its tables: changed subjects are read again before the next answer.

import type { HipOrder } from '../../domain/study/hip-filter.ts';
import type { StudyDatabase } from '../study-database.ts';
import { watchChanges } from './changes.ts';
import { factsAt, hipColumns, type HipColumns } from './columns.ts';
import { readHipFacts, type HipFacts } from './hip-facts.ts';
import { grownSubjectOrder, orderBy, subjectOrder } from './orders.ts';

interface IndexedHips {
  readonly columns: HipColumns;
  readonly orderOf: (order: HipOrder, reversed: boolean) => Uint32Array;
  /** By visit, right before left. */
  readonly ofSubject: (subject: string) => readonly HipFacts[];
}

interface HipIndex {
  /** The hips as they are in the tables now. */
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
        !state.refresh(changed, (subjects) => readHipFacts(database, reader, subjects))
      ) {
        state = indexState(readHipFacts(database, reader, null));
      }
      return state;
    },
  };
}

interface IndexState extends IndexedHips {
  /** Reads changed subjects again. Returns false if hips are gone and everything must be read. */
  readonly refresh: (subjects: readonly string[], read: (subjects: readonly string[]) => HipFacts[]) => boolean;
}

function indexState(first: readonly HipFacts[]): IndexState {
  const columns = hipColumns(first);
  let bySubject = subjectOrder(columns.facts);
  const cache = new Map<string, { readonly revision: number; readonly order: Uint32Array }>();
  const orderOf = (order: HipOrder, reversed: boolean): Uint32Array => {
    if (order === 'subject' && !reversed) return bySubject;
    const key = `${order} ${reversed}`;
    const cached = cache.get(key);
    if (cached?.revision === columns.revision) return cached.order;
    const made = order === 'subject' ? bySubject.toReversed() : orderBy({ order, reversed }, columns, bySubject);
    cache.set(key, { revision: columns.revision, order: made });
    return made;
  };
  return {
    columns,
    orderOf,
    ofSubject: (subject) => subjectRange(columns.facts, bySubject, subject),
    refresh: (subjects, read) => {
      if (subjects.length === 0) return true;
      const before = subjects.flatMap((subject) => subjectRange(columns.facts, bySubject, subject).map((hip) => hip.hipId));
      const facts = read(subjects);
      const present = new Set(facts.map((hip) => hip.hipId));
      if (before.some((hipId) => !present.has(hipId))) return false;
      columns.put(facts);
      if (columns.facts.length > bySubject.length) bySubject = grownSubjectOrder(bySubject, columns.facts);
      return true;
    },
  };
}

/** The hips of a subject: neighbours in the order by subject. */
function subjectRange(facts: readonly HipFacts[], bySubject: Uint32Array, subject: string): HipFacts[] {
  let [low, high] = [0, bySubject.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (factsAt(facts, bySubject[middle] ?? -1).subject < subject) low = middle + 1;
    else high = middle;
  }
  const own: HipFacts[] = [];
  for (const position of bySubject.subarray(low)) {
    const hip = factsAt(facts, position);
    if (hip.subject !== subject) break;
    own.push(hip);
  }
  return own;
}
