// `osteograde predict` with a model of System 3: Kellgren-Lawrence grades of knee images, as text, JSON or CSV.

import { failed, FailureError, type Failure } from '../../../domain/failure.ts';
import { imageNames } from '../../../services/films/image-names.ts';
import { openLooseNames } from '../../../services/films/loose-names.ts';
import type { InstalledModel } from '../../../learning/grading/installed-models.ts';
import { kneeCsv, kneeEnding, kneeJson, kneeLines } from '../../../services/reports/knee-report.ts';
import { predictKnees, type PredictedKnee } from '../../../learning/grading/predict-knees.ts';
import type { Environment } from '../../../services/environment.ts';
import { openClosingSummary } from '../closing-summary.ts';
import type { Terminal } from '../terminal.ts';
import { kneeGraderOn } from '../remote/predict-on.ts';
import { stopSignal } from '../stop-signal.ts';
import { outputText } from '../../text/output.ts';

export interface KneeChoices {
  readonly landmarks?: string;
  readonly spacing?: number;
  readonly heatmaps?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly device?: 'cpu' | 'cuda';
  readonly precision?: 'fp32' | 'bf16';
  readonly on?: string;
  readonly keepIdentifiers?: boolean;
  readonly saveProblems?: string;
}

/** True if everything was graded, except what is meant to stay out. */
export async function predictKneeImages(
  environment: Pick<Environment, 'home' | 'startReader' | 'errors'>,
  { model, files }: { readonly model: InstalledModel; readonly files: readonly string[] },
  choices: KneeChoices,
  terminal: Terminal,
): Promise<boolean> {
  const knees: PredictedKnee[] = [];
  const asText = choices.json !== true && choices.csv !== true;
  const summary = openClosingSummary(terminal, { quiet: !asText });
  const names = openLooseNames(environment, { keepIdentifiers: choices.keepIdentifiers === true });
  if (!names.stored) terminal.error(outputText.shared.namesNotStored);
  const report = (file: string, failure: Failure): void =>
    summary.problem(file, failure, { file: names.file(file), failure: names.failure(file, failure) });
  const signal = stopSignal();
  const nameOf = imageNames();
  let { heatmaps } = choices;
  let closeGrader = async (): Promise<void> => undefined;
  try {
    refuseHipChoices(model, choices);
    const { grader, close } = await kneeGraderOn(choices.on, model.path, { environment, terminal, signal });
    closeGrader = close;
    for await (const prediction of predictKnees({ paths: files, startReader: environment.startReader, grader }, model.path)) {
      if (prediction.kind === 'error' || prediction.kind === 'unread') {
        report(prediction.file, prediction.failure);
      } else {
        const knee = { ...prediction.knee, file: names.file(prediction.knee.file) };
        if (asText) for (const line of kneeLines(knee)) terminal.line(line);
        const failure =
          heatmaps === undefined
            ? null
            : await heatmapFailure(heatmaps, `${nameOf(knee.file)}${knee.side === null ? '' : `-${knee.side}`}`, knee);
        if (heatmaps !== undefined && failure !== null) {
          summary.problem(heatmaps, failure);
          heatmaps = undefined; // keep grading; further heatmaps would fail too
        }
        knees.push(withoutPicture(knee));
      }
      if (!signal.aborted) continue;
      summary.problem('', failed('stopped', outputText.shared.stopped).failure);
      break;
    }
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    // A failure of the whole batch is also reported as JSON if requested.
    summary.problem(model.name, error.failure);
  } finally {
    await closeGrader();
  }
  names.close();
  const errors = summary.errors.map(({ file, code, message }) => ({ file, ...failed(code, message) }));
  if (choices.json === true) terminal.line(kneeJson({ knees, errors }, model));
  else if (choices.csv === true) terminal.line(kneeCsv({ knees, errors }, model).trimEnd());
  else if (knees.length > 0) terminal.line(kneeEnding(model));
  await summary.end(choices.saveProblems);
  return errors.length === 0;
}

/** Landmarks and spacing belong to hips, so with a knee model they show that the wrong model was named. */
function refuseHipChoices(
  { name }: InstalledModel,
  { landmarks, spacing, device = 'cpu', precision = 'fp32' }: KneeChoices,
): void {
  const { optionsOfHips, onlyHips } = outputText.predict;
  if (landmarks !== undefined || spacing !== undefined)
    throw new FailureError(failed('wrong-joint', optionsOfHips(name)).failure);
  if (device !== 'cpu' || precision !== 'fp32') throw new FailureError(failed('bad-request', onlyHips(name)).failure);
}

/** Drops the pixels, so that a batch of thousands fits into memory. */
function withoutPicture(knee: PredictedKnee): PredictedKnee {
  return { ...knee, picture: { ...knee.picture, pixels: new Float32Array() } };
}

async function heatmapFailure(folder: string, name: string, knee: PredictedKnee): Promise<Failure | null> {
  const { writeKneeHeatmaps } = await import('../../../services/grading/knee-heatmap-files.ts');
  try {
    await writeKneeHeatmaps(folder, name, knee);
    return null;
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
}
