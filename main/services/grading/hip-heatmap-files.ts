// Heatmaps of a hip as PNG files, one per quadrant or finding. Colour shows the evidence over the radiograph.

import { HEATMAPS } from '../../domain/grading.ts';
import { heatmapPicture } from '../../inference/graded-hip.ts';
import { AUDIT_SCORE } from '../../inference/score.ts';
import { heatmapPng } from '../../report/heatmap-png.ts';
import { hipPicture } from '../reports/hip-picture.ts';
import type { PredictedHip } from '../../learning/grading/predict-files.ts';
import { writeWholeFiles } from '../../files/write-whole.ts';

/** Writes `<name>_<side>_<quadrant or finding>.png` into the folder, and creates it if missing. Throws a `FailureError`. */
export async function writeHipHeatmaps(folder: string, name: string, predicted: PredictedHip): Promise<void> {
  const { hip, maps, prepared, radiograph } = predicted;
  const { frame, intensity } = prepared.crop;
  const picture = hipPicture(radiograph, frame, intensity);
  const pictures = HEATMAPS[maps.kind].answers.map((answer) => ({
    name: `${name}_${hip.side}_${answer}.png`,
    bytes: heatmapPng(picture, heatmapPicture(maps, answer, AUDIT_SCORE), frame),
  }));
  await writeWholeFiles(folder, pictures);
}
