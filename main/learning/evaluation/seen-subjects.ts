// Which subjects a model has seen, on its card: as hashes of a study's own names, so that a card names nobody.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Result } from '../../domain/failure.ts';
import { leakBetween } from '../../training/refusals.ts';
import { readJson } from '../../files/read-json.ts';
import { evaluationText } from '../text/evaluation.ts';

/** The first 16 hexadecimal digits of the SHA-256 of each subject's name in its study. */
export const SeenSubjectsSchema = z.object({ train: z.array(z.string()), validation: z.array(z.string()) });

export type SeenSubjects = z.infer<typeof SeenSubjectsSchema>;

const Items = z.array(z.object({ subject: z.string() }));
const Snapshot = z.object({ train: Items, validation: Items });

/** Returns the subjects of a run from the labels in its folder. Null if the folder has none. */
export async function seenByRun(folder: string): Promise<SeenSubjects | null> {
  const snapshot = Snapshot.safeParse(await readJson(join(folder, 'labels.json')));
  if (!snapshot.success) return null;
  const hashes = (items: z.infer<typeof Items>): string[] =>
    [...new Set(items.map(({ subject }) => subjectHash(subject)))].toSorted();
  return { train: hashes(snapshot.data.train), validation: hashes(snapshot.data.validation) };
}

/** Refuses subjects of a test that the model has seen, as far as its card lists them. */
export function leakOf(
  { card, name }: { readonly card: { readonly training: Readonly<Record<string, unknown>> }; readonly name: string },
  subjects: readonly string[],
): Result<never> | undefined {
  const seen = seenByModel(card.training);
  const leaked = [...new Set(subjects)].filter((subject) => seen.has(subjectHash(subject)));
  return leakBetween(evaluationText.trainingAndTest(name), leaked);
}

/** Returns the subjects that a model has seen. Empty if its card lists none. */
function seenByModel(training: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const seen = SeenSubjectsSchema.safeParse(training['subjects']);
  return new Set(seen.success ? [...seen.data.train, ...seen.data.validation] : []);
}

/** The name of a subject in data that are sent elsewhere. It sorts by number and keeps the hash. */
export function codedSubject(number: string, subject: string): string {
  return `${number}#${subjectHash(subject)}`;
}

const CODED = /^\d+#([0-9a-f]{16})$/;

export function subjectHash(subject: string): string {
  const [, coded] = CODED.exec(subject) ?? [];
  if (coded !== undefined) return coded;
  return createHash('sha256').update(`subject ${subject}`).digest('hex').slice(0, 16);
}
