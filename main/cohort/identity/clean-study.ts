// Applies today's rules once to a study of an earlier version: names, files and columns move to the key table, which commits first, so that an
// interrupted cleaning starts again without losing anything. Free pages of the database are then overwritten.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, requiredJson } from '../../files/read-json.ts';
import { z } from 'zod';
import { appendAudit, auditHead, firstBrokenAuditRow, rewriteAudit } from '../../database/audit.ts';
import { listImports, putImportDetail } from '../../database/imports.ts';
import { renamePlaces, withoutTriggers, type RenamedPlace } from '../../database/rename-places.ts';
import { putSetting, settingOf } from '../../database/settings.ts';
import { splitRecipes } from '../../database/split-recipes.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import { FailureCodeSchema } from '../../domain/failure.ts';
import { THE_READER } from '../../domain/study/reader.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { labelPresets, putLabelPreset } from '../labels/label-presets.ts';
import { withoutNames } from './nameless-failure.ts';
import { renameInJson, type Rename } from './rename-in-json.ts';
import { cohortIn, earlierSubjects, splitIn, visitIn, type NamedStudy } from './study-names.ts';

interface Cleaning {
  readonly places: readonly RenamedPlace[];
  readonly subjects: ReadonlyMap<string, string>;
  readonly splits: ReadonlyMap<string, string>;
  readonly cohorts: ReadonlyMap<string, string>;
}

const SETTING = 'names';

/** Cleans the study unless that was done. A study without its key table waits, because its names would be lost. */
export async function cleanStudy(study: NamedStudy & { readonly folder: string }, now: () => Date): Promise<void> {
  const { database, identities, withheld, folder } = study;
  if (withheld !== null || settingOf(database, SETTING) === 'replaced') return;
  const runs = await runRecords(join(folder, 'runs'));
  let cleaning: Cleaning = { places: [], subjects: new Map(), splits: new Map(), cohorts: new Map() };
  identities.transaction(() => {
    cleaning = cleaningOf(study);
    moveColumns(study);
    for (const { record } of runs) identities.putRunFiles(record.runId, record);
    for (const { importId, detail } of listImports(database)) {
      if (typeof detail['file'] === 'string') identities.putImportFile(importId, detail['file']);
    }
  });
  const rename = renameInJson(cleaning.places, cleaning.subjects, cleaning.splits);
  for (const { path, record } of runs)
    await writeWhole(path, JSON.stringify({ ...record, dataFolder: null, weights: null }, null, 2));
  await renameInRuns(join(folder, 'runs'), rename, cleaning);
  withoutTriggers(database, () => {
    renamePlaces(database, cleaning.places, cleaning.subjects);
    cleanTables(study, cleaning, rename);
    cleanAudit(database, rename, now());
    putSetting(database, SETTING, 'replaced');
  });
  database.exec('VACUUM');
  database.pragma('wal_checkpoint(TRUNCATE)');
}

const Text = z.array(z.string());

function cleaningOf(study: NamedStudy): Cleaning {
  const { database, identities } = study;
  const all = (sql: string): string[] => Text.parse(database.prepare(sql).pluck().all());
  const pictures = new Set(
    z
      .array(z.object({ radiograph_id: z.string(), subject: z.string() }))
      .parse(database.prepare('SELECT radiograph_id, subject FROM radiographs').all())
      .filter(({ radiograph_id }) => /\.(?:png|jpe?g)$/i.test(identities.byRadiograph(radiograph_id)?.sourcePath ?? ''))
      .map(({ subject }) => subject),
  );
  const newSubject = earlierSubjects(study, pictures);
  const labelled = Place.parse(
    database
      .prepare(
        `SELECT subject, visit, coalesce((SELECT max(value) FROM label_metadata AS m WHERE m.subject = p.subject AND m.name = 'cohort'), '') AS cohort
         FROM (SELECT subject, visit FROM radiographs UNION SELECT subject, visit FROM hips UNION SELECT subject, visit FROM labels
           UNION SELECT subject, visit FROM label_metadata UNION SELECT subject, visit FROM label_versions) AS p ORDER BY subject, visit`,
      )
      .all(),
  );
  const subjects = new Map<string, string>();
  const taken = new Set(labelled.map(({ subject, visit }) => `${subject}|${visit}`));
  const places: RenamedPlace[] = [];
  for (const { subject, visit, cohort } of labelled) {
    const to = { subject: newSubject(subject, cohort), visit: '' };
    if (to.subject !== subject) subjects.set(subject, to.subject);
    to.visit = freeVisit(newVisit(study, to.subject, visit), to.subject, taken);
    if (to.subject === subject && to.visit === visit) continue;
    taken.add(`${to.subject}|${to.visit}`);
    places.push({ from: { subject, visit }, to });
  }
  for (const subject of all('SELECT DISTINCT subject FROM splits')) {
    const to = newSubject(subject, '');
    if (to !== subject) subjects.set(subject, to);
  }
  const cohorts = all("SELECT DISTINCT cohort FROM hips UNION SELECT value FROM label_metadata WHERE name = 'cohort'");
  return {
    places,
    subjects,
    splits: renamedSplits(study, all('SELECT DISTINCT split_name FROM splits')),
    cohorts: new Map(cohorts.map((cohort) => [cohort, cohortIn(study, cohort)])),
  };
}

