// `osteograde experiment submit --slurm`: hands the runs that have no result yet to a cluster.

import { resolve } from 'node:path';
import { FailureError, failed, valueOrThrow } from '../../../domain/failure.ts';
import { missingData } from '../../../experiment/run-experiment.ts';
import { submitToSlurm } from '../../../experiment/slurm/submit.ts';
import { experimentText } from '../../../experiment/text.ts';
import type { TrainingOptions } from '../../../learning/run/training-calls.ts';
import { homeFolder } from '../../home-folder.ts';
import { outputText } from '../../text/output.ts';
import type { Terminal } from '../terminal.ts';
import { folderOf, readExperiments, type ExperimentChoices } from './experiment-choices.ts';

interface SubmitChoices extends ExperimentChoices, Pick<TrainingOptions, 'engine' | 'device' | 'threads' | 'weights'> {
  readonly slurm?: boolean;
  readonly partition?: string;
  readonly account?: string;
  readonly time?: string;
  readonly gres?: string;
  readonly memory?: string;
  readonly cpus?: number;
  /** Any other options of sbatch, as they are. */
  readonly sbatch?: readonly string[];
  readonly warn: number;
  readonly atOnce?: number;
}

export async function submitExperiments(specs: readonly string[], choices: SubmitChoices, terminal: Terminal): Promise<void> {
  if (choices.slurm !== true) throw new FailureError(failed('bad-request', outputText.experiment.whereTo).failure);
  const folder = folderOf(choices, homeFolder());
  const read = await readExperiments(specs, choices);
  for (const [index, { experiment, expanded }] of read.entries()) {
    const missing = missingData(expanded, choices);
    if (missing !== null) {
      terminal.error(`${experiment.name}: ${experimentText.missing[missing]}`);
      continue;
    }
    const order = { name: experiment.name, spec: resolve(specs[index] ?? ''), folder, program: program(), now: new Date() };
    const limits = { warnSeconds: choices.warn, atOnce: choices.atOnce ?? null, sbatch: sbatchOptions(choices) };
    const arrays = valueOrThrow(await submitToSlurm(expanded, { ...order, ...limits, options: runOptions(choices) }));
    if (choices.json === true) terminal.json({ name: experiment.name, arrays });
    else for (const line of outputText.experiment.submitted(experiment.name, arrays)) terminal.line(line);
  }
}

/** Starts this command line again, with the same Node and the same options of Node. */
function program(): readonly string[] {
  return [process.execPath, ...process.execArgv, resolve(process.argv[1] ?? '')];
}

function sbatchOptions({ partition, account, time, gres, memory, cpus, sbatch }: SubmitChoices): readonly string[] {
  const named = { partition, account, time, gres, mem: memory, 'cpus-per-task': cpus };
  const options = Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
  return [...options, ...(sbatch ?? [])];
}

/** Without another choice, a run takes as many threads as its task has processors. */
function runOptions({ study, data, weights, engine, device, threads, cpus }: SubmitChoices): readonly string[] {
  const paths = { study, data, weights };
  const resolved = Object.entries(paths).flatMap(([name, path]) => (path === undefined ? [] : [`--${name}`, resolve(path)]));
  const values = { engine, device, threads: threads ?? cpus };
  const others = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)]));
  return [...resolved, ...others];
}
