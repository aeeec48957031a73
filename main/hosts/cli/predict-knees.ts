// `osteograde predict` with a model of System 3: Kellgren-Lawrence grades of pictures of knees, as text, JSON or CSV.

import { failed, FailureError, type Failure } from '../../domain/failure.ts';
import { imageNames } from '../../services/films/image-names.ts';
import type { InstalledModel } from '../../learning/grading/installed-models.ts';
import { kneeCsv, kneeEnding, kneeJson, kneeLines } from '../../services/reports/knee-report.ts';
import { predictKnees, type PredictedKnee } from '../../learning/grading/predict-knees.ts';
import type { Say } from './terminal.ts';
import { stoppable } from './stop-signal.ts';

export interface KneeChoices {
  readonly landmarks?: string;
  readonly spacing?: number;
  readonly heatmaps?: string;
  readonly json?: boolean;
  readonly csv?: boolean;
}

/** True when every picture was graded. */
export async function predictKneePictures(
  model: InstalledModel,
  files: readonly string[],
  choices: KneeChoices,
  say: Say,
): Promise<boolean> {
  const knees: PredictedKnee[] = [];
  const errors: { file: string; failure: Failure }[] = [];
  const inWords = choices.json !== true && choices.csv !== true;
  const tell = (file: string, failure: Failure): void => {
    errors.push({ file, failure });
    if (inWords) say.error(failure.message);
  };
  const signal = stoppable();
  const nameOf = imageNames();
  let { heatmaps } = choices;
  try {
    refuseHipChoices(model, choices);
    for await (const prediction of predictKnees(files, model.path)) {
      if (prediction.kind === 'error') {
        tell(prediction.file, prediction.failure);
      } else {
        const { knee } = prediction;
        if (inWords) for (const line of kneeLines(knee)) say.line(line);
        const failure = heatmaps === undefined ? null : await heatmapFailure(heatmaps, nameOf(knee.file), knee);
        if (heatmaps !== undefined && failure !== null) {
          tell(heatmaps, failure);
          heatmaps = undefined; // the grades still come; the pictures would fail again
        }
        knees.push(withoutPicture(knee));
      }
      if (!signal.aborted) continue;
      tell('', failed('stopped', 'Stopped: the files that follow were not graded. Name them again to grade them.').failure);
      break;
    }
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    // What stops the whole run also answers in the shape that was asked for.
    tell(model.name, error.failure);
  }
  if (choices.json === true) say.line(kneeJson({ knees, errors }, model));
  else if (choices.csv === true) say.line(kneeCsv({ knees, errors }, model).trimEnd());
  else if (knees.length > 0) say.line(kneeEnding(model));
  return errors.length === 0;
}

/** Points and millimetres belong to hips: whoever gives them has named the wrong model. */
function refuseHipChoices({ name }: InstalledModel, { landmarks, spacing }: KneeChoices): void {
  if (landmarks === undefined && spacing === undefined) return;
  const words = `${name} grades pictures of knees, which need neither --landmarks nor --spacing. Leave these out, or choose a model that grades hips.`;
  throw new FailureError(failed('wrong-joint', words).failure);
}

/** A batch of thousands keeps its grades, not its pictures. */
function withoutPicture(knee: PredictedKnee): PredictedKnee {
  return { ...knee, picture: { ...knee.picture, pixels: new Float32Array() } };
}

async function heatmapFailure(folder: string, name: string, knee: PredictedKnee): Promise<Failure | null> {
  const { writeKneeHeatmaps } = await import('../../services/grading/knee-heatmap-files.ts');
  try {
    await writeKneeHeatmaps(folder, name, knee);
    return null;
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
}
