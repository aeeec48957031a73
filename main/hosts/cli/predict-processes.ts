// The processes in which commands read films and grade their hips.

import type { Log } from '../../files/error-log.ts';
import { openInferenceProcess } from '../../inference/inference-process.ts';
import { openFilmPreparers } from '../../learning/grading/film-preparers.ts';
import type { PredictProcesses } from '../../learning/grading/predict-files.ts';
import { startProgram } from '../start-program.ts';

/** Each process starts when it is first needed, and writes what goes wrong to `log`. The caller closes them. */
export function openPredictProcesses(log: Log): PredictProcesses & { readonly close: () => Promise<void> } {
  const films = openFilmPreparers(() => startProgram('film-child', { log }));
  const inference = openInferenceProcess(() => startProgram('inference-child', { log }));
  const close = async (): Promise<void> => void (await Promise.all([films.close(), inference.close()]));
  return { films, inference, close };
}
