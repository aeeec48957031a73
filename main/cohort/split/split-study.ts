// The splits of a study: which subjects there are, and saving a split together with its recipe.

import { z } from 'zod';
import { putSplitRecipe } from '../../database/split-recipes.ts';
import { chooseSplit, listSplits, putSplit, splitByName, splitInForce } from '../../database/splits.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { Stratification } from '../../domain/study/split-presets.ts';
import type { SplitPart, SplitRecipe } from '../../domain/study/split.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import { buildSplit, type DealtSplit, type SplitSubject } from './build-split.ts';
import { splitText } from '../text/splits.ts';

/** The split that a recipe would build. Writes nothing. Fails if the split to keep does not exist or the study has no hips. */
export function previewSplit(database: StudyDatabase, recipe: SplitRecipe): Result<DealtSplit> {
  const kept = recipe.keep === null ? new Map<string, SplitPart>() : splitByName(database, recipe.keep);
  if (recipe.keep !== null && kept.size === 0) return noSuchSplit(database, recipe.keep);
  const subjects = subjectsOf(database, recipe.stratify);
  if (subjects.length === 0) return failed('bad-request', splitText.study.noHips);
  return success(buildSplit(subjects, recipe, kept));
}

/** A change of a study's splits, checked but not yet written. Whoever writes it also records it in the study's audit. */
export interface SplitChange<Value> {
  /** The split's name. */
  readonly target: string;
  readonly detail: unknown;
  readonly write: (at: string) => void;
  /** What the change leads to. */
  readonly value: Value;
}

export interface SplitOrder {
  readonly name: string;
  readonly recipe: SplitRecipe;
}

/** Builds the split, saves it under its name and puts it in force. Fails if the name is taken. */
export function saveSplit(database: StudyDatabase, { name, recipe }: SplitOrder): Result<SplitChange<DealtSplit>> {
  if (listSplits(database).some((split) => split.name === name)) {
    return failed('bad-request', splitText.study.nameTaken(name));
  }
  const built = previewSplit(database, recipe);
  if (!built.ok) return built;
  return success({
    target: name,
    detail: { ...recipe, subjects: built.value.parts.size },
    value: built.value,
    write: (at) => {
      putSplit(database, name, built.value.parts);
      putSplitRecipe(database, { name, madeAt: at, recipe });
      chooseSplit(database, name);
    },
  });
}

/** Puts a split in force. */
export function putSplitInForce(database: StudyDatabase, name: string): Result<SplitChange<string>> {
  if (!listSplits(database).some((split) => split.name === name)) return noSuchSplit(database, name);
  return success({ target: name, detail: {}, value: name, write: () => chooseSplit(database, name) });
}

function noSuchSplit(database: StudyDatabase, name: string): ReturnType<typeof failed> {
  const names = listSplits(database).map((split) => split.name);
  return failed('bad-request', splitText.study.notFound(name, names));
}

const Stratum = z.object({ subject: z.string(), highest: z.number().nullable() });

/** Every subject with a hip, and the highest grade that readings or labels give to any of its hips. */
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

/** Yes/no labels stand below the grades: -0.5 for an osteophyte of unknown size, -2 for no osteophyte. */
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
}

/** Moves the subjects of these hips, with all their hips, into one part of the split in force. Leads to the number of subjects. */
export function assignSubjects(database: StudyDatabase, { hipIds, part }: Assignment): Result<SplitChange<number>> {
  const name = splitInForce(database);
  if (name === null) return failed('bad-request', splitText.study.noneInForce);
  const subjects = z
    .array(z.string())
    .parse(
      database
        .prepare('SELECT DISTINCT subject FROM hips WHERE hip_id IN (SELECT value FROM json_each(?))')
        .pluck()
        .all(JSON.stringify(hipIds)),
    );
  const put = database.prepare('INSERT OR REPLACE INTO splits VALUES (?, ?, ?)');
  return success({
    target: name,
    detail: { part, subjects },
    value: subjects.length,
    write: () => {
      for (const subject of subjects) put.run(name, subject, part);
    },
  });
}
