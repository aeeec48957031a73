// The history of a reading, a label, a spacing or a choice: every value that it had, who set it, when and why. Rows are only ever added.

import { z } from 'zod';
import type { Hip } from '../domain/hip.ts';
import { LabelNameSchema, LabelValueSchema, type LabelName, type LabelValue } from '../domain/label.ts';
import { QuadrantSchema, type Quadrant } from '../domain/quadrant.ts';
import { QuadrantLabelSchema, type QuadrantLabel } from '../domain/grade.ts';
import { SpacingValueSchema, type SpacingValue } from '../domain/study/hip-history.ts';
import { visitKey } from '../domain/visit.ts';
import type { StudyDatabase } from './study-database.ts';

/** Who made a change, when, and why. */
export interface Authorship {
  readonly who: string;
  readonly at: string;
  readonly why: string | null;
}

/** One change of a value. Null is a value that was not there. */
export interface Version<Value> extends Authorship {
  readonly before: Value | null;
  readonly after: Value | null;
}

interface ReadingVersion extends Version<QuadrantLabel> {
  readonly quadrant: Quadrant;
}

/** Adds a version of a reading by `version.who`. Call it inside the transaction that changes the reading. */
export function addReadingVersion(
  database: StudyDatabase,
  { hipId, quadrant }: { readonly hipId: string; readonly quadrant: Quadrant },
  { before, after, who, at, why }: Version<QuadrantLabel>,
): void {
  database
    .prepare(
      'INSERT INTO reading_versions (hip_id, quadrant, reader, old_value, new_value, at, why) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(hipId, quadrant, who, jsonOf(before), jsonOf(after), at, why);
}

const ReadingRow = z.object({ quadrant: QuadrantSchema, ...versionColumns(QuadrantLabelSchema) });

/** The versions of a hip's readings by all readers, oldest first. */
export function readingHistory(database: StudyDatabase, hipId: string): readonly ReadingVersion[] {
  const rows = database.prepare('SELECT *, reader AS who FROM reading_versions WHERE hip_id = ? ORDER BY version_id').all(hipId);
  return rows.map((raw) => {
    const { quadrant, ...row } = ReadingRow.parse(raw);
    return { quadrant, ...versionOf(row) };
  });
}

interface LabelPlace extends Pick<Hip, 'subject' | 'visit' | 'side'> {
  readonly name: LabelName;
}

/** Returns a function that adds versions of labels. Call that inside the transaction that changes the labels. */
export function labelVersionWriter(
  database: StudyDatabase,
): (place: LabelPlace, importId: string, version: Version<LabelValue>) => void {
  const add = database.prepare(
    `INSERT INTO label_versions (subject, visit, side, name, old_value, new_value, import_id, who, at, why)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return ({ subject, visit, side, name }, importId, { before, after, who, at, why }) =>
    void add.run(subject, visit, side, name, jsonOf(before), jsonOf(after), importId, who, at, why);
}

interface LabelVersion extends Version<LabelValue> {
  readonly name: LabelName;
  readonly importId: string;
}

const LabelRow = z.object({
  visit: z.string(),
  name: LabelNameSchema,
  import_id: z.string(),
  ...versionColumns(LabelValueSchema),
});

/** The versions of a joint's imported labels under every spelling of its visit, oldest first. */
export function labelHistory(database: StudyDatabase, { subject, visit, side }: Hip): readonly LabelVersion[] {
  const rows = database
    .prepare('SELECT * FROM label_versions WHERE subject = ? AND side = ? ORDER BY version_id')
    .all(subject, side);
  return z
    .array(LabelRow)
    .parse(rows)
    .filter((row) => visitKey(row.visit) === visitKey(visit))
    .map(({ name, import_id, ...row }) => ({ name, importId: import_id, ...versionOf(row) }));
}

/** Adds a version of a choice, such as `model`. Call it inside the transaction that changes the choice. */
export function addChoiceVersion(
  database: StudyDatabase,
  name: string,
  { before, after, who, at, why }: Version<string> & { readonly after: string },
): void {
  database
    .prepare('INSERT INTO choice_versions (name, old_value, new_value, who, at, why) VALUES (?, ?, ?, ?, ?, ?)')
    .run(name, before, after, who, at, why);
}

const ChoiceRow = z.object({
  old_value: z.string().nullable(),
  new_value: z.string().nullable(),
  who: z.string(),
  at: z.string(),
  why: z.string().nullable(),
});

/** The models that were chosen for the study, oldest first. */
export function modelHistory(database: StudyDatabase): readonly Version<string>[] {
  const rows = database.prepare("SELECT * FROM choice_versions WHERE name = 'model' ORDER BY version_id").all();
  return rows.map((raw) => versionOf(ChoiceRow.parse(raw)));
}

interface SpacingVersion extends Authorship {
  readonly before: SpacingValue;
  readonly after: SpacingValue;
}

/** Adds a version of a film's spacing. Call it inside the transaction that changes the film. */
export function addSpacingVersion(
  database: StudyDatabase,
  radiographId: string,
  { before, after, who, at, why }: SpacingVersion,
): void {
  database
    .prepare('INSERT INTO spacing_versions (radiograph_id, old_value, new_value, who, at, why) VALUES (?, ?, ?, ?, ?, ?)')
    .run(radiographId, JSON.stringify(before), JSON.stringify(after), who, at, why);
}

const jsonSpacing = z.string().transform((text) => SpacingValueSchema.parse(JSON.parse(text)));
const SpacingRow = z.object({ ...ChoiceRow.shape, old_value: jsonSpacing, new_value: jsonSpacing });

/** The corrections of a film's spacing, oldest first. */
export function spacingHistory(database: StudyDatabase, radiographId: string): readonly SpacingVersion[] {
  const rows = database.prepare('SELECT * FROM spacing_versions WHERE radiograph_id = ? ORDER BY version_id').all(radiographId);
  return z
    .array(SpacingRow)
    .parse(rows)
    .map(({ old_value: before, new_value: after, who, at, why }) => ({ before, after, who, at, why }));
}

/** The columns of a version whose values are JSON. */
export function versionColumns<Value>(value: z.ZodType<Value>) {
  const json = z
    .string()
    .nullable()
    .transform((text) => (text === null ? null : value.parse(JSON.parse(text))));
  return { old_value: json, new_value: json, who: z.string(), at: z.string(), why: z.string().nullable() };
}

/** The version that a row with these columns is. */
export function versionOf<Value>(row: {
  readonly old_value: Value | null;
  readonly new_value: Value | null;
  readonly who: string;
  readonly at: string;
  readonly why: string | null;
}): Version<Value> {
  const { old_value: before, new_value: after, who, at, why } = row;
  return { before, after, who, at, why };
}

function jsonOf(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
