// `osteograde experiment run`: trains and measures what has no result yet, then reports.

import { resolve } from 'node:path';
import { valueOrThrow } from '../../../domain/failure.ts';
import { labelOf } from '../../../experiment/expand.ts';
import { notesBefore } from '../../../experiment/notes.ts';
import {
  missingData,
  runExperiment,
  runNamed,
  runWithStart,
  type ExperimentProgress,
  type MeasuringElsewhere,
} from '../../../experiment/run-experiment.ts';
import { experimentText } from '../../../experiment/text.ts';
import { progressLine } from '../../../learning/run/progress-line.ts';
import type { TrainingOptions, TrainingProgress } from '../../../learning/run/training-calls.ts';
import type { ProcessChannel } from '../../../processes/process-channel.ts';
import { openWorkstations } from '../../../remote/client/workstations.ts';
import { measuringOn, type RecordSending } from '../../../services/workstations/measuring-elsewhere.ts';
import { recordSending } from '../../../services/workstations/record-sending.ts';
import { ableWorkstation } from '../../../services/workstations/workstation-calls.ts';
import { buildEnvironment, type HostEnvironment } from '../../build-environment.ts';
import { startProgram } from '../../start-program.ts';
import { outputText } from '../../text/output.ts';
import { stopSignal } from '../stop-signal.ts';
import type { Terminal } from '../terminal.ts';
import { dataOf, folderOf, readExperiments, type ExperimentChoices, type ReadExperiment } from './experiment-choices.ts';
import { reportExperiment } from './report.ts';

interface RunChoices extends ExperimentChoices, Pick<TrainingOptions, 'engine' | 'device' | 'gpu' | 'threads' | 'weights'> {
  /** The beginning of a run's hash. */
  readonly run?: string;
  /** The paired workstation to train and measure on. */
  readonly on?: string;
  /** False to train and measure only. A single run is never reported, because other machines may be at the rest. */
  readonly report?: boolean;
}

/** Returns false if a run failed. What has finished is reported all the same. */
export async function runExperiments(specs: readonly string[], choices: RunChoices, terminal: Terminal): Promise<boolean> {
  const environment = buildEnvironment({ host: 'cli' });
  const { engine, device, gpu, threads, weights } = choices;
  const startTraining = () => startProgram('training-child', { log: environment.errors });
  const places = {
    ...dataOf(choices),
    ...(engine === undefined ? {} : { engine }),
    ...(device === undefined ? {} : { device }),
    ...(gpu === undefined ? {} : { gpu }),
    ...(threads === undefined ? {} : { threads }),
    ...(weights === undefined ? {} : { weights: resolve(weights) }),
    folder: folderOf(choices, environment.home),
    version: environment.version,
    now: environment.now,
    start: startTraining,
    ...(choices.on === undefined
      ? {}
      : { elsewhere: await measuringOnNamed(choices.on, { environment, startTraining, terminal }) }),
  };
  const onTraining = (progress: TrainingProgress): void => {
    if (choices.json === true) terminal.json(progress);
    else if (['data', 'step', 'sending'].includes(progress.kind)) terminal.progress(progressLine(progress));
    else terminal.line(progressLine(progress));
  };
  const onProgress = (progress: ExperimentProgress): void => {
    if (progress.kind === 'training') return onTraining(progress.progress);
    if (choices.json === true) return terminal.json({ ...progress, run: progress.run.hash });
    const { hash, chosen } = progress.run;
    if (progress.kind === 'run') terminal.line(outputText.experiment.run({ ...progress, hash, label: labelOf(chosen) }));
    else terminal.error(progress.why);
  };
  const signal = stopSignal();
  let failures = 0;
  const ended: ReadExperiment[] = [];
  for (const read of await readExperiments(specs, choices)) {
    const { experiment, expanded } = read;
    const missing = missingData(expanded, places);
    if (missing !== null) {
      terminal.error(`${experiment.name}: ${experimentText.missing[missing]}`);
      continue;
    }
    for (const words of notesBefore(experiment, expanded, places.weights))
      onTraining({ kind: 'note', words: `${experiment.name}: ${words}` });
    if (choices.run === undefined) {
      failures += valueOrThrow(await runExperiment(expanded, places, onProgress, signal));
      ended.push(read);
    } else {
      const run = valueOrThrow(runNamed(expanded, choices.run));
      valueOrThrow(await runWithStart(expanded, run, places, onTraining, signal));
    }
  }
  // All at the end, where the claims are read.
  if (choices.report !== false) for (const read of ended) await reportExperiment(read, choices, terminal);
  return failures === 0;
}

interface Remote {
  readonly environment: HostEnvironment;
  readonly startTraining: () => ProcessChannel;
  readonly terminal: Terminal;
}

/** Trains and measures on a paired workstation. Ctrl+C ends the run there too, and fetches its checkpoints. */
async function measuringOnNamed(name: string, { environment, startTraining, terminal }: Remote): Promise<MeasuringElsewhere> {
  const workstation = await ableWorkstation(openWorkstations(environment.home), name, 'measure');
  const record: RecordSending = async ({ run: target, study, sending }) => {
    terminal.error(outputText.sending(sending));
    if (study !== undefined && sending.files.length > 0)
      await recordSending({ study, action: 'experiment.send', target, sending }, environment.now());
  };
  return measuringOn(workstation, { startProcess: startTraining, endsThere: () => true, recordSending: record });
}
