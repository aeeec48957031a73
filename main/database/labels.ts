// Queries on the labels table and the other columns of label tables. A joint is found under every spelling of its visit.

import { z } from 'zod';
import { NotGradableReasonSchema } from '../domain/grade.ts';
import type { Hip } from '../domain/hip.ts';
import {
  LABEL_NAMES,
  LabelNameSchema,
  type LabelledJoint,
  type LabelName,
  type LabelValue,
  type NamedLabels,
} from '../domain/label.ts';
import { visitKey } from '../domain/visit.ts';
import type { StudyDatabase } from './study-database.ts';
import { labelVersionWriter, type Authorship } from './versions.ts';

export interface PutLabels {
  readonly added: number;
  /** Labels whose value changed. */
  readonly changed: number;
}

const Row = z.object({
  name: LabelNameSchema,
  kind: z.enum(['graded', 'not-gradable', 'binary']),
  value: z.number().nullable(),
  reason: NotGradableReasonSchema.nullable(),
});

/** An import of labels, and why it may replace labels. With the reason null it must not replace any. */
export interface LabelImport extends Authorship {
  readonly importId: string;
}

/**
 * Writes the labels of many joints and their versions. A new label replaces an older one under any spelling of the visit. Throws if it
 * would replace one without a reason: `replacedLabels` tells before.
 */
export function putLabels(
  database: StudyDatabase,
  { importId, ...by }: LabelImport,
  joints: readonly LabelledJoint[],
): PutLabels {
  const stored = database.prepare(
    'SELECT visit, name, kind, value, reason FROM labels WHERE subject = ? AND visit_key = ? AND side = ? AND name = ?',
  );
  const put = database.prepare('INSERT OR REPLACE INTO labels VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const remember = database.prepare('INSERT OR REPLACE INTO label_metadata VALUES (?, ?, ?, ?, ?)');
  const addVersion = labelVersionWriter(database);
  const counts = { added: 0, changed: 0 };
  database.transaction(() => {
    for (const { cohort, subject, visit, side, labels, metadata } of joints) {
      for (const [name, label] of labelEntries(labels)) {
        const found = stored.get(subject, visitKey(visit), side, name);
        const row = found === undefined ? null : Row.extend({ visit: z.string() }).parse(found);
        const before = row === null ? null : valueOf(row);
        if (before !== null && sameLabel(before, label)) continue;
        if (before !== null && by.why === null) throw new Error('A label is replaced only with a reason.');
        counts[before === null ? 'added' : 'changed'] += 1;
        const place = { subject, visit: row?.visit ?? visit, side, name };
        const why = before === null ? null : by.why;
        addVersion(place, importId, { ...by, before, after: label, why });
        const value = label.kind === 'not-gradable' ? null : label.value;
        const reason = label.kind === 'not-gradable' ? label.reason : null;
        put.run(subject, place.visit, side, name, label.kind, value, reason, importId);
      }
      const columns = cohort === '' ? metadata : { ...metadata, cohort };
      for (const [name, value] of Object.entries(columns)) remember.run(subject, visit, side, name, value);
    }
  })();
  return counts;
}

/** A label of the study that an import would change. */
export interface ReplacedLabel {
  readonly joint: LabelledJoint;
  readonly name: LabelName;
  readonly before: LabelValue;
  readonly after: LabelValue;
}

/** The stored labels that these joints would change, in their order. */
export function replacedLabels(database: StudyDatabase, joints: readonly LabelledJoint[]): readonly ReplacedLabel[] {
  const stored = database.prepare(
    'SELECT name, kind, value, reason FROM labels WHERE subject = ? AND visit_key = ? AND side = ? AND name = ?',
  );
  return joints.flatMap((joint) =>
    labelEntries(joint.labels).flatMap(([name, after]) => {
      const found = stored.get(joint.subject, visitKey(joint.visit), joint.side, name);
      const before = found === undefined ? null : valueOf(Row.parse(found));
      return before === null || sameLabel(before, after) ? [] : [{ joint, name, before, after }];
    }),
  );
}

/** The imported labels of a joint, by name. Empty for a joint without labels. */
export function labelsOfJoint(database: StudyDatabase, { subject, visit, side }: Hip): NamedLabels {
  const rows = database
    .prepare('SELECT name, kind, value, reason FROM labels WHERE subject = ? AND visit_key = ? AND side = ?')
    .all(subject, visitKey(visit), side);
  return Object.fromEntries(
    rows.map((raw) => {
      const row = Row.parse(raw);
      return [row.name, valueOf(row)];
    }),
  );
}

/** The other columns of the joint's label table, as written. */
export function metadataOfJoint(database: StudyDatabase, { subject, visit, side }: Hip): Readonly<Record<string, string>> {
  const rows = database
    .prepare('SELECT name, value FROM label_metadata WHERE subject = ? AND visit_key = ? AND side = ? ORDER BY name')
    .all(subject, visitKey(visit), side);
  return Object.fromEntries(
    z
      .array(z.object({ name: z.string(), value: z.string() }))
      .parse(rows)
      .map((row) => [row.name, row.value]),
  );
}

/** The number of labels, of labelled joints, and of labelled joints with a picture in the study. */
export function countLabels(database: StudyDatabase): { labels: number; joints: number; matched: number } {
  return z.object({ labels: z.number(), joints: z.number(), matched: z.number() }).parse(
    database
      .prepare(
        `SELECT coalesce(sum(labels), 0) AS labels, count(*) AS joints, coalesce(sum(EXISTS (SELECT 1 FROM hips AS h
           WHERE h.subject = l.subject AND h.visit_key = l.visit_key AND h.side = l.side)), 0) AS matched
         FROM (SELECT subject, visit_key, side, count(*) AS labels FROM labels GROUP BY subject, visit_key, side) AS l`,
      )
      .get(),
  );
}

/** How many of these joints have labels, how many of those have a picture, and how many belong to a subject with another picture. */
export function countPictured(
  database: StudyDatabase,
  joints: readonly LabelledJoint[],
): { labelled: number; pictured: number; ofKnownSubjects: number } {
  const joint = database.prepare('SELECT 1 FROM hips WHERE subject = ? AND visit_key = ? AND side = ?');
  const subject = database.prepare('SELECT 1 FROM hips WHERE subject = ?');
  const labelled = joints.filter(({ labels }) => Object.keys(labels).length > 0);
  const others = labelled.filter((one) => joint.get(one.subject, visitKey(one.visit), one.side) === undefined);
  const ofKnownSubjects = others.filter((one) => subject.get(one.subject) !== undefined).length;
  return { labelled: labelled.length, pictured: labelled.length - others.length, ofKnownSubjects };
}

function labelEntries(labels: NamedLabels): readonly (readonly [LabelName, LabelValue])[] {
  return LABEL_NAMES.flatMap((name) => {
    const label = labels[name];
    return label === undefined ? [] : [[name, label] as const];
  });
}

function valueOf(row: z.infer<typeof Row>): LabelValue {
  if (row.kind === 'not-gradable') return { kind: 'not-gradable', reason: row.reason ?? 'technical' };
  if (row.kind === 'binary') return { kind: 'binary', value: row.value === 1 ? 1 : 0 };
  return { kind: 'graded', value: row.value ?? 0 };
}

function sameLabel(a: LabelValue, b: LabelValue): boolean {
  if (a.kind === 'not-gradable' || b.kind === 'not-gradable')
    return a.kind === b.kind && 'reason' in a && 'reason' in b && a.reason === b.reason;
  return a.kind === b.kind && a.value === b.value;
}
