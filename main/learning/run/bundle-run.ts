// Prepares the data of a run to be trained on elsewhere: checks them as a local start does, writes them as a bundle, and keeps here what
// only the study knows of them.

import { join } from 'node:path';
import { z } from 'zod';
import { success, type Result } from '../../domain/failure.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { architectureOf } from '../../training/recipe-architecture.ts';
import { recipeRefusal } from '../../training/recipe-check.ts';
import type { Recipe } from '../../training/recipe.ts';
import { bundleFiles, writeBundle } from '../data/bundle/data-bundle.ts';
import { setsToSend, type DataProgress } from '../data/training-data.ts';
import { testSubjects, withTestSet } from '../evaluation/run-answers.ts';
import { prepareTask } from './prepare-task.ts';
import type { TrainingOptions } from './training-calls.ts';

export interface BundleOrder {
  readonly recipe: Recipe;
  readonly options: TrainingOptions;
  /** The folder for the bundle. */
  readonly bundle: string;
  /** True if the run is also measured there, on its test set. */
  readonly measured: boolean;
}

/** The items that are sent. Absent for a set that is not. */
const SentCountsSchema = z.object({ train: z.number(), validation: z.number(), test: z.number().optional() });
export type SentCounts = Readonly<z.infer<typeof SentCountsSchema>>;

export const RunBundleSchema = z.object({
  /** The names of the bundle's files. Empty for phantoms, which are drawn wherever the run trains. */
  files: z.array(z.string()),
  counts: SentCountsSchema,
  /** The subjects of the test set under their own names, by item. Empty without a test set. */
  testSubjects: z.array(z.string()),
  /** The hashes and counts of the data under the study's own names, for the manifest of the run. */
  provenance: z.record(z.string(), z.unknown()),
});

export type RunBundle = z.infer<typeof RunBundleSchema>;

/** Writes the bundle, and `labels.json` beside it for the run's own folder. Fails as a local start would if the data cannot teach the recipe. */
export async function bundleRun(
  { recipe, options, bundle, measured }: BundleOrder,
  progress: DataProgress,
  signal: AbortSignal,
): Promise<Result<RunBundle>> {
  const refusal = recipeRefusal(recipe);
  if (refusal !== undefined) return refusal;
  const { study, data, version, folder } = options;
  const source = { study, data, version, cache: options.cache ?? join(folder, 'crops') };
  if (recipe.data.kind === 'phantom')
    return success({ files: [], counts: { train: 0, validation: 0 }, testSubjects: [], provenance: {} });
  const prepared = await prepareTask(recipe, architectureOf(recipe), source, { progress, signal });
  if (!prepared.ok) return prepared;
  const trained = await setsToSend(recipe, source, progress, signal);
  if (!trained.ok) return trained;
  const sets = measured ? await withTestSet(recipe, trained.value, source, signal) : trained;
  if (!sets.ok) return sets;
  // A measured run makes no model, so nothing needs the hashes that a model's card lists.
  await writeBundle(bundle, sets.value, recipe.data.kind === 'study' && !measured ? 'study' : 'folders');
  await writeWhole(join(bundle, 'labels.json'), JSON.stringify(prepared.value.snapshot));
  const { provenance } = prepared.value;
  const tested = testSubjects(sets.value);
  const counts = measured ? { ...provenance.counts, test: tested.length } : provenance.counts;
  return success({ files: bundleFiles(sets.value), counts, testSubjects: tested, provenance: { ...provenance } });
}
