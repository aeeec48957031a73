// Heatmaps as pictures: one PNG for each quadrant of a predicted hip, evidence in colour over the radiograph.

import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileFailure } from '../cohort/file-failure.ts';
import { FailureError } from '../domain/failure.ts';
import { QUADRANTS } from '../domain/quadrant.ts';
import { heatmapPicture } from '../inference/graded-hip.ts';
import { AUDIT_SCORE } from '../inference/score.ts';
import { heatmapPng } from '../report/heatmap-png.ts';
import { hipPicture } from './hip-picture.ts';
import type { PredictedHip } from './predict-files.ts';

/** Writes `<image without .dcm>_<side>_<quadrant>.png` into the folder, made where it is missing. Throws a `FailureError` when it cannot. */
export async function writeHeatmaps(folder: string, predicted: PredictedHip): Promise<void> {
  const { file, hip, maps, prepared, radiograph } = predicted;
  const { frame, intensity } = prepared.crop;
  const picture = hipPicture(radiograph, frame, intensity);
  try {
    await mkdir(folder, { recursive: true });
    for (const quadrant of QUADRANTS) {
      const png = heatmapPng(picture, heatmapPicture(maps, quadrant, AUDIT_SCORE), frame);
      await writeFile(join(folder, `${basename(file, '.dcm')}_${hip.side}_${quadrant}.png`), png);
    }
  } catch (error) {
    const failure = fileFailure(error, folder);
    if (failure === null) throw error;
    throw new FailureError(failure);
  }
}
