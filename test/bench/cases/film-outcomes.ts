// What a study and its import say about each file: graded, marked, or refused, with the words that a reader sees.

import { basename, join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { z } from 'zod';
import type { Printed } from './command.ts';
import { isStudy } from './workbench.ts';

export interface FilmOutcome {
  readonly graded: readonly string[];
  /** Every warning and refusal about the file and its hips. */
  readonly words: readonly string[];
}

const ImportSchema = z.object({ errors: z.array(z.object({ file: z.string(), message: z.string() })) });
const WarningsSchema = z.array(z.object({ message: z.string() }));
const HipRowSchema = z.object({
  radiograph_id: z.string(),
  side: z.string(),
  grades: z.string().nullable(),
  problem_message: z.string().nullable(),
  warnings: z.string(),
  film_warnings: z.string(),
});

/** The outcomes by the name of the file. `imported` is what `osteograde import --grade --json` printed. */
export function filmOutcomes(study: string, imported: Printed): ReadonlyMap<string, FilmOutcome> {
  const outcomes = new Map<string, { graded: string[]; words: string[] }>();
  const of = (file: string): { graded: string[]; words: string[] } => {
    const outcome = outcomes.get(file) ?? { graded: [], words: [] };
    outcomes.set(file, outcome);
    return outcome;
  };
  const parsed = ImportSchema.safeParse(jsonOf(imported.stdout));
  for (const { file, message } of parsed.success ? parsed.data.errors : []) of(basename(file)).words.push(message);
  for (const hip of hipsOf(study)) {
    const outcome = of(hip.file);
    if (hip.grades !== null) outcome.graded.push(`${hip.side} ${hip.grades}`);
    outcome.words.push(...hip.words);
  }
  return outcomes;
}

function hipsOf(study: string): readonly { file: string; side: string; grades: string | null; words: readonly string[] }[] {
  if (!isStudy(study)) return [];
  const files = filesByRadiograph(study);
  const database = new BetterSqlite3(join(study, 'study.sqlite'), { readonly: true });
  try {
    const rows = z.array(HipRowSchema).parse(database.prepare(SQL).all());
    return rows.map(({ radiograph_id, side, grades, problem_message, warnings, film_warnings }) => {
      const doubts = [film_warnings, warnings].flatMap((text) => WarningsSchema.parse(JSON.parse(text)));
      const words = [...(problem_message === null ? [] : [problem_message]), ...doubts.map(({ message }) => message)];
      return { file: files.get(radiograph_id) ?? radiograph_id, side, grades, words };
    });
  } finally {
    database.close();
  }
}

function filesByRadiograph(study: string): ReadonlyMap<string, string> {
  const keys = new BetterSqlite3(join(study, 'identities.sqlite'), { readonly: true });
  try {
    const rows = keys.prepare('SELECT radiograph_id, source_path FROM identities').all();
    const parsed = z.array(z.object({ radiograph_id: z.string(), source_path: z.string() })).parse(rows);
    return new Map(parsed.map((row) => [row.radiograph_id, basename(row.source_path)]));
  } finally {
    keys.close();
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const SQL = `
  SELECT h.radiograph_id, h.side, h.problem_message, h.warnings, r.warnings AS film_warnings,
    CASE WHEN h.femur_superior IS NULL THEN NULL
      ELSE h.femur_superior || ' ' || h.femur_inferior || ' ' || h.acetabulum_superior || ' ' || h.acetabulum_inferior END AS grades
  FROM hips h JOIN radiographs r USING (radiograph_id)
  ORDER BY r.radiograph_id, h.side DESC`;
