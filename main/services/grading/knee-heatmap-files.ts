// Heatmaps of a knee as PNG files: the Grad-CAM of the answered grade, and the attention mask of each branch of a System 3 model.

import { axis, WHOLE_PICTURE, type PictureRegion } from '../../imaging/stored-picture.ts';
import type { GreyPicture } from '../../dicom/read-picture.ts';
import { resample } from '../../imaging/resample.ts';
import { onGrid, type PlaceMap } from '../../inference/knee-evidence.ts';
import { evidencePng } from '../../report/heatmap-png.ts';
import type { PredictedKnee } from '../../learning/grading/predict-knees.ts';
import { writeWholeFiles } from '../../files/write-whole.ts';

/** The length of the shorter edge, and the maximum length of the longer one, in pixels. */
const EDGES = { shorter: 512, longer: 2048 };
/** The brightness outside the region that the network reads. */
const UNREAD = 0.45;

interface Size {
  readonly height: number;
  readonly width: number;
}

/**
 * Writes `<name>_grad-cam.png` and `<name>_<branch>-mask.png` into the folder, and creates it if missing. Each map has its full colour at
 * its maximum. The area that the model did not read is dimmed. Throws a `FailureError`.
 */
export async function writeKneeHeatmaps(
  folder: string,
  name: string,
  { picture, region = WHOLE_PICTURE, answer }: PredictedKnee,
): Promise<void> {
  const { grey, size, over } = drawnKnee(picture, region);
  const maps = [
    { suffix: 'grad-cam', map: answer.evidence },
    ...answer.masks.map((map) => ({ suffix: `${map.branch}-mask`, map })),
  ];
  const pictures = maps.map(({ suffix, map }) => ({
    name: `${name}_${suffix}.png`,
    bytes: evidencePng(grey, over(map), size),
  }));
  await writeWholeFiles(folder, pictures);
}

interface DrawnKnee {
  readonly size: Size;
  /** Dimmed where the model does not read. // [height, width] */
  readonly grey: Uint8Array;
  /** A map spread over the picture: 255 at its maximum. // [height, width] */
  readonly over: (map: PlaceMap) => Uint8Array;
}

/** Draws a knee at the size of reports and heatmap files. */
export function drawnKnee(picture: GreyPicture, region: PictureRegion): DrawnKnee {
  const { height, width } = picture;
  const scale = Math.min(EDGES.shorter / Math.min(height, width), EDGES.longer / Math.max(height, width));
  const sized = (edge: number): number => Math.max(1, Math.round(scale * edge));
  const size = { height: sized(height), width: sized(width) };
  const field = fieldOf(region, size);
  const shown = resample(picture, axis(0, width, size.width), axis(0, height, size.height));
  const grey = Uint8Array.from(shown, (value, at) => {
    const level = (255 * Math.min(picture.highest, Math.max(0, value))) / picture.highest;
    return Math.round(isInside(field, at, size) ? level : UNREAD * level);
  });
  return { size, grey, over: (map) => evidenceOver(map, field, size) };
}

interface Field extends Size {
  readonly top: number;
  readonly left: number;
}

/** Returns the region in whole pixels. */
function fieldOf(region: PictureRegion, { height, width }: Size): Field {
  const [top, left] = [Math.round(region.top * height), Math.round(region.left * width)];
  return {
    top,
    left,
    height: Math.max(1, Math.round((region.top + region.height) * height) - top),
    width: Math.max(1, Math.round((region.left + region.width) * width) - left),
  };
}

function isInside({ top, left, height, width }: Field, at: number, size: Size): boolean {
  const [y, x] = [Math.floor(at / size.width) - top, (at % size.width) - left];
  return y >= 0 && y < height && x >= 0 && x < width;
}

/** Spreads the map over the region: 255 at its maximum, 0 outside. // [height, width] */
function evidenceOver(map: PlaceMap, field: Field, size: Size): Uint8Array {
  const values = onGrid(map, field);
  const highest = values.reduce((most, value) => Math.max(most, value), 0);
  const evidence = new Uint8Array(size.height * size.width);
  if (highest === 0) return evidence;
  for (let y = 0; y < field.height; y++) {
    const row = Uint8Array.from(values.subarray(y * field.width, (y + 1) * field.width), (value) => (255 * value) / highest);
    evidence.set(row, (field.top + y) * size.width + field.left);
  }
  return evidence;
}
