// `osteograde train`: trains a model with a recipe.

import { copyFile, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { failed, FailureError, success, valueOrThrow, type Result } from '../../domain/failure.ts';
import { recipeToResume } from '../../learning/run/recipe-to-resume.ts';
import { progressLine } from '../../learning/run/progress-line.ts';
import { readAnyRecipe } from '../../learning/run/recipe-file.ts';
import { exportRunFolder } from '../../learning/export/export-run-folder.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { studyRun } from '../../learning/run/study-run.ts';
import type { UseOrder } from '../../learning/export/use-run.ts';
import { runTraining, useRunInChild } from '../../learning/run/training.ts';
import type { TrainedModel, TrainingOptions, TrainingOrder, TrainingProgress } from '../../learning/run/training-calls.ts';
import type { Sending } from '../../remote/client/follow-job.ts';
import { runRemotely } from '../../remote/client/remote-run.ts';
import { openWorkstations } from '../../remote/client/workstations.ts';
import { recordSending } from '../../services/workstations/record-sending.ts';
import { makeFolder } from '../../files/write-whole.ts';
import { buildEnvironment, type HostEnvironment } from '../build-environment.ts';
import { startProgram } from '../start-program.ts';
import type { Terminal } from './terminal.ts';
import { stopSignal } from './stop-signal.ts';
import { outputText } from '../text/output.ts';

export interface TrainChoices extends Pick<TrainingOptions, 'engine' | 'device' | 'gpu'> {
  readonly run?: string;
  readonly models?: string;
  /** True for the run in the default folder or in `run`; otherwise the folder of the run to resume. */
  readonly resume?: boolean | string;
  readonly exportOnly?: boolean;
  readonly weights?: string;
  readonly study?: string;
  readonly data?: string;
  readonly extend?: number;
  readonly extendRate?: number;
  readonly threads?: number;
  readonly memory?: number;
  /** The paired workstation to train on. */
  readonly on?: string;
  readonly json?: boolean;
}

export async function train(recipeFile: string, choices: TrainChoices, terminal: Terminal): Promise<void> {
  const environment = buildEnvironment({ host: 'cli' });
  const recipe = valueOrThrow(await readAnyRecipe(recipeFile));
  const named = runFolder(choices);
  const inStudy =
    named === undefined && choices.resume === undefined && choices.exportOnly !== true && choices.study !== undefined
      ? await studyRun(environment, resolve(choices.study), recipe)
      : null;
  const options = {
    folder: inStudy?.folder ?? resolve(named ?? join(environment.home, 'runs', recipe.name)),
    models: resolve(choices.models ?? join(environment.home, 'models')),
    resume: choices.resume !== undefined || choices.extend !== undefined,
    exportOnly: choices.exportOnly === true,
    version: environment.version,
    ...(choices.weights === undefined ? {} : { weights: resolve(choices.weights) }),
    ...(choices.study === undefined ? {} : { study: resolve(choices.study) }),
    ...(choices.data === undefined ? {} : { data: resolve(choices.data) }),
    ...(choices.engine === undefined ? {} : { engine: choices.engine }),
    ...(choices.device === undefined ? {} : { device: choices.device }),
    ...(choices.gpu === undefined ? {} : { gpu: choices.gpu }),
    ...(choices.threads === undefined ? {} : { threads: choices.threads }),
    ...(choices.memory === undefined ? {} : { memoryLimitBytes: choices.memory * 1e6 }),
  };
  const showProgress = (progress: TrainingProgress): void => {
    if (choices.json === true) terminal.json(progress);
    else if (['data', 'step', 'sending'].includes(progress.kind)) terminal.progress(progressLine(progress));
    else terminal.line(progressLine(progress));
  };
  const more = { epochs: choices.extend ?? 0, share: choices.extendRate };
  const resumed = options.resume ? await recipeToResume(recipe, options.folder, more) : { recipe, words: null };
  if (resumed.words !== null)
    if (choices.json === true) terminal.json({ kind: 'extended', words: resumed.words });
    else terminal.line(resumed.words);
  const startProcess = () => startProgram('training-child', { log: environment.errors });
  const order = { recipe: resumed.recipe, options };
  const here = async (signal: AbortSignal) => runTraining(startProcess, order, showProgress, signal);
  const there = async (signal: AbortSignal) =>
    trainOn(choices.on ?? '', { order, environment, startProcess, showProgress, terminal }, signal);
  const run = async (): Promise<TrainedModel> => valueOrThrow(await (choices.on === undefined ? here : there)(stopSignal()));
  const trained = inStudy === null ? await run() : await inStudy.recorded(run);
  // System 1 is exported in the training process, which measures it with the exported file.
  const model = trained.model ?? ('task' in recipe ? null : await exportedFrom(options, startProcess));
  if (choices.json === true) terminal.json({ kind: 'end', ...trained, model });
  else for (const line of trainedLines({ ...trained, model })) terminal.line(line);
}

interface Remote {
  readonly order: TrainingOrder;
  readonly environment: HostEnvironment;
  readonly startProcess: () => ProcessChannel;
  readonly showProgress: (progress: TrainingProgress) => void;
  readonly terminal: Terminal;
}

/** Trains on a paired workstation. Ctrl+C ends the run there too, and fetches its checkpoints. */
async function trainOn(
  name: string,
  { order, environment, startProcess, showProgress, terminal }: Remote,
  signal: AbortSignal,
): Promise<Result<TrainedModel>> {
  const workstation = await openWorkstations(environment.home).find(name);
  if (!workstation.ok) return workstation;
  const run = basename(order.options.folder).replaceAll(/[^\w.-]/g, '-');
  const onSending = async (sending: Sending): Promise<void> => {
    terminal.error(outputText.sending(sending));
    const { study } = order.options;
    if (study !== undefined && sending.files.length > 0)
      await recordSending({ study, action: 'training.send', target: run, sending }, environment.now());
  };
  const remote = { workstation: workstation.value, run, order, startProcess, onSending, endsThere: () => true };
  const trained = await runRemotely(remote, showProgress, signal);
  if (!trained.ok || trained.value.model === null) return trained;
  const model = await moveModel(trained.value.model, order.options.models);
  return success({ ...trained.value, model });
}

/** Moves a fetched model and its card to the folder of models, where a training here puts them. */
async function moveModel(model: string, models: string): Promise<string> {
  await makeFolder(models);
  for (const file of [model, model.replace(/\.onnx$/, '.json')]) {
    await copyFile(file, join(models, basename(file))); // the folders may be on different disks
    await rm(file);
  }
  return join(models, basename(model));
}

/** Makes a model of the best epoch. Returns its path. */
async function exportedFrom(options: TrainingOptions, start: () => ProcessChannel): Promise<string> {
  const { folder, models, study, data, version } = options;
  const use = (order: UseOrder) => useRunInChild(start, order);
  return valueOrThrow(await exportRunFolder({ run: folder, models, study, data, version }, use)).path;
}

function runFolder({ run, resume }: TrainChoices): string | undefined {
  if (typeof resume !== 'string') return run;
  if (run === undefined || resolve(run) === resolve(resume)) return resume;
  throw new FailureError(failed('bad-request', outputText.train.twoFolders(run, resume)).failure);
}

function trainedLines({ model, evaluation, figures }: TrainedModel): string[] {
  return [
    ...(model === null ? [] : [modelLine(model, evaluation)]),
    ...figures.map(({ items, data = outputText.train.items(items), ...figure }) => outputText.train.figure({ ...figure, data })),
  ];
}

function modelLine(model: string, evaluation: TrainedModel['evaluation']): string {
  if (evaluation === null) return outputText.train.written(model);
  return outputText.train.writtenAndMeasured(model, evaluation.meanKappa.value);
}
