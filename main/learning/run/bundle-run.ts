// Prepares the data of a run to be trained on elsewhere: checks them as a local start does, writes them as a bundle, and keeps here what
// only the study knows of them.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { success, type Result } from '../../domain/failure.ts';
import { architectureOf } from '../../training/recipe-architecture.ts';
import { recipeRefusal } from '../../training/recipe-check.ts';
import type { Recipe } from '../../training/recipe.ts';
import { BUNDLE_FILES, writeBundle } from '../data/bundle/data-bundle.ts';
import { setsToSend, type DataProgress } from '../data/training-data.ts';
import { prepareTask } from './prepare-task.ts';
import type { TrainingOptions } from './training-calls.ts';

export interface BundleOrder {
  readonly recipe: Recipe;
  readonly options: TrainingOptions;
  /** The folder for the bundle. */
  readonly bundle: string;
}

export const RunBundleSchema = z.object({
  /** The names of the bundle's files. Empty for phantoms, which are drawn wherever the run trains. */
  files: z.array(z.string()),
  counts: z.object({ train: z.number(), validation: z.number() }),
  /** The hashes and counts of the data under the study's own names, for the manifest of the run. */
  provenance: z.record(z.string(), z.unknown()),
});

export type RunBundle = z.infer<typeof RunBundleSchema>;

/** Writes the bundle, and `labels.json` beside it for the run's own folder. Fails as a local start would if the data cannot teach the recipe. */
export async function bundleRun(
  { recipe, options, bundle }: BundleOrder,
  progress: DataProgress,
  signal: AbortSignal,
): Promise<Result<RunBundle>> {
  const refusal = recipeRefusal(recipe);
  if (refusal !== undefined) return refusal;
  const { study, data, version, folder } = options;
  const source = { study, data, version, cache: options.cache ?? join(folder, 'crops') };
  if (recipe.data.kind === 'phantom') return success({ files: [], counts: { train: 0, validation: 0 }, provenance: {} });
  const prepared = await prepareTask(recipe, architectureOf(recipe), source, { progress, signal });
  if (!prepared.ok) return prepared;
  const sets = await setsToSend(recipe, source, progress, signal);
  if (!sets.ok) return sets;
  await writeBundle(bundle, sets.value, recipe.data.kind === 'study' ? 'study' : 'folders');
  await writeFile(join(bundle, 'labels.json'), JSON.stringify(prepared.value.snapshot));
  const { provenance } = prepared.value;
  return success({ files: [...BUNDLE_FILES], counts: provenance.counts, provenance: { ...provenance } });
}
