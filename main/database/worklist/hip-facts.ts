// What the worklist knows of each hip, read from hips, labels, readings and the split in force in one pass over each table.

import { isGrade, type Grade, type QuadrantLabel } from '../../domain/grade.ts';
import { FINDINGS, perFinding, type PerFinding } from '../../domain/finding.ts';
import type { Side } from '../../domain/hip.ts';
import type { HipLabel } from '../../domain/hip-label.ts';
import type { Immutable } from '../../domain/immutable.ts';
import type { HipRow } from '../../domain/study/hip-row.ts';
import { KL_GRADES, type KlGrade } from '../../domain/study/knee-case.ts';
import { SplitPartSchema, type SplitPart } from '../../domain/study/split.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import type { StudyDatabase } from '../study-database.ts';
import { codeSql, labelOfCode, MISSING } from './label-code.ts';

/** What a row of the worklist takes over as it is. */
type SharedFacts = Pick<
  HipRow,
  | 'hipId'
  | 'subject'
  | 'visit'
  | 'side'
  | 'cohort'
  | 'split'
  | 'model'
  | 'presence'
  | 'findings'
  | 'globalProbability'
  | 'gradedBy'
  | 'uncertainty'
  | 'attentionFlag'
  | 'unlike'
  | 'label'
  | 'globalLabel'
>;

export interface HipFacts extends Immutable<SharedFacts> {
  /** The code of the failure. */
  readonly problem: string | null;
  /** The highest grade of an osteophyte. */
  readonly highestGrade: Grade | null;
  /** What the reader says. Null for a hip never read. */
  readonly reading: PerQuadrant<QuadrantLabel> | null;
  /** The grade of a knee by the model, by the reader and by an imported table. Null for hips, and where nobody gave one. */
  readonly kneeModel: KlGrade | null;
  readonly kneeReading: `${KlGrade}` | 'not-gradable' | null;
  readonly kneeLabel: KlGrade | null;
}

/** The facts of these subjects' hips, or of all hips, by hip id. */
export function readHipFacts(database: StudyDatabase, reader: string, subjects: readonly string[] | null): HipFacts[] {
  const chosen = subjects === null ? null : JSON.stringify(subjects);
  const labels = labelsOfJoints(database, chosen);
  const readings = readingsOfHips(database, reader, chosen);
  const parts = splitParts(database, chosen);
  const kneeLabels = labelsOfKnees(database, chosen);
  const rows = rawRows(
    database,
    `SELECT hip_id, subject, visit, visit_key, side, cohort, problem_code, femur_superior, femur_inferior, acetabulum_superior,
       acetabulum_inferior, highest_grade, global_probability, attention_flag, presence, findings, graded_by, uncertainty, kl_grade,
       (SELECT coalesce(k.grade, k.kind) FROM knee_readings AS k WHERE k.hip_id = hips.hip_id AND k.reader = ?), unlike FROM hips
     ${only('subject', chosen)} ORDER BY hip_id`,
    reader,
    chosen,
  );
  return rows.map((row) => {
    const [hipId, subject, side] = [text(row[0]), text(row[1]), sideOf(row[4])];
    const joint = jointKey(subject, text(row[3]), side);
    const label = labels.get(joint) ?? NO_LABELS;
    return {
      hipId,
      subject,
      visit: text(row[2]),
      side,
      cohort: text(row[5]),
      problem: row[6] === null ? null : text(row[6]),
      split: parts.get(subject) ?? null,
      model: gradesOf(row),
      presence: row[14] === null ? null : presenceOf(text(row[14])),
      findings: row[15] === null ? null : findingsOf(text(row[15])),
      highestGrade: gradeOf(row[11]),
      globalProbability: row[12] === null ? null : number(row[12]),
      attentionFlag: row[13] === 1,
      unlike: row[20] === 1,
      gradedBy: row[16] === null ? null : text(row[16]),
      uncertainty: row[17] === null ? null : number(row[17]),
      label: label.quadrants,
      globalLabel: label.global,
      reading: readings.get(hipId) ?? null,
      kneeModel: klGradeOf(row[18]),
      kneeReading: row[19] === 'not-gradable' ? 'not-gradable' : klWordOf(row[19]),
      kneeLabel: kneeLabels.get(joint) ?? null,
    };
  });
}

/** The columns of one row, checked by hand where they are used: a schema takes a second for a hundred thousand rows. */
type RawRow = readonly unknown[];

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('The study database has a column without the expected text.');
  return value;
}

function number(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError('The study database has a column without the expected number.');
  return value;
}

function sideOf(value: unknown): Side {
  if (value !== 'right' && value !== 'left') throw new TypeError('The study database has a side other than right or left.');
  return value;
}

/** The model's grades, in the order of `QUADRANTS` from the eighth column. Null for an ungraded hip. */
function gradesOf(row: RawRow): PerQuadrant<Grade> | null {
  const [fs, fi, as, ai] = [gradeOf(row[7]), gradeOf(row[8]), gradeOf(row[9]), gradeOf(row[10])];
  if (fs === null || fi === null || as === null || ai === null) return null;
  return { 'femur-superior': fs, 'femur-inferior': fi, 'acetabulum-superior': as, 'acetabulum-inferior': ai };
}

/** One digit per quadrant, in the order of `QUADRANTS`. */
function presenceOf(digits: string): PerQuadrant<boolean> {
  return perQuadrant((quadrant) => digits[QUADRANTS.indexOf(quadrant)] === '1');
}

