// `osteograde train`: a recipe into a model.

import { join, resolve } from 'node:path';
import { valueOrThrow } from '../../domain/failure.ts';
import { readRecipe } from '../../services/recipe-file.ts';
import { runTraining, type TrainingProgress } from '../../services/training.ts';
import { startChild } from '../child-process.ts';
import { entryPoint } from '../project-files.ts';
import { buildEnvironment } from '../workstation.ts';
import type { Say } from './say.ts';
import { stoppable } from './stoppable.ts';

export interface TrainChoices {
  readonly run?: string;
  readonly models?: string;
  readonly resume?: boolean;
  readonly exportOnly?: boolean;
  readonly weights?: string;
  readonly engine?: 'libtorch' | 'tensorflow' | 'wasm';
  readonly device?: 'cpu' | 'cuda';
  readonly threads?: number;
  readonly json?: boolean;
}

export async function train(recipeFile: string, choices: TrainChoices, say: Say): Promise<void> {
  const environment = buildEnvironment({ host: 'cli' });
  const recipe = valueOrThrow(await readRecipe(recipeFile));
  const options = {
    folder: resolve(choices.run ?? join(environment.home, 'runs', recipe.name)),
    models: resolve(choices.models ?? join(environment.home, 'models')),
    resume: choices.resume === true,
    exportOnly: choices.exportOnly === true,
    version: environment.version,
    ...(choices.weights === undefined ? {} : { weights: resolve(choices.weights) }),
    ...(choices.engine === undefined ? {} : { engine: choices.engine }),
    ...(choices.device === undefined ? {} : { device: choices.device }),
    ...(choices.threads === undefined ? {} : { threads: choices.threads }),
  };
  const heard = (progress: TrainingProgress): void => {
    if (choices.json === true) say.line(JSON.stringify(progress));
    else if (progress.kind === 'data') say.progress(`Preparing ${progress.set} hips ${progress.done}/${progress.total}`);
    else tell(progress, say);
  };
  const trained = valueOrThrow(
    await runTraining(() => startChild(entryPoint('training-child')), { recipe, options }, heard, stoppable()),
  );
  if (choices.json === true) say.line(JSON.stringify({ kind: 'end', ...trained }));
  else
    say.line(
      `Model written to ${trained.model}: mean kappa ${trained.evaluation.meanKappa.value.toFixed(3)} on the test cohort.`,
    );
}

/** Numbers as they come, rounded; whatever else the trainer reports follows as it is. */
function tell(progress: TrainingProgress, say: Say): void {
  const parts = Object.entries(progress).flatMap(([name, value]) => {
    if (name === 'kind' || typeof value === 'object') return [];
    return [`${name} ${typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(4) : String(value)}`];
  });
  const line = `${progress.kind}: ${parts.join(', ')}`;
  if (progress.kind === 'step') say.progress(line);
  else say.line(line);
}
