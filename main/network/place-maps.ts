// Reads positions from maps. The softmax over a map's cells, plus one more that means "not on the picture", is the probability of each
// cell. The position is the mean around the most probable cell, so it is finer than a cell.

/** Width of a cell of the map in picture pixels. */
export const CELL_PIXELS = 4;

/** The mean is taken over this many cells to each side of the highest one. */
const REACH = 2;

export interface FoundPlace {
  /** In picture pixels. */
  readonly x: number;
  readonly y: number;
  /** The probability that the point is on the picture. */
  readonly probability: number;
  /** The most probable cell. */
  readonly cell: number;
}

/** Converts a picture coordinate to a cell coordinate. Cell 0 covers the pixels 0 to 3. */
export function inCells(pixel: number): number {
  return (pixel + 0.5) / CELL_PIXELS - 0.5;
}

/** The position in one map of logits. // [edge, edge] */
export function placeOf(logits: Float32Array, edge: number): FoundPlace {
  let cell = 0;
  for (let i = 1; i < logits.length; i++) if (logits[i] > logits[cell]) cell = i;
  const highest = Math.max(0, logits[cell]);
  let all = Math.exp(-highest); // the cell for "not on the picture" has the logit 0
  for (const logit of logits) all += Math.exp(logit - highest);
  const [column, row] = [cell % edge, Math.floor(cell / edge)];
  let [sum, across, down] = [0, 0, 0];
  for (let j = Math.max(0, row - REACH); j <= Math.min(edge - 1, row + REACH); j++) {
    for (let i = Math.max(0, column - REACH); i <= Math.min(edge - 1, column + REACH); i++) {
      const weight = Math.exp(logits[j * edge + i] - logits[cell]);
      sum += weight;
      across += weight * i;
      down += weight * j;
    }
  }
  const pixel = (cells: number): number => (cells + 0.5) * CELL_PIXELS - 0.5;
  return { x: pixel(across / sum), y: pixel(down / sum), probability: 1 - Math.exp(-highest) / all, cell };
}