/** One digit per finding, in the order of `FINDINGS`. */
function findingsOf(digits: string): PerFinding<Grade> {
  return perFinding((finding) => gradeOf(Number(digits[FINDINGS.indexOf(finding)])) ?? 0); // the table's CHECK allows no other digit
}

function gradeOf(value: unknown): Grade | null {
  return typeof value === 'number' && isGrade(value) ? value : null;
}

function klGradeOf(value: unknown): KlGrade | null {
  return KL_GRADES.find((grade) => grade === value) ?? null;
}

function klWordOf(value: unknown): `${KlGrade}` | null {
  const grade = klGradeOf(value);
  return grade === null ? null : `${grade}`;
}

const NO_LABELS: HipLabel = { quadrants: perQuadrant(() => labelOfCode(MISSING)), global: null };

function jointKey(subject: string, visitKey: string, side: string): string {
  return `${subject}|${visitKey}|${side}`;
}

/** Labels by joint. SQLite packs a joint's five codes into one number; joints with the same codes share one record. */
function labelsOfJoints(database: StudyDatabase, subjects: string | null): ReadonlyMap<string, HipLabel> {
  const names = [...QUADRANTS, 'global'];
  const packed = names.map((name, place) => `WHEN '${name}' THEN ${10 ** place}`).join(' ');
  const rows = rawRows(
    database,
    `SELECT subject, visit_key, side, sum((CASE name ${packed} END) * (${codeSql('kind', 'value', 'reason')} - ${MISSING})) FROM labels
     WHERE name IN (${names.map((name) => `'${name}'`).join(', ')})
     ${subjects === null ? '' : 'AND subject IN (SELECT value FROM json_each(?))'} GROUP BY subject, visit_key, side`,
    subjects,
  );
  const shared = new Map<number, HipLabel>();
  return new Map(
    rows.map((row) => {
      const codes = number(row[3]);
      let labels = shared.get(codes);
      if (labels === undefined) shared.set(codes, (labels = unpacked(codes)));
      return [jointKey(text(row[0]), text(row[1]), text(row[2])), labels];
    }),
  );
}

/** The decimal digits of the number are the codes, each minus `MISSING`: a label without a row is therefore missing. */
function unpacked(codes: number): HipLabel {
  const code = (place: number): number => Math.floor((codes + MISSING * 11_111) / 10 ** place) % 10;
  const global = labelOfCode(code(4));
  return {
    quadrants: perQuadrant((quadrant) => labelOfCode(code(QUADRANTS.indexOf(quadrant)))),
    global: global.kind === 'graded' ? global.grade > 0 : global.kind === 'binary' ? global.present : null,
  };
}

function labelsOfKnees(database: StudyDatabase, subjects: string | null): ReadonlyMap<string, KlGrade | null> {
  const query = `SELECT subject, visit_key, side, value FROM labels WHERE name = 'kl' AND kind = 'graded'
    ${subjects === null ? '' : 'AND subject IN (SELECT value FROM json_each(?))'}`;
  const rows = rawRows(database, query, subjects);
  return new Map(rows.map((row) => [jointKey(text(row[0]), text(row[1]), text(row[2])), klGradeOf(row[3])]));
}

function readingsOfHips(
  database: StudyDatabase,
  reader: string,
  subjects: string | null,
): ReadonlyMap<string, PerQuadrant<QuadrantLabel>> {
  const query = `SELECT r.hip_id, r.quadrant, ${codeSql('r.kind', 'r.grade', 'r.reason')} FROM readings AS r WHERE r.reader = ?
    ${subjects === null ? '' : 'AND r.hip_id IN (SELECT hip_id FROM hips WHERE subject IN (SELECT value FROM json_each(?)))'}`;
  const rows = rawRows(database, query, reader, subjects);
  return new Map(
    [...Map.groupBy(rows, (row) => text(row[0]))].map(([hipId, own]) => [
      hipId,
      perQuadrant((quadrant) => readingOf(own.find((row) => row[1] === quadrant)?.[2] ?? MISSING)),
    ]),
  );
}

/** Readers give grades, never only present or absent. */
function readingOf(code: unknown): QuadrantLabel {
  const label = labelOfCode(number(code));
  return label.kind === 'binary' ? { kind: 'missing' } : label;
}

/** The part of each subject in the split in force. */
function splitParts(database: StudyDatabase, subjects: string | null): ReadonlyMap<string, SplitPart> {
  const query = `SELECT subject, part FROM splits WHERE split_name = (SELECT value FROM settings WHERE name = 'split')
    ${subjects === null ? '' : 'AND subject IN (SELECT value FROM json_each(?))'}`;
  return new Map(rawRows(database, query, subjects).map((row) => [text(row[0]), SplitPartSchema.parse(row[1])]));
}

function only(column: string, subjects: string | null): string {
  return subjects === null ? '' : `WHERE ${column} IN (SELECT value FROM json_each(?))`;
}

/** Rows as arrays. Null values are not bound. */
function rawRows(database: StudyDatabase, query: string, ...values: readonly (string | null)[]): RawRow[] {
  const rows = database
    .prepare(query)
    .raw()
    .all(...values.filter((value) => value !== null));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `raw` returns arrays; a check of each would take too long
  return rows as RawRow[];
}
