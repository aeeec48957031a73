// Separable blurs in place. The edges are replicated. // [height, width]

export function gaussianBlur(values: Float32Array, width: number, height: number, sigma: number): void {
  const reach = Math.max(1, Math.ceil(2.5 * sigma));
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-((k - reach) ** 2) / (2 * sigma * sigma)));
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  for (let k = 0; k < kernel.length; k++) kernel[k] /= total;
  const line = new Float32Array(width + 2 * reach);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = -reach; x < width + reach; x++) line[x + reach] = values[row + Math.min(width - 1, Math.max(0, x))];
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k] * line[x + k];
      values[row + x] = sum;
    }
  }
  // Filters the columns for a whole row at a time and keeps the rows that are still needed.
  const kept = Array.from({ length: 2 * reach + 1 }, () => new Float32Array(width));
  const rowAt = (y: number): Float32Array =>
    values.subarray(Math.min(height - 1, Math.max(0, y)) * width, (Math.min(height - 1, Math.max(0, y)) + 1) * width);
  const slot = (y: number): Float32Array => kept[(y + reach) % kept.length];
  for (let y = -reach; y < reach; y++) slot(y).set(rowAt(y));
  for (let y = 0; y < height; y++) {
    slot(y + reach).set(rowAt(y + reach));
    const out = values.subarray(y * width, (y + 1) * width);
    out.fill(0);
    for (let k = -reach; k <= reach; k++) {
      const source = slot(y + k);
      const weight = kernel[k + reach];
      for (let x = 0; x < width; x++) out[x] += weight * source[x];
    }
  }
}

/** Replaces each pixel by the mean over a square of 2 * reach + 1 pixels. */
export function boxBlur(values: Float32Array, width: number, height: number, reach: number): void {
  const scale = 1 / (2 * reach + 1);
  const line = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    line.set(values.subarray(row, row + width));
    let sum = 0;
    for (let k = -reach; k <= reach; k++) sum += line[Math.min(width - 1, Math.max(0, k))];
    for (let x = 0; x < width; x++) {
      values[row + x] = sum * scale;
      sum += line[Math.min(width - 1, x + reach + 1)] - line[Math.max(0, x - reach)];
    }
  }
  const source = values.slice();
  const sums = new Float64Array(width);
  const add = (y: number, sign: number): void => {
    const row = Math.min(height - 1, Math.max(0, y)) * width;
    for (let x = 0; x < width; x++) sums[x] += sign * source[row + x];
  };
  for (let k = -reach; k <= reach; k++) add(k, 1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) values[y * width + x] = sums[x] * scale;
    add(y + reach + 1, 1);
    add(y - reach, -1);
  }
}
