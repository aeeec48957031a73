// The finished runs of an experiment, grouped by what was varied. Runs that differ only in their seed stand together.

import { bestEpochs, readEpochs } from '../../learning/run/run-records.ts';
import { readResult, runFolderOf } from '../run-files.ts';
import type { ExperimentRun } from '../expand.ts';
import type { RunAnswers } from '../../learning/evaluation/run-answers.ts';
import type { Recipe } from '../../training/recipe.ts';

export interface Finished {
  readonly run: ExperimentRun;
  /** The answers on the test set, by the name of the checkpoint. */
  readonly answers: ReadonlyMap<string, RunAnswers>;
  /** The figures on the validation items, by the name of the checkpoint. */
  readonly validation: ReadonlyMap<string, Readonly<Record<string, number>>>;
}

export async function finishedRuns(folder: string, runs: readonly ExperimentRun[]): Promise<Finished[]> {
  const finished: Finished[] = [];
  for (const run of runs) {
    const result = await readResult(folder, run.hash);
    if (result === null) continue;
    const best = bestEpochs(await readEpochs(runFolderOf(folder, run.hash)));
    finished.push({
      run,
      answers: new Map(result.checkpoints.map(({ name, answers }) => [name, answers])),
      validation: new Map(Object.entries(best).map(([name, { figures }]) => [name, figures])),
    });
  }
  return finished;
}

/** The runs whose recipe fits, by seed. */
export function bySeed<System extends Recipe['system']>(
  finished: readonly Finished[],
  { system, checkpoint }: { readonly system: System; readonly checkpoint: string },
  fits: (recipe: Extract<Recipe, { system: System }>) => boolean,
): ReadonlyMap<number, RunAnswers> {
  const found = new Map<number, RunAnswers>();
  for (const { run, answers } of finished) {
    const own = answers.get(checkpoint);
    if (own !== undefined && isOf(run.recipe, system) && fits(run.recipe)) found.set(run.recipe.seed, own);
  }
  return found;
}

function isOf<System extends Recipe['system']>(recipe: Recipe, system: System): recipe is Extract<Recipe, { system: System }> {
  return recipe.system === system;
}