const Place = z.array(z.object({ subject: z.string(), visit: z.string(), cohort: z.string() }));

/** `2019-03-04 (2)` is the second image of a visit. */
function newVisit(study: NamedStudy, subject: string, visit: string): string {
  const [, base = visit, copy = ''] = /^(.*?)( \(\d+\))$/.exec(visit) ?? [];
  return visitIn(study, subject, base) + copy;
}

/** The labels of a radiograph stay at its visit; another place that would get the same name is numbered. */
function freeVisit(visit: string, subject: string, taken: ReadonlySet<string>): string {
  let free = visit;
  for (let copy = 2; taken.has(`${subject}|${free}`) && free !== visit; copy++) free = `${visit} (${copy})`;
  return free;
}

/** Only splits that came from a file are renamed: others have the name that somebody typed. */
function renamedSplits(study: NamedStudy, names: readonly string[]): ReadonlyMap<string, string> {
  const built = splitRecipes(study.database);
  const digests = new Map(
    listImports(study.database).flatMap(({ kind, detail }) =>
      kind === 'splits' && typeof detail['file'] === 'string' && typeof detail['sha256'] === 'string'
        ? [[detail['file'].replace(/\.[^.]+$/, ''), detail['sha256']] as const]
        : [],
    ),
  );
  return new Map(
    names.flatMap((name) => {
      const digest = digests.get(name);
      if (built.has(name) || digest === undefined) return [];
      const renamed = splitIn(study, name, digest);
      return renamed === name ? [] : [[name, renamed] as const];
    }),
  );
}

const Columns = z.array(
  z.object({ subject: z.string(), visit: z.string(), side: z.string(), name: z.string(), value: z.string() }),
);

/** A column that names the cohort or repeats the side stays. Nobody picked the others. */
const STAYING_COLUMNS = `name = 'cohort' OR (lower(replace(name, '_', '')) IN ('laterality', 'imagelaterality', 'bodyside')
  AND upper(substr(trim(value), 1, 1)) IN ('R', 'L'))`;

function moveColumns({ database, identities }: NamedStudy): void {
  const moved = database.prepare(`SELECT subject, visit, side, name, value FROM label_metadata WHERE NOT (${STAYING_COLUMNS})`);
  for (const column of Columns.parse(moved.all())) identities.putLabelColumn(column);
}

function cleanTables({ database, identities }: NamedStudy, { splits, cohorts }: Cleaning, rename: Rename): void {
  database.exec(`DELETE FROM label_metadata WHERE NOT (${STAYING_COLUMNS});
    UPDATE label_metadata SET value = iif(upper(substr(trim(value), 1, 1)) = 'R', 'right', 'left') WHERE name <> 'cohort';`);
  for (const [from, to] of cohorts) {
    database.prepare('UPDATE hips SET cohort = ? WHERE cohort = ?').run(to, from);
    database.prepare("UPDATE label_metadata SET value = ? WHERE name = 'cohort' AND value = ?").run(to, from);
  }
  for (const [from, to] of splits) {
    database.prepare('UPDATE OR IGNORE splits SET split_name = ? WHERE split_name = ?').run(to, from);
    if (settingOf(database, 'split') === from) putSetting(database, 'split', to);
  }
  for (const { importId, detail } of listImports(database)) putImportDetail(database, importId, namelessDetail(detail));
  for (const preset of labelPresets(database)) putLabelPreset(database, preset);
  renameColumn(database, { table: 'reports', key: 'report_id', column: 'left_out' }, rename);
  renameColumn(database, { table: 'split_recipes', key: 'split_name', column: 'recipe' }, rename);
  const problems = z
    .array(z.object({ hip_id: z.string(), radiograph_id: z.string(), code: FailureCodeSchema, message: z.string() }))
    .parse(
      database
        .prepare(
          'SELECT hip_id, radiograph_id, problem_code AS code, problem_message AS message FROM hips WHERE problem_code IS NOT NULL',
        )
        .all(),
    );
  const put = database.prepare('UPDATE hips SET problem_message = ? WHERE hip_id = ?');
  for (const { hip_id, radiograph_id, code, message } of problems) {
    const path = identities.byRadiograph(radiograph_id)?.sourcePath;
    const unprefixed = message.replace(/^[^\n]{1,255}?\.(?:pts|json|dcm|dicom|png|jpe?g): /i, '');
    put.run(withoutNames({ code, message: unprefixed }, path === undefined ? [] : [path]).message, hip_id);
  }
}

