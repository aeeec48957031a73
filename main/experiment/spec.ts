// The specification of an experiment: a recipe in which `{ "each": [...] }` may stand for any value, once for every run that it makes.

import { z } from 'zod';
import { readSmallText } from '../files/read-json.ts';
import { failed, success, type Result } from '../domain/failure.ts';
import { jsonOrNull } from '../domain/json.ts';
import { namingFile } from '../files/file-failure.ts';
import { experimentText } from './text.ts';

/** The papers whose tables and claims a report can repeat. */
const PAPERS = ['ye', 'chen', 'von-schacky', 'gorriz'] as const;
export type Paper = (typeof PAPERS)[number];

const entries = z.record(z.string(), z.unknown());

const experimentSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  /** What is repeated, and at which size. Reports print it. */
  about: z.string().min(1),
  paper: z.enum(PAPERS).optional(),
  /** What all runs share. */
  recipe: entries,
  /** Each sweep replaces entries of the recipe. Objects are merged; lists and `each` are taken as they are. */
  sweeps: z.array(entries).min(1),
  /** Entries of a recipe that is trained first, and whose last weights a run starts from. Runs that differ elsewhere share it. */
  start: entries.optional(),
});

export type Experiment = z.infer<typeof experimentSchema>;

/** Whether a run learns from the hips that a strategy chooses. */
export function spendsBudgets({ recipe, sweeps }: Experiment): boolean {
  return [recipe, ...sweeps].some(({ data }) => entries.safeParse(data).data?.['graded'] !== undefined);
}

export async function readExperiment(path: string): Promise<Result<Experiment>> {
  const text = await readSmallText(path);
  if (!text.ok) return text;
  const parsed = experimentSchema.safeParse(jsonOrNull(text.value));
  if (parsed.success) return success(parsed.data);
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') ?? '';
  const why = experimentText.notASpec(place === '' ? experimentText.topLevel : place, issue?.message ?? '');
  const malformed = failed('recipe-malformed', why);
  return { ok: false, failure: namingFile(malformed.failure, path) };
}
