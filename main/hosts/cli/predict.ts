// `osteograde predict`: grades every hip in the files, as text or JSON. `knees/predict-knees.ts` does the same with knee models.

import { isDeepStrictEqual } from 'node:util';
import { familiarityWarnings } from '../../domain/film/familiarity.ts';
import { failed, FailureError, valueOrThrow, type Failure } from '../../domain/failure.ts';
import { filmSpacing } from '../../domain/film/spacing.ts';
import type { Warning } from '../../domain/film/warning.ts';
import { evidenceWarnings } from '../../domain/training/evidence-trials.ts';
import { perFinding } from '../../domain/finding.ts';
import type { HipGrading } from '../../domain/grading.ts';
import type { Numbering } from '../../domain/landmark-table.ts';
import { perQuadrant } from '../../domain/quadrant.ts';
import { imageNames } from '../../services/films/image-names.ts';
import { openLooseNames, type LooseNames } from '../../services/films/loose-names.ts';
import { DEFAULT_CHOICE } from '../../inference/choose-session.ts';
import type { OpenedModel } from '../../inference/inference.ts';
import type { SessionRuntime } from '../../inference/session.ts';
import { chosenModel, jointOf, locatingNetworks } from '../../learning/grading/installed-models.ts';
import { buildEnvironment } from '../build-environment.ts';
import { predictFiles, type LeftOutHip, type PredictedHip, type PredictOptions } from '../../learning/grading/predict-files.ts';
import { openClosingSummary } from './closing-summary.ts';
import { gradingLines } from './grading-lines.ts';
import { gradingChoice, type GradingChoices } from './remote/grading-choice.ts';
import { predictProcessesOn } from './remote/predict-on.ts';
import type { Terminal } from './terminal.ts';
import { stopSignal } from './stop-signal.ts';
import { outputText } from '../text/output.ts';

/** What grades is for hips only. */
export interface PredictChoices extends GradingChoices {
  readonly landmarks?: string;
  readonly model?: string;
  readonly heatmaps?: string;
  readonly spacing?: number;
  readonly numbering?: Numbering;
  readonly json?: boolean;
  /** For knees only. */
  readonly csv?: boolean;
  readonly keepIdentifiers?: boolean;
  readonly saveProblems?: string;
}

/** True if everything was graded, except what is meant to stay out. */
export async function predict(files: readonly string[], choices: PredictChoices, terminal: Terminal): Promise<boolean> {
  const environment = buildEnvironment({ host: 'cli' });
  const model = await chosenModel(environment, choices.model);
  if (model.ok && jointOf(model.value.card) === 'knee') {
    const { predictKneeImages } = await import('./knees/predict-knees.ts');
    return predictKneeImages(environment, { model: model.value, files }, choices, terminal);
  }
  const names = openLooseNames(environment, { keepIdentifiers: choices.keepIdentifiers === true });
  if (!names.stored) terminal.error(outputText.shared.namesNotStored);
  const hips: object[] = [];
  const leftOut: LeftOutHip[] = [];
  const summary = openClosingSummary(terminal, { quiet: choices.json === true });
  const report = (file: string, failure: Failure): void =>
    summary.problem(file, failure, { file: names.file(file), failure: names.failure(file, failure) });
  const signal = stopSignal();
  const choice = gradingChoice(choices);
  const gradedBy: SessionRuntime[] = [];
  const tellRuntime = ({ runtime, note }: OpenedModel): void => {
    gradedBy.push(runtime);
    if (note !== null) terminal.error(note);
    if (choices.json === true || isDeepStrictEqual(choice, DEFAULT_CHOICE)) return;
    terminal.line(`${outputText.predict.gradedBy(runtime.version, runtime.device, runtime.precision)}\n`);
  };
  const processes = await predictProcessesOn(choices.on, { environment, terminal, signal });
  try {
    if (choices.csv === true) throw new FailureError(failed('bad-request', outputText.predict.noTable).failure);
    const options: PredictOptions = {
      paths: files,
      landmarks: choices.landmarks ?? null,
      spacingMm: choices.spacing ?? null,
      numbering: choices.numbering ?? null,
      modelPath: valueOrThrow(model).path,
      choice,
      onOpened: tellRuntime,
      networks: locatingNetworks(environment),
      pictures: choices.heatmaps !== undefined,
      startReader: environment.startReader,
      signal,
    };
    const ofModel = evidenceWarnings(valueOrThrow(model).card.evidence);
    let heatmaps = choices.heatmaps;
    const nameOf = imageNames();
    for await (const prediction of predictFiles(options, processes)) {
      if (prediction.kind === 'error' && prediction.failure.code === 'stopped') continue; // said once, below
      if (prediction.kind === 'error' || prediction.kind === 'unread') {
        report(prediction.file, prediction.failure);
      } else if (prediction.kind === 'left-out') {
        const hip = namedLeftOut(prediction, names);
        leftOut.push(hip);
        if (choices.json !== true) terminal.line(`${hip.failure.message}\n`);
      } else {
        const hip = namedHip(prediction.hip, names);
        if (choices.json === true) hips.push(jsonOf(hip, ofModel));
        else for (const line of gradingLines(hip, ofModel)) terminal.line(line);
        const failure = heatmaps === undefined ? null : await heatmapFailure(heatmaps, nameOf(hip.file), hip);
        if (heatmaps !== undefined && failure !== null) {
          summary.problem(heatmaps, failure);
          heatmaps = undefined; // keep grading; further heatmaps would fail too
        }
      }
    }
    if (signal.aborted) throw new FailureError(failed('stopped', outputText.shared.stopped).failure);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    // A failure of the whole batch is also reported as JSON if requested.
    summary.problem(error.failure.code === 'stopped' ? '' : (choices.model ?? ''), error.failure);
  } finally {
    await processes.close();
  }
  names.close();
  const { errors, leftOut: unread } = summary;
  if (choices.json === true)
    terminal.json({ hips, leftOut: leftOut.map(leftOutRow), unread, errors, gradedBy: gradedBy[0] ?? null }, 2);
  await summary.end(choices.saveProblems);
  return errors.length === 0;
}

