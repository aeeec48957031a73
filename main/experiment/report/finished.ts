// The finished runs of an experiment, grouped by what was varied. Runs that differ only in their seed stand together.

import type { MeanMap } from '../../domain/evaluation/evaluation.ts';
import type { Epoch } from '../../domain/training/run.ts';
import { bestEpochs, readEpochs } from '../../learning/run/run-records.ts';
import { readResult, runFolderOf, trainedWith, type TrainedWith } from '../run-files.ts';
import type { ExperimentRun } from '../expand.ts';
import type { RunAnswers } from '../../learning/evaluation/run-answers.ts';
import type { Recipe } from '../../training/recipe.ts';

export interface Finished extends TrainedWith {
  readonly run: ExperimentRun;
  /** The answers on the test set, by the name of the checkpoint. */
  readonly answers: ReadonlyMap<string, RunAnswers>;
  /** Where the evidence lies on average, by the name of the checkpoint and the answer. */
  readonly meanMaps?: ReadonlyMap<string, Readonly<Record<string, MeanMap>>>;
  /** The epoch of each checkpoint, with its figures on the validation items. */
  readonly validation: ReadonlyMap<string, Pick<Epoch, 'epoch' | 'loss' | 'figures'>>;
}

export async function finishedRuns(folder: string, runs: readonly ExperimentRun[]): Promise<Finished[]> {
  const finished: Finished[] = [];
  for (const run of runs) {
    const result = await readResult(folder, run.hash);
    if (result === null) continue;
    finished.push({
      run,
      ...(await trainedWith(folder, run.hash)),
      answers: new Map(result.checkpoints.map(({ name, answers }) => [name, answers])),
      meanMaps: new Map(result.checkpoints.map(({ name, meanMaps = {} }) => [name, meanMaps])),
      validation: new Map(Object.entries(bestEpochs(await readEpochs(runFolderOf(folder, run.hash))))),
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
