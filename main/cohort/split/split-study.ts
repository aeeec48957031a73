// Splits of a study: who there is to deal out, and keeping what was built with a record of how.

import { z } from 'zod';
import { appendAudit } from '../../database/audit.ts';
import { putSplitRecipe } from '../../database/split-recipes.ts';
import { chooseSplit, listSplits, putSplit, splitByName, splitInForce } from '../../database/splits.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { Stratification } from '../../domain/study/split-presets.ts';
import type { SplitPart, SplitRecipe } from '../../domain/study/split.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import { buildSplit, type DealtSplit, type SplitSubject } from './build-split.ts';

/** What a recipe would give; nothing is written. Fails where the split to keep is not there or there is nobody to split. */
export function previewSplit(database: StudyDatabase, recipe: SplitRecipe): Result<DealtSplit> {
  const kept = recipe.keep === null ? new Map<string, SplitPart>() : splitByName(database, recipe.keep);
  if (recipe.keep !== null && kept.size === 0) return noSuchSplit(database, recipe.keep);
  const subjects = subjectsOf(database, recipe.stratify);
  if (subjects.length === 0) return failed('bad-request', 'The study has no hips to split. Import radiographs first.');
  return success(buildSplit(subjects, recipe, kept));
}

export interface SplitOrder {
  readonly name: string;
  readonly recipe: SplitRecipe;
  readonly at: string;
  readonly actor: string;
}

/** Builds the split, keeps it under its name and puts it in force. A name that is taken is refused. */
export function keepSplit(database: StudyDatabase, { name, recipe, at, actor }: SplitOrder): Result<DealtSplit> {
  if (listSplits(database).some((split) => split.name === name)) {
    return failed(
      'bad-request',
      `A split named ${name} is there already. Choose another name: splits that were used are kept as they were.`,
    );
  }
  const built = previewSplit(database, recipe);
  if (!built.ok) return built;
  database.transaction(() => {
    putSplit(database, name, built.value.parts);
    putSplitRecipe(database, { name, madeAt: at, recipe });
    chooseSplit(database, name);
    appendAudit(database, {
      at,
      actor,
      action: 'split.build',
      target: name,
      detail: { ...recipe, subjects: built.value.parts.size },
    });
  })();
  return built;
}

/** Puts a split in force. */
export function putSplitInForce(database: StudyDatabase, { name, at, actor }: Omit<SplitOrder, 'recipe'>): Result<string> {
  if (!listSplits(database).some((split) => split.name === name)) return noSuchSplit(database, name);
  database.transaction(() => {
    chooseSplit(database, name);
    appendAudit(database, { at, actor, action: 'split.choose', target: name, detail: {} });
  })();
  return success(name);
}

function noSuchSplit(database: StudyDatabase, name: string): ReturnType<typeof failed> {
  const names = listSplits(database).map((split) => split.name);
  const there = names.length === 0 ? 'the study has none yet' : `there are ${names.join(', ')}`;
  return failed('bad-request', `There is no split named ${name}; ${there}.`);
}

const Stratum = z.object({ subject: z.string(), highest: z.number().nullable() });

/** Every subject with a hip, and what is known of the worst of its hips: reading and label together. */
function subjectsOf(database: StudyDatabase, stratify: Stratification): readonly SplitSubject[] {
  const quadrants = QUADRANTS.map((quadrant) => `'${quadrant}'`).join(', ');
  const rows = database
    .prepare(
      `SELECT subject, max(highest) AS highest FROM (
         SELECT DISTINCT subject, NULL AS highest FROM hips
         UNION ALL SELECT h.subject, max(r.grade) FROM readings AS r JOIN hips AS h USING (hip_id) GROUP BY h.subject
         UNION ALL SELECT subject, max(CASE WHEN name = 'global' OR kind = 'binary' THEN -2 + 3 * (value > 0) / 2.0 ELSE value END) FROM labels
           WHERE name IN (${quadrants}, 'global') AND value IS NOT NULL AND subject IN (SELECT subject FROM hips) GROUP BY subject
       ) GROUP BY subject`,
    )
    .all()
    .map((row) => Stratum.parse(row));
  return rows.map(({ subject, highest }) => ({ subject, stratum: stratumOf(highest, stratify) }));
}

/** Words such as yes and no stand below the grades: -0.5 for an osteophyte of unknown size, -2 for none. */
function stratumOf(highest: number | null, stratify: Stratification): string {
  if (stratify === 'none') return 'all';
  if (highest === null) return 'unlabelled';
  if (stratify === 'any-osteophyte') return highest > 0 || highest === -0.5 ? 'osteophyte' : 'no osteophyte';
  if (highest >= 0) return `grade ${highest}`;
  return highest === -0.5 ? 'osteophyte, not graded' : 'no osteophyte, not graded';
}

export interface Assignment {
  readonly hipIds: readonly string[];
  readonly part: SplitPart;
  readonly at: string;
  readonly actor: string;
}

/** Puts the whole subjects of these hips into one part of the split in force; gives how many subjects there are. */
export function assignSubjects(database: StudyDatabase, { hipIds, part, at, actor }: Assignment): Result<number> {
  const name = splitInForce(database);
  if (name === null) return failed('bad-request', 'No split is in force. Build or choose one first.');
  const subjects = z
    .array(z.string())
    .parse(
      database
        .prepare('SELECT DISTINCT subject FROM hips WHERE hip_id IN (SELECT value FROM json_each(?))')
        .pluck()
        .all(JSON.stringify(hipIds)),
    );
  const put = database.prepare('INSERT OR REPLACE INTO splits VALUES (?, ?, ?)');
  database.transaction(() => {
    for (const subject of subjects) put.run(name, subject, part);
    appendAudit(database, { at, actor, action: 'split.assign', target: name, detail: { part, subjects } });
  })();
  return success(subjects.length);
}
