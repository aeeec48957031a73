// Experiments from the screen: how far they are, their reports, and the job that runs them. They share their runs with the command line.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Study } from '../../cohort/study-folder.ts';
import type { ExperimentChoice, RunStatus, ShownExperimentReport } from '../../domain/evaluation/experiment.ts';
import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import { expandExperiment, labelOf } from '../../experiment/expand.ts';
import { missingData, runExperiment, runsOf, type ExperimentProgress } from '../../experiment/run-experiment.ts';
import { readExperiment } from '../../experiment/spec.ts';
import { openExperimentThreads, type ExperimentPlace } from '../../experiment/threads/experiment-threads.ts';
import { progressLine } from '../../learning/run/progress-line.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import type { Workstations } from '../../remote/client/workstations.ts';
import type { Environment } from '../environment.ts';
import type { JobHandle } from '../jobs/job-board.ts';
import { allowedOrNull } from '../study/allowed-paths.ts';
import { recordChange } from '../recorded.ts';
import { servicesText } from '../text.ts';
import { measuringOn, type RecordSending } from '../workstations/measuring-elsewhere.ts';
import { ableWorkstation } from '../workstations/workstation-calls.ts';
import { experimentsFolder, sourceOf, specificationNamed } from './specification-files.ts';

export interface ExperimentService {
  readonly status: (study: Study, choice: ExperimentChoice) => Promise<readonly RunStatus[]>;
  readonly report: (study: Study, choice: ExperimentChoice) => Promise<ShownExperimentReport>;
  /** Checks that the experiment can run, and returns its work. */
  readonly prepare: (
    study: Study,
    choice: ExperimentChoice,
    workstation: string | null,
  ) => Promise<(job: JobHandle) => Promise<void>>;
  readonly write: (study: Study, choice: ExperimentChoice) => Promise<{ readonly folder: string; readonly files: string[] }>;
  /** The path of a file that was written. Null if there is no such file. */
  readonly file: (study: Study, name: string, file: string) => Promise<string | null>;
  readonly close: () => Promise<void>;
}

/** Each function throws a `FailureError`. `startTraining` starts the process that trains. */
export function openExperimentService(
  environment: Environment,
  startTraining: () => ProcessChannel,
  workstations: Workstations,
): ExperimentService {
  const threads = openExperimentThreads();
  /** The newest report of each experiment. It resamples for seconds and changes only when a run ends. */
  const reports = new Map<string, { readonly of: string; readonly report: Promise<ShownExperimentReport> }>();

  const placeOf = async (study: Study, { name, pictures }: ExperimentChoice): Promise<ExperimentPlace> => {
    const { path } = valueOrThrow(await specificationNamed(environment, name));
    const experiment = valueOrThrow(await readExperiment(path));
    const source = sourceOf(valueOrThrow(expandExperiment(experiment, null)).runs.map(({ recipe }) => recipe));
    const data = source === 'pictures' ? await allowedOrNull(environment, pictures) : null;
    return {
      spec: path,
      // What is learned from a study names its subjects, so it stays in the study.
      folder: source === 'study' ? join(study.folder, 'experiments') : experimentsFolder(environment),
      ...(source === 'study' ? { study: study.folder } : {}),
      ...(data === null ? {} : { data }),
    };
  };

  const status: ExperimentService['status'] = async (study, choice) =>
    valueOrThrow(await threads.status(await placeOf(study, choice)));

  return {
    status,
    report: async (study, choice) => {
      const place = await placeOf(study, choice);
      const finished = valueOrThrow(await threads.status(place)).filter(({ state }) => state === 'finished');
      const of = JSON.stringify([place, finished.map(({ hash }) => hash)]);
      const known = reports.get(choice.name);
      if (known?.of === of) return known.report;
      const report = threads.report(place).then(valueOrThrow);
      reports.set(choice.name, { of, report });
      report.catch(() => reports.delete(choice.name));
      return report;
    },
    prepare: async (study, choice, on) => {
      const workstation = on === null ? null : await ableWorkstation(workstations, on, 'measure');
      const { spec, ...places } = await placeOf(study, choice);
      const experiment = valueOrThrow(await readExperiment(spec));
      const missing = missingData(valueOrThrow(expandExperiment(experiment, null)), places);
      if (missing !== null) throw new FailureError(failed('bad-request', servicesText.experiment.missing[missing]).failure);
      return async (job) => {
        job.step(servicesText.experiment.preparing, 0, 0);
        const expanded = valueOrThrow(await runsOf(experiment, places));
        const { version, now, trainingMemoryBytes } = environment;
        const memory = trainingMemoryBytes === null ? {} : { memoryLimitBytes: trainingMemoryBytes };
        const own = { ...places, ...memory, version, now, start: startTraining };
        const how = { startProcess: startTraining, endsThere: () => true, recordSending: sendingRecord(study, environment) };
        const order = workstation === null ? own : { ...own, elsewhere: measuringOn(workstation, how) };
        valueOrThrow(await runExperiment(expanded, order, stepsOf(job), job.signal));
        const runs = expanded.starts.length + expanded.runs.length;
        job.step(servicesText.experiment.ended, runs, runs);
      };
    },
    write: async (study, choice) => {
      const place = await placeOf(study, choice);
      const folder = join(place.folder, choice.name);
      return { folder, files: [...valueOrThrow(await threads.write(place, folder, environment.now()))] };
    },
    file: async (study, name, file) => {
      const folder = join((await placeOf(study, { name, pictures: null })).folder, name);
      const files = await readdir(folder).catch((): string[] => []); // nothing was written
      return files.includes(file) ? join(folder, file) : null;
    },
    close: threads.close,
  };
}

/** Records in the study what leaves of it. Recipes of phantoms hold nothing of it. */
function sendingRecord(study: Study, { now }: Pick<Environment, 'now'>): RecordSending {
  return ({ run, sending }) => {
    if (sending.files.length > 0) recordChange({ study, target: run, detail: sending }, 'experiment.send', now());
  };
}

/** Tells the job which run trains, and which failed. */
function stepsOf(job: JobHandle): (progress: ExperimentProgress) => void {
  let run = { place: 0, of: 0, label: '' };
  return (progress) => {
    switch (progress.kind) {
      case 'run':
        run = { place: progress.place, of: progress.of, label: labelOf(progress.run.chosen) };
        return job.step(servicesText.experiment.run(run), run.place - 1, run.of);
      case 'training':
        return job.step(`${servicesText.experiment.run(run)}. ${progressLine(progress.progress)}`, run.place - 1, run.of);
      case 'failed':
        return job.problem(`${progress.run.hash} ${labelOf(progress.run.chosen)}`.trim(), {
          code: progress.code,
          message: progress.why,
        });
    }
  };
}
