// `osteograde predict`: grades of every hip in the files, as text or as JSON.

import { FailureError, type Failure } from '../../domain/failure.ts';
import { openInferenceHere } from '../../services/inference.ts';
import { chosenModel } from '../../services/installed-models.ts';
import { predictFiles, type PredictError, type PredictedHip, type PredictOptions } from '../../services/predict-files.ts';
import { buildEnvironment } from '../workstation.ts';
import { gradingLines } from './grading-lines.ts';
import type { Say } from './say.ts';

export interface PredictChoices {
  readonly landmarks?: string;
  readonly model?: string;
  readonly heatmaps?: string;
  readonly spacing?: number;
  readonly json?: boolean;
}

/** True when every file was graded. */
export async function predict(files: readonly string[], choices: PredictChoices, say: Say): Promise<boolean> {
  const environment = buildEnvironment({ host: 'cli' });
  const hips: object[] = [];
  const errors: PredictError[] = [];
  const inference = openInferenceHere();
  try {
    const model = await chosenModel(environment, choices.model);
    if (!model.ok) throw new FailureError(model.failure);
    const options: PredictOptions = {
      paths: files,
      landmarks: choices.landmarks ?? null,
      spacingMm: choices.spacing ?? null,
      modelPath: model.value.path,
    };
    for await (const prediction of predictFiles(options, inference)) {
      if (prediction.kind === 'error') {
        errors.push({ file: prediction.file, failure: prediction.failure });
        if (choices.json !== true) say.error(prediction.failure.message);
        continue;
      }
      if (choices.json === true) hips.push(jsonOf(prediction.hip));
      else for (const line of gradingLines(prediction.hip)) say.line(line);
      if (choices.heatmaps === undefined) continue;
      const { writeHeatmaps } = await import('../../services/heatmap-files.ts');
      await writeHeatmaps(choices.heatmaps, prediction.hip);
    }
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    // What stops the whole run also answers in the shape that was asked for.
    errors.push({ file: choices.model ?? choices.heatmaps ?? '', failure: error.failure });
    if (choices.json !== true) say.error(error.failure.message);
  } finally {
    await inference.close();
  }
  if (choices.json === true) say.line(JSON.stringify({ hips, errors: errors.map(errorRow) }, null, 2));
  return errors.length === 0;
}

function jsonOf({ file, hip, grading }: PredictedHip): object {
  const quadrants = Object.entries(grading.quadrants).map(([quadrant, { grade, probabilities, attentionInZone }]) => [
    quadrant,
    { grade, probabilities, attentionInZone },
  ]);
  return {
    file,
    subject: hip.subject,
    visit: hip.visit,
    side: hip.side,
    quadrants: Object.fromEntries(quadrants),
    globalProbability: grading.globalProbability,
    milliseconds: grading.milliseconds,
  };
}

function errorRow({ file, failure }: { file: string; failure: Failure }): object {
  return { file, code: failure.code, message: failure.message };
}
