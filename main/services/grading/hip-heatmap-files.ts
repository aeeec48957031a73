// Heatmaps of a hip as PNG files, one per quadrant or finding. Colour shows the evidence over the radiograph.

import { HEATMAPS } from '../../domain/grading.ts';
import { heatmapPicture } from '../../inference/graded-hip.ts';
import { AUDIT_SCORE } from '../../inference/score.ts';
import { heatmapPng } from '../../report/heatmap-png.ts';
import type { PredictedHip } from '../../learning/grading/predict-files.ts';
import { writeWholeFiles } from '../../files/write-whole.ts';

/** Writes `<name>_<side>_<quadrant or finding>.png` into the folder, and creates it if missing. Throws a `FailureError`. */
export async function writeHipHeatmaps(folder: string, name: string, predicted: PredictedHip): Promise<void> {
  const { hip, maps, prepared } = predicted;
  const { crop, picture } = prepared;
  if (picture === null) throw new Error('Heatmaps need the pictures of the hips.');
  const pictures = HEATMAPS[maps.kind].answers.map((answer) => ({
    name: `${name}_${hip.side}_${answer}.png`,
    bytes: heatmapPng(picture, heatmapPicture(maps, answer, AUDIT_SCORE), crop.frame),
  }));
  await writeWholeFiles(folder, pictures);
}
