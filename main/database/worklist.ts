// The worklist: hips with their grades, filtered and ordered, with counts that follow the filter.

import { z } from 'zod';
import { FAILURE_CODES, type Failure } from '../domain/failure.ts';
import { isGrade, type Grade, type QuadrantLabel } from '../domain/grade.ts';
import { SIDES, type Side } from '../domain/hip.ts';
import { perQuadrant, type PerQuadrant } from '../domain/quadrant.ts';
import { readingsOfHips } from './readings.ts';
import type { StudyDatabase } from './study-database.ts';

export interface WorklistRow {
  readonly hipId: string;
  readonly subject: string;
  readonly visit: string;
  readonly side: Side;
  readonly radiographId: string;
  readonly model: PerQuadrant<Grade> | null;
  readonly globalProbability: number | null;
  readonly attentionFlag: boolean;
  readonly reading: PerQuadrant<QuadrantLabel>;
  readonly problem: Failure | null;
}

type WorklistState = 'all' | 'graded' | 'ungraded' | 'flagged' | 'problem' | 'read' | 'unread';

export interface WorklistFilter {
  readonly text: string;
  readonly visit: string | null;
  readonly side: Side | null;
  readonly highestGrade: readonly Grade[];
  readonly state: WorklistState;
  readonly order: 'subject' | 'grade' | 'probability';
  readonly offset: number;
  readonly limit: number;
}

interface FacetCount {
  value: string;
  count: number;
}

export interface WorklistPage {
  readonly rows: readonly WorklistRow[];
  readonly total: number;
  readonly facets: Readonly<Record<'visit' | 'side' | 'highestGrade' | 'state', FacetCount[]>>;
}

type Facet = 'visit' | 'side' | 'highestGrade' | 'state' | 'text';

