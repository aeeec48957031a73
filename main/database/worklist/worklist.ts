// The worklist: hips with their grades and labels, filtered and ordered, with counts that follow the filter.
// Columns of codes in memory answer what would be a scan of every hip in the database; the rows themselves come from the tables.

import { z } from 'zod';
import { FAILURE_CODES, type Failure } from '../../domain/failure.ts';
import type { PerFinding } from '../../domain/finding.ts';
import type { Grade, QuadrantLabel } from '../../domain/grade.ts';
import type { Side } from '../../domain/hip.ts';
import { disagreementOf, strengthOf, type KnownLabel, type Strength } from '../../domain/hip-label.ts';
import type { SplitPart } from '../../domain/study/split.ts';
import { perQuadrant, type PerQuadrant } from '../../domain/quadrant.ts';
import type { StudyDatabase } from '../study-database.ts';
import type { HipColumns } from './columns.ts';
import { coOccurrenceOf, type CoOccurrence } from './co-occurrence.ts';
import { FACET_COLUMNS, labelInForce, STATES, type ColumnName, type PlainFacet, type State } from './facet-columns.ts';
import { conditionsOf, excludedByText, type WorklistFilter } from './filter.ts';
import type { HipFacts } from './hip-facts.ts';
import { openHipIndex } from './hip-index.ts';
import { matchHips, passing } from './match.ts';
import type { Order } from './orders.ts';

interface WorklistRow {
  readonly hipId: string;
  readonly subject: string;
  readonly visit: string;
  readonly side: Side;
  readonly cohort: string;
  readonly radiographId: string;
  readonly model: PerQuadrant<Grade> | null;
  readonly presence: PerQuadrant<boolean> | null;
  readonly findings: PerFinding<Grade> | null;
  readonly globalProbability: number | null;
  readonly attentionFlag: boolean;
  readonly reading: PerQuadrant<QuadrantLabel>;
  /** What the imported tables say. */
  readonly label: PerQuadrant<KnownLabel>;
  readonly globalLabel: boolean | null;
  /** Of the reading and the label together. */
  readonly strength: Strength;
  readonly split: SplitPart | null;
  /** Largest difference between label and model; null where they cannot be compared. */
  readonly disagreement: Grade | null;
  readonly problem: Failure | null;
}

interface FacetCount {
  value: string;
  count: number;
}

interface Facets extends Readonly<Record<PlainFacet, FacetCount[]>> {
  readonly state: FacetCount[];
  readonly reader: PerQuadrant<FacetCount[]>;
  readonly model: PerQuadrant<FacetCount[]>;
}

interface WorklistPage {
  readonly rows: WorklistRow[];
  readonly total: number;
  readonly facets: Facets;
}

interface Place {
  readonly order: Order;
  readonly offset: number;
  readonly limit: number;
}

export interface Worklist {
  readonly page: (filter: WorklistFilter, place: Place) => WorklistPage;
  /** The hips that pass, in order. */
  readonly hipIds: (filter: WorklistFilter, order: Order) => readonly string[];
  /** One hip as a line; null where there is none of this id. */
  readonly row: (hipId: string) => WorklistRow | null;
  /** Every hip of a subject: by visit, right before left. */
  readonly subject: (subject: string) => WorklistRow[];
  readonly coOccurrence: (filter: WorklistFilter) => CoOccurrence;
  /** What is known of every hip that passes. */
  readonly facts: (filter: WorklistFilter) => readonly HipFacts[];
}

/** Answers kept, so that scrolling through one filter matches once. */
const KEPT = 8;

interface Answer {
  readonly positions: Uint32Array;
  readonly facets: Facets;
}