/** The hip with the names to print. */
function namedHip(predicted: PredictedHip, names: LooseNames): PredictedHip {
  const { identityRemoved = false, patient } = predicted.radiograph;
  const hip = { ...predicted.hip, ...names.film({ ...predicted.hip, identityRemoved, patient }) };
  return { ...predicted, hip, file: names.file(predicted.file, hip.subject) };
}

function namedLeftOut(left: LeftOutHip, names: LooseNames): LeftOutHip {
  const hip = { ...left.hip, ...names.film({ ...left.hip, identityRemoved: left.identityRemoved, patient: left.patient }) };
  return { ...left, hip, file: names.file(left.file, hip.subject), failure: names.failure(left.file, left.failure) };
}

async function heatmapFailure(folder: string, name: string, hip: PredictedHip): Promise<Failure | null> {
  const { writeHipHeatmaps } = await import('../../services/grading/hip-heatmap-files.ts');
  try {
    await writeHipHeatmaps(folder, name, hip);
    return null;
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
}

function jsonOf({ file, hip, grading, radiograph, prepared, pointsFrom }: PredictedHip, ofModel: readonly Warning[]): object {
  return {
    file,
    subject: hip.subject,
    visit: hip.visit,
    side: hip.side,
    pointsFrom,
    spacing: filmSpacing(radiograph),
    turn: radiograph.turn ?? 'none',
    quality: prepared.quality,
    warnings: [...(radiograph.warnings ?? []), ...prepared.warnings, ...familiarityWarnings(grading.familiarity), ...ofModel],
    kind: grading.kind,
    ...answersJson(grading),
    ...(grading.familiarity === undefined ? {} : { familiarity: grading.familiarity }),
    milliseconds: grading.milliseconds,
  };
}

function answersJson(grading: HipGrading): object {
  switch (grading.kind) {
    case 'grades': {
      const quadrants = perQuadrant((quadrant) => {
        const { grade, probabilities, attentionInZone } = grading.quadrants[quadrant];
        return { grade, probabilities, attentionInZone };
      });
      return { quadrants, globalProbability: grading.globalProbability };
    }
    case 'presence':
      return {
        quadrants: perQuadrant((quadrant) => {
          const { present, probability, attentionInZone } = grading.quadrants[quadrant];
          return { present, probability, attentionInZone };
        }),
      };
    case 'findings':
      return {
        findings: perFinding((finding) => {
          const { grade, probabilities, attention } = grading.findings[finding];
          return { grade, probabilities, attentionInZone: attention?.attentionInZone ?? null };
        }),
      };
  }
}

function leftOutRow({ file, hip, failure }: LeftOutHip): object {
  return { file, ...hip, code: failure.code, message: failure.message };
}