/** The record of an import without the file's name and the name of a mapping, which a page took from the file. */
function namelessDetail(detail: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { file: _, ...others } = detail;
  return Object.fromEntries(
    Object.entries(others).map(([key, value]) => [key, key === 'answers' ? withoutMapping(value) : withoutName(value)]),
  );
}

function withoutName(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('subject' in value) || !('name' in value)) return value;
  const { name: _, metadata: __, ...mapping } = { metadata: null, ...value };
  return mapping;
}

function withoutMapping(answers: unknown): unknown {
  if (typeof answers !== 'object' || answers === null) return answers;
  const { mapping: _, ...others } = { mapping: null, ...answers };
  return others;
}

function renameColumn(
  database: StudyDatabase,
  { table, key, column }: Readonly<Record<'table' | 'key' | 'column', string>>,
  rename: Rename,
): void {
  const rows = z
    .array(z.tuple([z.string(), z.string()]))
    .parse(database.prepare(`SELECT ${key}, ${column} FROM ${table}`).raw().all());
  const put = database.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${key} = ?`);
  for (const [id, text] of rows) {
    const renamed = JSON.stringify(rename(JSON.parse(text)));
    if (renamed !== text) put.run(renamed, id);
  }
}

/** Seals the chain again if a row named somebody, and says so in a row of its own with the head that the chain had. */
function cleanAudit(database: StudyDatabase, rename: Rename, now: Date): void {
  if (firstBrokenAuditRow(database) !== null) return; // a new seal would hide that somebody changed the rows
  const head = auditHead(database);
  const changed = rewriteAudit(database, ({ action, target, detail }) => ({
    target: String(rename(target)),
    detail: action === 'study.import' ? withoutMappingName(detail) : rename(detail),
  }));
  if (changed === 0) return;
  const detail = { rows: changed, headBefore: head.hash };
  appendAudit(database, { at: now.toISOString(), actor: THE_READER, action: 'study.names', target: 'audit', detail });
}

function withoutMappingName(detail: unknown): unknown {
  if (typeof detail !== 'object' || detail === null || !('mapping' in detail)) return detail;
  const { mapping, ...others } = detail;
  return { ...others, mapped: mapping !== null };
}

const RunRecord = z.looseObject({ runId: z.string(), dataFolder: z.string().nullable(), weights: z.string().nullable() });

/** The records of runs that name a folder or a file. */
async function runRecords(
  runs: string,
): Promise<readonly { readonly path: string; readonly record: z.infer<typeof RunRecord> }[]> {
  const names = await readdir(runs).catch(() => []); // a study without runs
  const records = await Promise.all(
    names.map(async (name) => {
      const path = join(runs, name, 'run.json');
      return { path, record: RunRecord.safeParse(await readJson(path)).data };
    }),
  );
  return records.flatMap(({ path, record }) =>
    record === undefined || (record.dataFolder === null && record.weights === null) ? [] : [{ path, record }],
  );
}

/** Larger than any file of a run in text. **(ours)** */
const LARGEST_RECORD = 500e6;

/** What runs keep of their subjects. */
async function renameInRuns(runs: string, rename: Rename, { places, subjects }: Cleaning): Promise<void> {
  if (places.length === 0 && subjects.size === 0) return;
  const entries = await readdir(runs, { recursive: true, withFileTypes: true }).catch(() => []); // a study without runs
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.endsWith('.json')) continue;
    const path = join(entry.parentPath, entry.name);
    const value = await requiredJson(path, LARGEST_RECORD); // a name must not stay because a file was skipped
    const renamed = rename(value);
    if (value !== null && JSON.stringify(renamed) !== JSON.stringify(value)) await writeWhole(path, JSON.stringify(renamed));
  }
}
