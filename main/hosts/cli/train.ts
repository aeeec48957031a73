// `osteograde train`: a recipe into a model.

import { join, resolve } from 'node:path';
import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import { recipeToResume } from '../../learning/run/recipe-to-resume.ts';
import { progressLine } from '../../learning/run/progress-line.ts';
import { readAnyRecipe } from '../../learning/run/recipe-file.ts';
import { runTraining } from '../../learning/run/training.ts';
import type { TrainedModel, TrainingProgress } from '../../learning/run/training-calls.ts';
import { startChild } from '../../processes/child-process.ts';
import { entryPoint } from '../project-files.ts';
import { buildEnvironment } from '../build-workstation.ts';
import type { Say } from './terminal.ts';
import { stoppable } from './stop-signal.ts';

export interface TrainChoices {
  readonly run?: string;
  readonly models?: string;
  /** True for the run in its usual folder, or that of `run`. */
  readonly resume?: boolean | string;
  readonly exportOnly?: boolean;
  readonly weights?: string;
  readonly study?: string;
  readonly data?: string;
  readonly extend?: number;
  readonly extendRate?: number;
  readonly engine?: 'libtorch' | 'tensorflow' | 'wasm';
  readonly device?: 'cpu' | 'cuda';
  readonly threads?: number;
  readonly memory?: number;
  readonly json?: boolean;
}

export async function train(recipeFile: string, choices: TrainChoices, say: Say): Promise<void> {
  const environment = buildEnvironment({ host: 'cli' });
  const recipe = valueOrThrow(await readAnyRecipe(recipeFile));
  const options = {
    folder: resolve(runFolder(choices) ?? join(environment.home, 'runs', recipe.name)),
    models: resolve(choices.models ?? join(environment.home, 'models')),
    resume: choices.resume !== undefined || choices.extend !== undefined,
    exportOnly: choices.exportOnly === true,
    version: environment.version,
    ...(choices.weights === undefined ? {} : { weights: resolve(choices.weights) }),
    ...(choices.study === undefined ? {} : { study: resolve(choices.study) }),
    ...(choices.data === undefined ? {} : { data: resolve(choices.data) }),
    ...(choices.engine === undefined ? {} : { engine: choices.engine }),
    ...(choices.device === undefined ? {} : { device: choices.device }),
    ...(choices.threads === undefined ? {} : { threads: choices.threads }),
    ...(choices.memory === undefined ? {} : { memoryLimitBytes: choices.memory * 1e6 }),
  };
  const heard = (progress: TrainingProgress): void => {
    if (choices.json === true) say.line(JSON.stringify(progress));
    else if (progress.kind === 'data' || progress.kind === 'step') say.progress(progressLine(progress));
    else say.line(progressLine(progress));
  };
  const more = { epochs: choices.extend ?? 0, share: choices.extendRate };
  const going = options.resume ? await recipeToResume(recipe, options.folder, more) : { recipe, words: null };
  if (going.words !== null)
    say.line(choices.json === true ? JSON.stringify({ kind: 'extended', words: going.words }) : going.words);
  const trained = valueOrThrow(
    await runTraining(() => startChild(entryPoint('training-child')), { recipe: going.recipe, options }, heard, stoppable()),
  );
  if (choices.json === true) say.line(JSON.stringify({ kind: 'end', ...trained }));
  else for (const line of inWords(trained)) say.line(line);
}

function runFolder({ run, resume }: TrainChoices): string | undefined {
  if (typeof resume !== 'string') return run;
  if (run === undefined || resolve(run) === resolve(resume)) return resume;
  const message = `--run and --resume name two folders, ${run} and ${resume}. Name the run to go on with once.`;
  throw new FailureError(failed('bad-request', message).failure);
}

function inWords({ model, evaluation, figures }: TrainedModel): string[] {
  const measured = evaluation === null ? '' : `: mean kappa ${evaluation.meanKappa.value.toFixed(3)} on the test cohort`;
  return [
    ...(model === null ? [] : [`Model written to ${model}${measured}.`]),
    ...figures.map(({ name, value, low, high, items, data }) => {
      return `${name} ${value.toFixed(3)} (95 % interval ${low.toFixed(3)} to ${high.toFixed(3)}, ${data ?? `${items} validation items`})`;
    }),
  ];
}
