// True positions in the form that the loss needs: a Gaussian along each axis of the map's grid.

import { inCells } from '../../network/place-maps.ts';
import type { PlaceTruth } from '../../network/loss/place.ts';
import type { Engine } from '../../network/tensors.ts';

/** Standard deviation of the Gaussian in cells. Wide enough to encode a mean that lies between two cells. */
const SPREAD = 0.9;

interface Place {
  readonly x: number;
  readonly y: number;
}

/** `places` in picture pixels, the same number per picture. A place outside the picture counts as absent. // [N][places] */
export function placeTruth({ tf }: Engine, places: readonly (readonly (Place | null)[])[], edge: number): PlaceTruth {
  const count = places[0].length;
  const across = new Float32Array(places.length * count * edge);
  const down = new Float32Array(across.length);
  const absent = new Float32Array(places.length * count);
  places.flat().forEach((place, row) => {
    const [column, line] = place === null ? [-1, -1] : [inCells(place.x), inCells(place.y)];
    if (!isOn(column, edge) || !isOn(line, edge)) {
      absent[row] = 1;
      return;
    }
    gaussian(column, across.subarray(row * edge, (row + 1) * edge));
    gaussian(line, down.subarray(row * edge, (row + 1) * edge));
  });
  return {
    across: tf.tensor3d(across, [places.length, count, edge]),
    down: tf.tensor3d(down, [places.length, count, edge]),
    absent: tf.tensor2d(absent, [places.length, count]),
  };
}

export function disposeTruth(truth: PlaceTruth): void {
  for (const tensor of Object.values(truth)) tensor.dispose();
}

function isOn(cell: number, edge: number): boolean {
  return cell >= -0.5 && cell < edge - 0.5;
}

/** A Gaussian that sums to one over the cells of the grid. */
function gaussian(centre: number, line: Float32Array): void {
  let sum = 0;
  for (let i = 0; i < line.length; i++) sum += line[i] = Math.exp(-((i - centre) ** 2) / (2 * SPREAD ** 2));
  for (let i = 0; i < line.length; i++) line[i] /= sum;
}