interface Condition {
  readonly facet: Facet;
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

const READ = 'EXISTS (SELECT 1 FROM readings AS r WHERE r.hip_id = h.hip_id)';

const STATE_SQL: Readonly<Record<WorklistState, string>> = {
  all: '1',
  graded: 'h.grading_id IS NOT NULL',
  ungraded: 'h.grading_id IS NULL AND h.problem_code IS NULL',
  flagged: 'coalesce(h.attention_flag, 0) = 1',
  problem: 'h.problem_code IS NOT NULL',
  read: READ,
  unread: `NOT ${READ}`,
};

const STATES: readonly WorklistState[] = ['all', 'graded', 'ungraded', 'flagged', 'problem', 'read', 'unread'];

const ORDER_SQL: Readonly<Record<WorklistFilter['order'], string>> = {
  subject: 'h.subject, h.visit, h.side DESC',
  grade: 'h.highest_grade DESC NULLS LAST, h.global_probability DESC, h.subject, h.visit, h.side DESC',
  probability: 'h.global_probability DESC NULLS LAST, h.subject, h.visit, h.side DESC',
};

const ROWS = `SELECT hip_id, subject, visit, side, radiograph_id, problem_code, problem_message, femur_superior, femur_inferior,
  acetabulum_superior, acetabulum_inferior, global_probability, attention_flag FROM hips AS h`;

const GradeCell = z
  .number()
  .nullable()
  .transform((value) => (value !== null && isGrade(value) ? value : null));

const Row = z.object({
  hip_id: z.string(),
  subject: z.string(),
  visit: z.string(),
  side: z.enum(SIDES),
  radiograph_id: z.string(),
  problem_code: z.enum(FAILURE_CODES).nullable(),
  problem_message: z.string().nullable(),
  femur_superior: GradeCell,
  femur_inferior: GradeCell,
  acetabulum_superior: GradeCell,
  acetabulum_inferior: GradeCell,
  global_probability: z.number().nullable(),
  attention_flag: z.number().nullable(),
});

const Count = z.object({ value: z.union([z.string(), z.number()]).transform(String), count: z.number() });

/** One page of the worklist as `reader` sees it. */
export function worklistPage(database: StudyDatabase, filter: WorklistFilter, reader: string): WorklistPage {
  const conditions = conditionsOf(filter);
  const all = where(conditions, null);
  const rows = database
    .prepare(`${ROWS} ${all.sql} ORDER BY ${ORDER_SQL[filter.order]} LIMIT ? OFFSET ?`)
    .all(...all.values, filter.limit, filter.offset);
  const total = database
    .prepare(`SELECT count(*) FROM hips AS h ${all.sql}`)
    .pluck()
    .get(...all.values);
  return {
    rows: worklistRows(database, rows, reader),
    total: z.number().parse(total),
    facets: {
      visit: countsBy(database, 'h.visit', where(conditions, 'visit')),
      side: countsBy(database, 'h.side', where(conditions, 'side')),
      highestGrade: countsBy(database, 'h.highest_grade', where(conditions, 'highestGrade')),
      state: stateCounts(database, where(conditions, 'state')),
    },
  };
}

/** One hip as a line of the worklist. */
export function worklistRow(database: StudyDatabase, hipId: string, reader: string): WorklistRow | null {
  const rows = database.prepare(`${ROWS} WHERE h.hip_id = ?`).all(hipId);
  return worklistRows(database, rows, reader).at(0) ?? null;
}

/** Every visit of one side of a subject, oldest first by the visit's name. */
export function timelineOf(database: StudyDatabase, subject: string, side: Side, reader: string): readonly WorklistRow[] {
  const rows = database.prepare(`${ROWS} WHERE h.subject = ? AND h.side = ? ORDER BY h.visit, h.hip_id`).all(subject, side);
  return worklistRows(database, rows, reader);
}

/** How many hips there are, how many a model graded, how many a reader read. */
export function countHips(database: StudyDatabase): { hips: number; graded: number; read: number } {
  return z.object({ hips: z.number(), graded: z.number(), read: z.number() }).parse(
    database
      .prepare(
        `SELECT (SELECT count(*) FROM hips) AS hips, (SELECT count(*) FROM hips WHERE grading_id IS NOT NULL) AS graded,
             (SELECT count(DISTINCT hip_id) FROM readings) AS read`,
      )
      .get(),
  );
}

function conditionsOf(filter: WorklistFilter): readonly Condition[] {
  const conditions: Condition[] = [{ facet: 'state', sql: STATE_SQL[filter.state], values: [] }];
  if (filter.text !== '') conditions.push({ facet: 'text', sql: 'instr(lower(h.hip_id), lower(?)) > 0', values: [filter.text] });
  if (filter.visit !== null) conditions.push({ facet: 'visit', sql: 'h.visit = ?', values: [filter.visit] });
  if (filter.side !== null) conditions.push({ facet: 'side', sql: 'h.side = ?', values: [filter.side] });
  if (filter.highestGrade.length > 0) {
    const marks = filter.highestGrade.map(() => '?').join(', ');
    conditions.push({ facet: 'highestGrade', sql: `h.highest_grade IN (${marks})`, values: filter.highestGrade });
  }
  return conditions;
}

/** The conditions as one clause, leaving out those of a facet. */
function where(conditions: readonly Condition[], without: Facet | null): { sql: string; values: readonly (string | number)[] } {
  const kept = conditions.filter((condition) => condition.facet !== without);
  return {
    sql: kept.length === 0 ? '' : `WHERE ${kept.map((condition) => `(${condition.sql})`).join(' AND ')}`,
    values: kept.flatMap((condition) => condition.values),
  };
}

function countsBy(database: StudyDatabase, column: string, clause: ReturnType<typeof where>): FacetCount[] {
  const rows = database
    .prepare(
      `SELECT value, count(*) AS count FROM (SELECT ${column} AS value FROM hips AS h ${clause.sql}) WHERE value IS NOT NULL
       GROUP BY value ORDER BY value`,
    )
    .all(...clause.values);
  return z.array(Count).parse(rows);
}

function stateCounts(database: StudyDatabase, clause: ReturnType<typeof where>): FacetCount[] {
  const sums = STATES.map((state) => `count(*) FILTER (WHERE ${STATE_SQL[state]}) AS "${state}"`).join(', ');
  const row = z
    .record(z.string(), z.number())
    .parse(database.prepare(`SELECT ${sums} FROM hips AS h ${clause.sql}`).get(...clause.values));
  return STATES.map((state) => ({ value: state, count: row[state] ?? 0 }));
}

function worklistRows(database: StudyDatabase, raw: readonly unknown[], reader: string): WorklistRow[] {
  const rows = raw.map((row) => Row.parse(row));
  const readings = readingsOfHips(
    database,
    rows.map((row) => row.hip_id),
    reader,
  );
  return rows.map((row) => ({
    hipId: row.hip_id,
    subject: row.subject,
    visit: row.visit,
    side: row.side,
    radiographId: row.radiograph_id,
    model: gradesOf(row),
    globalProbability: row.global_probability,
    attentionFlag: row.attention_flag === 1,
    reading: readings.get(row.hip_id) ?? perQuadrant((): QuadrantLabel => ({ kind: 'missing' })),
    problem:
      row.problem_code === null || row.problem_message === null ? null : { code: row.problem_code, message: row.problem_message },
  }));
}

/** The model's grades, or null for an ungraded hip. */
function gradesOf(row: z.infer<typeof Row>): PerQuadrant<Grade> | null {
  const { femur_superior, femur_inferior, acetabulum_superior, acetabulum_inferior } = row;
  if (femur_superior === null || femur_inferior === null || acetabulum_superior === null || acetabulum_inferior === null)
    return null;
  return {
    'femur-superior': femur_superior,
    'femur-inferior': femur_inferior,
    'acetabulum-superior': acetabulum_superior,
    'acetabulum-inferior': acetabulum_inferior,
  };
}
