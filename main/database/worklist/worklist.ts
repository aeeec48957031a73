// The worklist: hips with their grades and labels, filtered and ordered, with counts that follow the filter.
// Columns of codes in memory replace a scan of every hip in the database. The rows themselves come from the tables.

import { z } from 'zod';
import { FailureCodeSchema } from '../../domain/failure.ts';
import type { QuadrantLabel } from '../../domain/grade.ts';
import { disagreementOf, strengthOf } from '../../domain/hip-label.ts';
import { perQuadrant } from '../../domain/quadrant.ts';
import type { CoOccurrence } from '../../domain/study/co-occurrence.ts';
import {
  HIP_STATES,
  NO_VALUE,
  type FacetCount,
  type Facets,
  type HipConditions,
  type HipOrder,
  type HipPage,
} from '../../domain/study/hip-filter.ts';
import type { HipRow } from '../../domain/study/hip-row.ts';
import { JointSchema } from '../../domain/joint.ts';
import { KlGradeSchema } from '../../domain/study/knee-case.ts';
import { kneeLabelOf, kneeReadingOf } from '../knees/knees.ts';
import type { StudyDatabase } from '../study-database.ts';
import { coOccurrenceOf } from './co-occurrence.ts';
import { factsAt, type HipColumns } from './columns.ts';
import { FACET_COLUMNS, labelInForce, readingDisagreement, STATES, type ColumnName } from './facet-columns.ts';
import { conditionsOf, excludedByText } from './filter.ts';
import type { HipFacts } from './hip-facts.ts';
import { openHipIndex } from './hip-index.ts';
import { matchHips, passing, type Condition } from './match.ts';

interface HipSorting {
  readonly order: HipOrder;
  readonly reversed?: boolean;
}

interface PageRequest extends HipSorting {
  readonly offset: number;
  readonly limit: number;
}

export interface Worklist {
  readonly page: (filter: HipConditions, request: PageRequest) => HipPage;
  /** The ids of the hips that pass, in order. */
  readonly hipIds: (filter: HipConditions, sorting: HipSorting) => readonly string[];
  /** The row of one hip. Null if there is no hip of this id. */
  readonly row: (hipId: string) => HipRow | null;
  /** All hips of a subject, by visit, right before left. */
  readonly subject: (subject: string) => HipRow[];
  readonly coOccurrence: (filter: HipConditions) => CoOccurrence;
  /** The facts of every hip that passes. */
  readonly facts: (filter: HipConditions) => readonly HipFacts[];
}

const BY_SUBJECT: HipSorting = { order: 'subject' };

/** Answers in the cache, so that scrolling through one filter matches only once. */
const CACHED = 8;

interface Answer {
  readonly positions: Uint32Array;
  readonly facets: Facets;
}

/** The names that rows show for subjects at this moment. */
export interface ShownNames {
  readonly of: (subject: string) => string;
  /** Changes with the names. */
  readonly version: number;
}

const OWN_NAMES: ShownNames = { of: (subject) => subject, version: 0 };

/** The worklist as `reader` sees it. It notices changes of the database and need not be closed. */
export function openWorklist(database: StudyDatabase, reader: string, shownNames = (): ShownNames => OWN_NAMES): Worklist {
  const index = openHipIndex(database, reader);
  const answers = new Map<string, Answer>();
  let answered: { readonly columns: HipColumns; readonly revision: number } | null = null;

  const answer = (filter: HipConditions, { order, reversed = false }: HipSorting): Answer => {
    const { columns, orderOf } = index.current();
    if (answered?.columns !== columns || answered.revision !== columns.revision) answers.clear();
    answered = { columns, revision: columns.revision };
    const names = shownNames();
    const key = JSON.stringify([order, reversed, filter, filter.text === '' ? 0 : names.version]);
    const cached = answers.get(key);
    if (cached !== undefined) return cached;
    const conditions = conditionsOf(filter, columns);
    const { failures, counts } = matchHips(columns.facts.length, conditions, excludedByText(filter.text, columns, names.of));
    const found = {
      positions: passing(orderOf(order, reversed), failures),
      facets: facetsOf(conditions, counts),
    };
    const oldest = answers.keys().next();
    if (answers.size >= CACHED && oldest.done !== true) answers.delete(oldest.value);
    answers.set(key, found);
    return found;
  };
  const rows = (facts: readonly HipFacts[]): HipRow[] => {
    const names = shownNames();
    return rowsOf(database, reader, facts).map((row) => ({ ...row, name: names.of(row.subject) }));
  };
  const chosen = (positions: Uint32Array): HipFacts[] => {
    const { facts } = index.current().columns;
    return Array.from(positions, (position) => factsAt(facts, position));
  };
  return {
    page: (filter, { offset, limit, ...sorting }) => {
      const { positions, facets } = answer(filter, sorting);
      return { rows: rows(chosen(positions.subarray(offset, offset + limit))), total: positions.length, facets };
    },
    hipIds: (filter, sorting) => chosen(answer(filter, sorting).positions).map((hip) => hip.hipId),
    row: (hipId) => {
      const { columns } = index.current();
      const position = columns.positionOf(hipId);
      return position === undefined ? null : (rows([factsAt(columns.facts, position)]).at(0) ?? null);
    },
    subject: (subject) => rows(index.current().ofSubject(subject)),
    coOccurrence: (filter) => coOccurrenceOf(index.current().columns, answer(filter, BY_SUBJECT).positions),
    facts: (filter) => chosen(answer(filter, BY_SUBJECT).positions),
  };
}

