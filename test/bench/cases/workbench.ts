// What a case's check works with: the case's folder, an empty work folder, and the commands with their answers parsed.

import { chmodSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { z } from 'zod';
import { runBuilt, runScript, type Printed } from './command.ts';

const NamedSchema = z.object({ file: z.string().default(''), code: z.string(), message: z.string() });
const WarningSchema = z.object({ code: z.string(), message: z.string() });

const HipSchema = z.object({
  file: z.string(),
  subject: z.string(),
  visit: z.string(),
  side: z.enum(['right', 'left']),
  pointsFrom: z.string(),
  spacing: z.object({ mm: z.number(), source: z.string() }),
  quadrants: z.record(z.string(), z.object({ grade: z.number() })),
  warnings: z.array(WarningSchema).default([]),
});
export type GradedHip = z.infer<typeof HipSchema>;

const PredictionSchema = z.object({
  hips: z.array(HipSchema),
  leftOut: z.array(NamedSchema.extend({ side: z.enum(['right', 'left']) })).default([]),
  errors: z.array(NamedSchema),
});

export interface Prediction extends z.infer<typeof PredictionSchema> {
  readonly printed: Printed;
  /** Every sentence about a refusal. */
  readonly refusals: string;
  readonly warnings: string;
}

export interface StoredHip {
  readonly subject: string;
  readonly visit: string;
  readonly side: 'right' | 'left';
  readonly width: number;
  readonly grades: readonly (number | null)[];
  /** The label values that meet the hip, in the order of their names. */
  readonly labels: readonly number[];
  readonly problem: string | null;
}

export interface Workbench {
  /** The case's folder, which is only read. */
  readonly folder: string;
  readonly work: string;
  /** An unchanged phantom film, for cases that need one of their own. */
  readonly film: string;
  readonly run: (...args: readonly string[]) => Promise<Printed>;
  readonly runAsNobody: (...args: readonly string[]) => Promise<Printed>;
  readonly script: (text: string) => Promise<Printed>;
  readonly predict: (...args: readonly string[]) => Promise<Prediction>;
  readonly inFolder: (...names: readonly string[]) => string;
  readonly inWork: (...names: readonly string[]) => string;
}

export function openWorkbench({ folder, film, root }: { folder: string; film: string; root: string }): Workbench {
  const work = mkdtempSync(join(root, 'case-'));
  const home = join(work, 'home');
  mkdirSync(home);
  // Another user of the machine runs in these folders too.
  chmodSync(work, 0o777);
  chmodSync(home, 0o777);
  const place = { cwd: work, home };
  const run = (...args: readonly string[]): Promise<Printed> => runBuilt(args, place);
  return {
    folder,
    work,
    film,
    run,
    runAsNobody: (...args) => runBuilt(args, { ...place, asNobody: true }),
    script: (text) => runScript(text, place),
    predict: async (...args) => predictionOf(await run('predict', ...args, '--json')),
    inFolder: (...names) => join(folder, ...names),
    inWork: (...names) => join(work, ...names),
  };
}

function predictionOf(printed: Printed): Prediction {
  const parsed = PredictionSchema.safeParse(jsonOf(printed.stdout));
  const { hips, leftOut, errors } = parsed.success ? parsed.data : { hips: [], leftOut: [], errors: [] };
  const refusals = parsed.success ? [...errors, ...leftOut].map(({ message }) => message).join(' ') : printed.words;
  const warnings = [...new Set(hips.flatMap((hip) => hip.warnings.map(({ message }) => message)))].join(' ');
  return { hips, leftOut, errors, printed, refusals, warnings };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The hips of a study with their grades and the labels that meet them. Empty if there is no study. */
export function storedHips(study: string): readonly StoredHip[] {
  if (!isStudy(study)) return [];
  const database = new BetterSqlite3(join(study, 'study.sqlite'), { readonly: true });
  try {
    const rows = z.array(RowSchema).parse(database.prepare(HIPS_SQL).all());
    return rows.map(({ subject, visit, side, width, problem, labels, ...grades }) => ({
      subject,
      visit,
      side,
      width,
      problem,
      grades: [grades.femur_superior, grades.femur_inferior, grades.acetabulum_superior, grades.acetabulum_inferior],
      labels: labels === null ? [] : labels.split(' ').map(Number),
    }));
  } finally {
    database.close();
  }
}

const GradeSchema = z.number().nullable();
const RowSchema = z.object({
  subject: z.string(),
  visit: z.string(),
  side: z.enum(['right', 'left']),
  width: z.number(),
  femur_superior: GradeSchema,
  femur_inferior: GradeSchema,
  acetabulum_superior: GradeSchema,
  acetabulum_inferior: GradeSchema,
  problem: z.string().nullable(),
  labels: z.string().nullable(),
});

const HIPS_SQL = `
  SELECT h.subject, h.visit, h.side, r.width, h.femur_superior, h.femur_inferior, h.acetabulum_superior, h.acetabulum_inferior,
    h.problem_code AS problem,
    (SELECT group_concat(l.value, ' ' ORDER BY l.name) FROM labels l
      WHERE l.subject = h.subject AND l.visit_key = h.visit_key AND l.side = h.side) AS labels
  FROM hips h JOIN radiographs r USING (radiograph_id)
  ORDER BY h.subject, h.visit, h.side`;

/** How many radiographs a study holds. */
export function storedRadiographs(study: string): number {
  if (!isStudy(study)) return 0;
  const database = new BetterSqlite3(join(study, 'study.sqlite'), { readonly: true });
  try {
    return z.number().parse(database.prepare('SELECT count(*) FROM radiographs').pluck().get());
  } finally {
    database.close();
  }
}

export function isStudy(study: string): boolean {
  return filesUnder(study).includes('study.sqlite');
}

/** The files below a folder, as paths relative to it. Empty if there is no folder. */
export function filesUnder(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}