/** The worklist as `reader` sees it. It notices what is written to the database and needs no closing. */
export function openWorklist(database: StudyDatabase, reader: string): Worklist {
  const index = openHipIndex(database, reader);
  const answers = new Map<string, Answer>();
  let answered: { readonly columns: HipColumns; readonly revision: number } | null = null;

  const answer = (filter: WorklistFilter, order: Order): Answer => {
    const { columns, orderOf } = index.current();
    if (answered?.columns !== columns || answered.revision !== columns.revision) answers.clear();
    answered = { columns, revision: columns.revision };
    const key = JSON.stringify([order, filter]);
    const known = answers.get(key);
    if (known !== undefined) return known;
    const conditions = conditionsOf(filter, columns);
    const { failures, counts } = matchHips(columns.facts.length, conditions, excludedByText(filter.text, columns));
    const found = {
      positions: passing(orderOf(order), failures),
      facets: facetsOf(
        conditions.map(({ column }) => column.values),
        counts,
      ),
    };
    const oldest = answers.keys().next();
    if (answers.size >= KEPT && oldest.done !== true) answers.delete(oldest.value);
    answers.set(key, found);
    return found;
  };
  const rows = (facts: readonly HipFacts[]): WorklistRow[] => rowsOf(database, facts);
  const chosen = (positions: Uint32Array): HipFacts[] => {
    const { facts } = index.current().columns;
    return Array.from(positions, (position) => facts[position]);
  };
  return {
    page: (filter, { order, offset, limit }) => {
      const { positions, facets } = answer(filter, order);
      return { rows: rows(chosen(positions.subarray(offset, offset + limit))), total: positions.length, facets };
    },
    hipIds: (filter, order) => chosen(answer(filter, order).positions).map((hip) => hip.hipId),
    row: (hipId) => {
      const { columns } = index.current();
      const position = columns.positionOf(hipId);
      return position === undefined ? null : (rows([columns.facts[position]]).at(0) ?? null);
    },
    subject: (subject) => rows(index.current().ofSubject(subject)),
    coOccurrence: (filter) => coOccurrenceOf(index.current().columns, answer(filter, 'subject').positions),
    facts: (filter) => chosen(answer(filter, 'subject').positions),
  };
}

/** Values that some hip has, in the order of the column; those met later by name. */
function facetsOf(values: readonly (readonly string[])[], counts: readonly Uint32Array[]): Facets {
  const of = (name: ColumnName): FacetCount[] => {
    const c = FACET_COLUMNS.findIndex((column) => column.name === name);
    const known = FACET_COLUMNS[c].values.length;
    const all = values[c].map((value, code) => ({ value, count: counts[c][code] ?? 0 }));
    const met = all.slice(known).sort((a, b) => (a.value < b.value ? -1 : 1));
    return [...all.slice(0, known), ...met].filter(({ count }) => count > 0);
  };
  const states = Object.entries(STATES) as [State, ColumnName][]; // its keys are the states
  return {
    cohort: of('cohort'),
    visit: of('visit'),
    side: of('side'),
    split: of('split'),
    strength: of('strength'),
    highestGrade: of('highestGrade'),
    disagreement: of('disagreement'),
    problem: of('problem').filter(({ value }) => value !== 'none'),
    state: states.map(([value, column]) => of(column).find((count) => count.value === value) ?? { value, count: 0 }),
    reader: perQuadrant((quadrant) => of(`reader.${quadrant}`)),
    model: perQuadrant((quadrant) => of(`model.${quadrant}`)),
  };
}

const Shown = z.object({
  hip_id: z.string(),
  radiograph_id: z.string(),
  problem_code: z.enum(FAILURE_CODES).nullable(),
  problem_message: z.string().nullable(),
});

/** Lines of the worklist: what the index knows, with what only the table holds. */
function rowsOf(database: StudyDatabase, facts: readonly HipFacts[]): WorklistRow[] {
  const found = database
    .prepare(
      `SELECT hip_id, radiograph_id, problem_code, problem_message FROM json_each(?) AS wanted JOIN hips ON hip_id = wanted.value`,
    )
    .all(JSON.stringify(facts.map((hip) => hip.hipId)))
    .map((raw) => Shown.parse(raw));
  const shown = new Map(found.map((row) => [row.hip_id, row]));
  return facts.flatMap((hip) => {
    const row = shown.get(hip.hipId);
    return row === undefined ? [] : [rowOf(hip, row)];
  });
}

function rowOf(hip: HipFacts, shown: z.infer<typeof Shown>): WorklistRow {
  const { hipId, subject, visit, side, cohort, split, model, presence, findings, label, globalLabel } = hip;
  const { problem_code: code, problem_message: message } = shown;
  const inForce = labelInForce(hip);
  return {
    hipId,
    subject,
    visit,
    side,
    cohort,
    split,
    model,
    presence,
    findings,
    globalProbability: hip.globalProbability,
    attentionFlag: hip.attentionFlag,
    label,
    globalLabel,
    reading: hip.reading ?? NEVER_READ,
    strength: strengthOf({ quadrants: inForce, global: globalLabel }),
    disagreement: disagreementOf(inForce, model),
    radiographId: shown.radiograph_id,
    problem: code === null || message === null ? null : { code, message },
  };
}

const NEVER_READ = perQuadrant((): QuadrantLabel => ({ kind: 'missing' }));