/** Counts the values that hips have, in the order of the column, then others by name. Both lists are in the order of `FACET_COLUMNS`. */
function facetsOf(conditions: readonly Condition[], counts: readonly Uint32Array[]): Facets {
  const of = (name: ColumnName): FacetCount[] => {
    const c = FACET_COLUMNS.findIndex((facet) => facet.name === name);
    const [facet, condition, count] = [FACET_COLUMNS[c], conditions[c], counts[c]];
    if (facet === undefined || condition === undefined || count === undefined) throw new Error(`No facet ${name} was counted.`);
    const listed = facet.values.length;
    const all = condition.column.values.map((value, code) => ({ value, count: count[code] ?? 0 }));
    const others = all.slice(listed).sort((a, b) => (a.value < b.value ? -1 : 1));
    return [...all.slice(0, listed), ...others].filter((counted) => counted.count > 0);
  };
  return {
    cohort: of('cohort'),
    visit: of('visit'),
    side: of('side'),
    split: of('split'),
    kneeReading: of('kneeReading'),
    kneeLabel: of('kneeLabel'),
    kneeModel: of('kneeModel'),
    strength: of('strength'),
    highestGrade: of('highestGrade'),
    disagreement: of('disagreement'),
    labelDisagreement: of('labelDisagreement'),
    gradedBy: of('gradedBy'),
    problem: of('problem').filter(({ value }) => value !== NO_VALUE),
    state: HIP_STATES.map((value) => of(STATES[value]).find((count) => count.value === value) ?? { value, count: 0 }),
    reader: perQuadrant((quadrant) => of(`reader.${quadrant}`)),
    label: perQuadrant((quadrant) => of(`label.${quadrant}`)),
    model: perQuadrant((quadrant) => of(`model.${quadrant}`)),
  };
}

const Shown = z.object({
  hip_id: z.string(),
  radiograph_id: z.string(),
  problem_code: FailureCodeSchema.nullable(),
  problem_message: z.string().nullable(),
  thumbnail_object: z.string().nullable(),
  joint: JointSchema,
  kl_grade: KlGradeSchema.nullable(),
});

/** Rows of the worklist: the facts from the index, joined with what only the table holds. */
function rowsOf(database: StudyDatabase, reader: string, facts: readonly HipFacts[]): HipRow[] {
  const found = database
    .prepare(
      `SELECT hip_id, radiograph_id, problem_code, problem_message, thumbnail_object, joint, kl_grade FROM json_each(?) AS wanted
         JOIN hips ON hip_id = wanted.value LEFT JOIN crops USING (hip_id)`,
    )
    .all(JSON.stringify(facts.map((hip) => hip.hipId)))
    .map((raw) => Shown.parse(raw));
  const shown = new Map(found.map((row) => [row.hip_id, row]));
  return facts.flatMap((hip) => {
    const row = shown.get(hip.hipId);
    return row === undefined ? [] : [{ ...rowOf(hip, row), ...kneeOf(database, reader, hip, row) }];
  });
}

function kneeOf(
  database: StudyDatabase,
  reader: string,
  hip: HipFacts,
  { joint, kl_grade: model }: z.infer<typeof Shown>,
): Pick<HipRow, 'knee'> {
  if (joint !== 'knee') return {};
  return { knee: { model, reading: kneeReadingOf(database, hip.hipId, reader), label: kneeLabelOf(database, hip) } };
}

function rowOf(hip: HipFacts, shown: z.infer<typeof Shown>): HipRow {
  const { hipId, subject, visit, side, cohort, split, model, presence, findings, label, globalLabel } = hip;
  const { problem_code: code, problem_message: message } = shown;
  const inForce = labelInForce(hip);
  return {
    hipId,
    subject,
    name: subject,
    visit,
    side,
    cohort,
    split,
    model,
    presence,
    findings,
    globalProbability: hip.globalProbability,
    gradedBy: hip.gradedBy,
    uncertainty: hip.uncertainty,
    attentionFlag: hip.attentionFlag,
    unlike: hip.unlike,
    label,
    globalLabel,
    reading: hip.reading ?? NEVER_READ,
    strength: strengthOf({ quadrants: inForce, global: globalLabel }),
    disagreement: readingDisagreement(hip),
    labelDisagreement: disagreementOf(label, model),
    radiographId: shown.radiograph_id,
    thumbnail: shown.thumbnail_object,
    problem: code === null || message === null ? null : { code, message },
  };
}

const NEVER_READ = perQuadrant((): QuadrantLabel => ({ kind: 'missing' }));
