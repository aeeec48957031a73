// What the commands of experiments have in common: where runs are kept, and which data they learn from.

import { join, resolve } from 'node:path';
import { valueOrThrow } from '../../../domain/failure.ts';
import type { Expanded } from '../../../experiment/expand.ts';
import { runsOf } from '../../../experiment/run-experiment.ts';
import { readExperiment, type Experiment } from '../../../experiment/spec.ts';

export interface ExperimentChoices {
  readonly folder?: string;
  readonly study?: string;
  readonly data?: string;
  readonly json?: boolean;
}

export function folderOf({ folder }: ExperimentChoices, home: string): string {
  return resolve(folder ?? join(home, 'experiments'));
}

export function dataOf({ study, data }: ExperimentChoices) {
  return {
    ...(study === undefined ? {} : { study: resolve(study) }),
    ...(data === undefined ? {} : { data: resolve(data) }),
  };
}

export interface ReadExperiment {
  readonly experiment: Experiment;
  readonly expanded: Expanded;
}

/** Reads all specifications before any of them runs. */
export async function readExperiments(specs: readonly string[], choices: ExperimentChoices): Promise<ReadExperiment[]> {
  const read: ReadExperiment[] = [];
  for (const spec of specs) {
    const experiment = valueOrThrow(await readExperiment(spec));
    read.push({ experiment, expanded: valueOrThrow(await runsOf(experiment, dataOf(choices))) });
  }
  return read;
}
