// Adjusts the grey values of an 8-bit image before training: histogram equalisation (Gorriz) and contrast stretch (von Schacky).

/** Replaces each value by the share of pixels at or below it, from 0 for the darkest to 255. // [pixels] */
export function equalise(pixels: Uint8Array): Uint8Array {
  const counts = histogram(pixels);
  const darkest = counts.find((count) => count > 0) ?? 0;
  let sum = 0;
  const table = counts.map((count) => {
    sum += count;
    return Math.round((255 * (sum - darkest)) / Math.max(1, pixels.length - darkest));
  });
  return pixels.map((value) => table[value]);
}

/** Spreads the values between the 1st and the 99th percentile **(ours)** over 0 to 255. // [pixels] */
export function stretch(pixels: Uint8Array): Uint8Array {
  const counts = histogram(pixels);
  const [low, high] = [valueAt(counts, 0.01 * pixels.length), valueAt(counts, 0.99 * pixels.length)];
  if (high <= low) return pixels.slice();
  return pixels.map((value) => Math.round(Math.min(1, Math.max(0, (value - low) / (high - low))) * 255));
}

function histogram(pixels: Uint8Array): number[] {
  const counts = Array.from({ length: 256 }, () => 0);
  for (const value of pixels) counts[value]++;
  return counts;
}

/** Returns the smallest value with at least this many pixels at or below it. */
function valueAt(counts: readonly number[], pixels: number): number {
  let sum = 0;
  return counts.findIndex((count) => (sum += count) >= pixels && sum > 0);
}
