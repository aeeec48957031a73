// Queries on the knees of a study: Kellgren-Lawrence grades by models, readers and imported tables. A knee is a row of the table hips.

import { z } from 'zod';
import {
  KlGradeSchema,
  KneeLabelSchema,
  KneeMapsSchema,
  type KlGrade,
  type KneeGrading,
  type KneeLabel,
} from '../../domain/study/knee-case.ts';
import { visitKey } from '../../domain/visit.ts';
import type { Hip } from '../../domain/hip.ts';
import type { Immutable } from '../../domain/immutable.ts';
import type { StudyDatabase } from '../study-database.ts';
import { versionColumns, versionOf, type Version } from '../versions.ts';

const NOT_READ: KneeLabel = { kind: 'missing' };

/** The ids among these that are knees. */
export function kneesAmong(database: StudyDatabase, hipIds: readonly string[]): ReadonlySet<string> {
  const query = `SELECT hip_id FROM hips WHERE joint = 'knee' AND hip_id IN (SELECT value FROM json_each(?))`;
  return new Set(z.array(z.string()).parse(database.prepare(query).pluck().all(JSON.stringify(hipIds))));
}

/** Stores a grading and makes it the one in force. */
export function putKneeGrading(database: StudyDatabase, hipId: string, grading: Immutable<Omit<KneeGrading, 'expected'>>): void {
  const { model, grade, probabilities, region, maps, familiarity, milliseconds, gradedAt } = grading;
  database.transaction(() => {
    const { lastInsertRowid } = database
      .prepare('INSERT INTO knee_gradings VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        hipId,
        model.name,
        model.version,
        model.sha256,
        grade,
        JSON.stringify(probabilities),
        JSON.stringify({ region, maps, familiarity }),
        milliseconds,
        gradedAt,
      );
    const unlike = familiarity === undefined ? null : Number(familiarity.unlike);
    const uncertainty = 1 - (probabilities[grade] ?? 0);
    database
      .prepare('UPDATE hips SET knee_grading_id = ?, kl_grade = ?, unlike = ?, graded_by = ?, uncertainty = ? WHERE hip_id = ?')
      .run(lastInsertRowid, grade, unlike, `${model.name} ${model.version}`, uncertainty, hipId);
  })();
}

const GradingRow = z.object({
  model_name: z.string(),
  model_version: z.string(),
  model_sha256: z.string(),
  grade: KlGradeSchema,
  probabilities: z.string(),
  maps: z.string(),
  milliseconds: z.number(),
  graded_at: z.string(),
});

/** The grading in force. Null if no model has graded the knee. */
export function kneeGradingOf(database: StudyDatabase, hipId: string): KneeGrading | null {
  const found = database
    .prepare('SELECT g.* FROM knee_gradings AS g JOIN hips USING (knee_grading_id) WHERE hips.hip_id = ?')
    .get(hipId);
  if (found === undefined) return null;
  const row = GradingRow.parse(found);
  const probabilities = z.array(z.number()).parse(JSON.parse(row.probabilities));
  return {
    ...KneeMapsSchema.parse(JSON.parse(row.maps)),
    model: { name: row.model_name, version: row.model_version, sha256: row.model_sha256 },
    grade: row.grade,
    probabilities,
    expected: probabilities.reduce((sum, share, grade) => sum + share * grade, 0),
    milliseconds: row.milliseconds,
    gradedAt: row.graded_at,
  };
}

interface KneeReading {
  readonly hipId: string;
  readonly reader: string;
  readonly label: KneeLabel;
  readonly readAt: string;
  readonly why?: string | null;
}

/** Saves a reading, or deletes it if the label is `missing`. Each change and each reason becomes a version. */
export function putKneeReading(database: StudyDatabase, { hipId, reader, label, readAt, why = null }: KneeReading): void {
  database.transaction(() => {
    const before = kneeReadingOf(database, hipId, reader);
    if (why !== null || !sameKneeLabel(before, label)) {
      database
        .prepare('INSERT INTO knee_reading_versions VALUES (NULL, ?, ?, ?, ?, ?, ?)')
        .run(hipId, reader, stored(before), stored(label), readAt, why);
    }
    database.prepare('DELETE FROM knee_readings WHERE hip_id = ? AND reader = ?').run(hipId, reader);
    if (label.kind === 'missing') return;
    const grade = label.kind === 'graded' ? label.grade : null;
    const reason = label.kind === 'not-gradable' ? label.reason : null;
    database.prepare('INSERT INTO knee_readings VALUES (?, ?, ?, ?, ?, ?)').run(hipId, reader, label.kind, grade, reason, readAt);
  })();
}

export function sameKneeLabel(a: KneeLabel, b: KneeLabel): boolean {
  return stored(a) === stored(b);
}

/** A label as a version keeps it. Null is a knee that was not read. */
function stored(label: KneeLabel): string | null {
  return label.kind === 'missing' ? null : JSON.stringify(KneeLabelSchema.parse(label));
}

export function kneeReadingOf(database: StudyDatabase, hipId: string, reader: string): KneeLabel {
  const query = `SELECT json_object('kind', kind, 'grade', grade, 'reason', reason) FROM knee_readings WHERE hip_id = ? AND reader = ?`;
  const found = database.prepare(query).pluck().get(hipId, reader);
  return found === undefined ? NOT_READ : KneeLabelSchema.parse(JSON.parse(z.string().parse(found)));
}

const VersionRow = z.object(versionColumns(KneeLabelSchema));

/** The versions of a knee's readings by all readers, oldest first. */
export function kneeReadingHistory(database: StudyDatabase, hipId: string): readonly Version<KneeLabel>[] {
  const rows = database
    .prepare('SELECT *, reader AS who FROM knee_reading_versions WHERE hip_id = ? ORDER BY version_id')
    .all(hipId);
  return rows.map((row) => versionOf(VersionRow.parse(row)));
}

/** The Kellgren-Lawrence grade that an imported table or class folder gives. Null if none does. */
export function kneeLabelOf(database: StudyDatabase, { subject, visit, side }: Hip): KlGrade | null {
  const found = database
    .prepare("SELECT value FROM labels WHERE subject = ? AND visit_key = ? AND side = ? AND name = 'kl' AND kind = 'graded'")
    .pluck()
    .get(subject, visitKey(visit), side);
  return KlGradeSchema.nullable().parse(found ?? null);
}
