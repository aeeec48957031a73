// Resamples a rectangle of an image on a regular grid. Enlarging interpolates linearly. Shrinking uses a triangle filter as wide
// as the new pixels, so that finer detail is averaged away instead of aliasing.
// The same filter as Pillow's BILINEAR and PyTorch's interpolate(antialias=True). Outside the image the nearest edge pixel repeats.

type PixelArray = Float32Array | Uint16Array | Uint8Array;

export interface PixelGrid {
  readonly width: number;
  readonly height: number;
  /** Row-major. // [height, width] */
  readonly pixels: PixelArray;
}

/** Sample i along an axis lies at source coordinate `start + i * step`. Pixel centres have whole coordinates. */
export interface SampleAxis {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Samples `source` where the two axes cross. Reads only the source pixels it needs. // [down.count, across.count] */
export function resample(source: PixelGrid, across: SampleAxis, down: SampleAxis): Float32Array {
  const columns = filterTaps(across, source.width);
  const rows = filterTaps(down, source.height);
  const band = filterRows(source, columns, rows);
  return filterColumns(band, columns.count, rows);
}

interface FilterTaps {
  readonly count: number;
  /** The number of taps per sample. */
  readonly reach: number;
  /** The source index of each tap, clamped to the image. // [count, reach] */
  readonly index: Int32Array;
  /** The weight of each tap. The weights of a sample sum to one. // [count, reach] */
  readonly weight: Float32Array;
  readonly lowest: number;
  readonly highest: number;
}

function filterTaps(axis: SampleAxis, length: number): FilterTaps {
  const support = Math.max(1, Math.abs(axis.step));
  const reach = Math.ceil(2 * support) + 1;
  const index = new Int32Array(axis.count * reach);
  const weight = new Float32Array(axis.count * reach);
  let lowest = length - 1;
  let highest = 0;
  for (let i = 0; i < axis.count; i++) {
    const centre = axis.start + i * axis.step;
    const first = Math.ceil(centre - support);
    let sum = 0;
    for (let k = 0; k < reach; k++) sum += Math.max(0, 1 - Math.abs(first + k - centre) / support);
    for (let k = 0; k < reach; k++) {
      const at = Math.min(length - 1, Math.max(0, first + k));
      index[i * reach + k] = at;
      weight[i * reach + k] = Math.max(0, 1 - Math.abs(first + k - centre) / support) / sum;
      lowest = Math.min(lowest, at);
      highest = Math.max(highest, at);
    }
  }
  return { count: axis.count, reach, index, weight, lowest, highest };
}

interface Band {
  readonly firstRow: number;
  readonly pixels: Float32Array; // [rows, across.count]
}

/** Filters the required source rows along x. */
function filterRows(source: PixelGrid, columns: FilterTaps, rows: FilterTaps): Band {
  const { count, reach, index, weight } = columns;
  const pixels = new Float32Array((rows.highest - rows.lowest + 1) * count);
  for (let y = rows.lowest, out = 0; y <= rows.highest; y++) {
    const base = y * source.width;
    for (let i = 0, tap = 0; i < count; i++) {
      let sum = 0;
      for (let k = 0; k < reach; k++, tap++) sum += weight[tap] * source.pixels[base + index[tap]];
      pixels[out++] = sum;
    }
  }
  return { firstRow: rows.lowest, pixels };
}

function filterColumns(band: Band, width: number, rows: FilterTaps): Float32Array {
  const samples = new Float32Array(rows.count * width);
  const sums = new Float64Array(width);
  for (let j = 0; j < rows.count; j++) {
    sums.fill(0);
    for (let k = 0; k < rows.reach; k++) {
      const weight = rows.weight[j * rows.reach + k];
      if (weight === 0) continue;
      const base = (rows.index[j * rows.reach + k] - band.firstRow) * width;
      for (let x = 0; x < width; x++) sums[x] += weight * band.pixels[base + x];
    }
    samples.set(sums, j * width);
  }
  return samples;
}
