// The processes in which commands read films and grade their hips.

import { openInferenceProcess } from '../../inference/inference-process.ts';
import { openFilmPreparers } from '../../learning/grading/film-preparers.ts';
import type { PredictProcesses } from '../../learning/grading/predict-files.ts';
import { startProgram } from '../start-program.ts';

/** Each process starts when it is first needed. The caller closes them. */
export function openPredictProcesses(): PredictProcesses & { readonly close: () => Promise<void> } {
  const films = openFilmPreparers(() => startProgram('film-child'));
  const inference = openInferenceProcess(() => startProgram('inference-child'));
  const close = async (): Promise<void> => void (await Promise.all([films.close(), inference.close()]));
  return { films, inference, close };
}
