// Which checkpoint of a run counts, and which of them its folder holds.

import { readdir } from 'node:fs/promises';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { Recipe } from '../../training/recipe.ts';
import type { CheckpointName } from '../../training/run-folder.ts';

/** The checkpoint that a finished run is measured and exported by: System 2 has no kappa. */
export function bestCheckpoint({ system }: Pick<Recipe, 'system'>): `best-${string}` {
  return system === 2 ? 'best-loss' : 'best-kappa';
}

/** The checkpoint of that name in a run's folder, or `file-not-found` naming those that are there. */
export async function findCheckpoint(folder: string, name: string): Promise<Result<CheckpointName>> {
  const held = await checkpointsIn(folder);
  const found = held.find((each) => each === name);
  if (found !== undefined) return success(found);
  const what = held.length === 0 ? 'It holds none yet; train it further.' : `It holds ${held.join(', ')}; choose one of them.`;
  return failed('file-not-found', `The run in ${folder} holds no checkpoint ${name}. ${what}`);
}

/** By name; none where the folder is gone. */
export async function checkpointsIn(folder: string): Promise<CheckpointName[]> {
  const names = await readdir(folder).catch(() => []); // a run of which only the record is left
  const held = names.flatMap((name) => /^(last|best-[a-z0-9-]+)\.safetensors$/.exec(name)?.slice(1) ?? []);
  return held.toSorted() as CheckpointName[]; // as the pattern says
}
