// Heatmaps as pictures: one PNG for each quadrant of a predicted hip, evidence in colour over the radiograph.

import { QUADRANTS } from '../domain/quadrant.ts';
import { heatmapPicture } from '../inference/graded-hip.ts';
import { AUDIT_SCORE } from '../inference/score.ts';
import { heatmapPng } from '../report/heatmap-png.ts';
import { hipPicture } from './hip-picture.ts';
import type { PredictedHip } from './predict-files.ts';
import { writeWholeFiles } from './whole-files.ts';

/** Writes `<name>_<side>_<quadrant>.png` into the folder, made where it is missing. Throws a `FailureError` when it cannot. */
export async function writeHeatmaps(folder: string, name: string, predicted: PredictedHip): Promise<void> {
  const { hip, maps, prepared, radiograph } = predicted;
  const { frame, intensity } = prepared.crop;
  const picture = hipPicture(radiograph, frame, intensity);
  const pictures = QUADRANTS.map((quadrant) => ({
    name: `${name}_${hip.side}_${quadrant}.png`,
    bytes: heatmapPng(picture, heatmapPicture(maps, quadrant, AUDIT_SCORE), frame),
  }));
  await writeWholeFiles(folder, pictures);
}
