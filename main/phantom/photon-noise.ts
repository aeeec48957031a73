// Standard normal noise that depends only on a seed and the pixel's position. Neighbours share a little of it, because light
// spreads in a scintillator. The counts are large, so Poisson noise is normal.

/** Returns a function that fills `row` with the noise of the pixels (x, y), (x + 1, y), ... */
export function photonNoise(seed: number): (x: number, y: number, row: Float32Array) => void {
  return (x, y, row) => {
    const key = (Math.imul(y, 0x85ebca6b) ^ seed) | 0;
    const above = (Math.imul(y - 1, 0x85ebca6b) ^ seed) | 0;
    let previous = NORMALS[hash(x - 1, key)];
    for (let u = 0; u < row.length; u++) {
      const noise = NORMALS[hash(x + u, key)];
      // 0.86^2 + 0.36^2 + 0.36^2 = 1
      row[u] = 0.86 * noise + 0.36 * (previous + NORMALS[hash(x + u, above)]);
      previous = noise;
    }
  };
}

function hash(x: number, key: number): number {
  let h = Math.imul(x, 0x9e3779b1) ^ key;
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) & 0xffff;
}

/** The 65,536 quantiles of the standard normal distribution. */
const NORMALS = Float32Array.from({ length: 65536 }, (_, i) => quantile((i + 0.5) / 65536));

/** Acklam's rational approximation, relative error below 1.2e-9. */
function quantile(p: number): number {
  const [a1, a2, a3, a4, a5, a6] = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
  ];
  const [b1, b2, b3, b4, b5] = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
  const [c1, c2, c3, c4, c5, c6] = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783,
  ];
  const [d1, d2, d3, d4] = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
  if (p > 0.5) return -quantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return (((((c1 * q + c2) * q + c3) * q + c4) * q + c5) * q + c6) / ((((d1 * q + d2) * q + d3) * q + d4) * q + 1);
  }
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((a1 * r + a2) * r + a3) * r + a4) * r + a5) * r + a6) * q) / (((((b1 * r + b2) * r + b3) * r + b4) * r + b5) * r + 1)
  );
}
