// The checkpoints in a run's folder, and which one is the best.

import { readdir } from 'node:fs/promises';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { Recipe } from '../../training/recipe.ts';
import type { CheckpointName } from '../../training/run-folder.ts';
import { runText } from '../text/run.ts';

/** Names the checkpoint by which a finished run is measured and exported. System 2 has no kappa. */
export function bestCheckpoint({ system }: Pick<Recipe, 'system'>): `best-${string}` {
  return system === 2 ? 'best-loss' : 'best-kappa';
}

/** Finds a checkpoint by name. Fails with `file-not-found`, naming the checkpoints that the folder has. */
export async function findCheckpoint(folder: string, name: string): Promise<Result<CheckpointName>> {
  const present = await checkpointsIn(folder);
  const found = present.find((each) => each === name);
  if (found !== undefined) return success(found);
  const { noneYet, unknown } = runText.checkpoint;
  return failed('file-not-found', present.length === 0 ? noneYet(name, folder) : unknown(name, folder, present));
}

const FILE_ENDING = '.safetensors';

/** Returns the names in alphabetical order; empty if the folder no longer exists. */
export async function checkpointsIn(folder: string): Promise<CheckpointName[]> {
  const names = await readdir(folder).catch(() => []); // only the record of the run is left
  const files = names.filter((name) => name.endsWith(FILE_ENDING));
  return files
    .map((name) => name.slice(0, -FILE_ENDING.length))
    .filter(isCheckpointName)
    .toSorted();
}

function isCheckpointName(name: string): name is CheckpointName {
  return /^(last|best-[a-z0-9-]+)$/.test(name);
}
