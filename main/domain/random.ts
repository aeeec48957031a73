// Seeded randomness, passed in wherever it is needed. sfc32 (Chris Doty-Humphrey, PractRand), seeded by a 32-bit hash of the
// stream's name. Our own implementation, because phantoms draw hundreds of millions of numbers.

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** A whole number in [0, count). */
  below(count: number): number;
  /** An independent stream. It depends only on this stream's seed and the name, not on how many numbers were drawn. */
  fork(name: string | number): Random;
}

/** Makes a stream of numbers from a seed. The same seed gives the same numbers everywhere. */
export function seededRandom(seed: number | string): Random {
  return streamNamed(String(seed));
}

function streamNamed(name: string): Random {
  let [a, b, c, d, spare] = [hash(name, 1), hash(name, 2), hash(name, 3), 1, Number.NaN];
  const next32 = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next32();
  const next = (): number => next32() / 4294967296;
  const normal = (): number => {
    // Marsaglia's polar method gives two at a time.
    if (!Number.isNaN(spare)) {
      const kept = spare;
      spare = Number.NaN;
      return kept;
    }
    for (;;) {
      const u = 2 * next() - 1;
      const v = 2 * next() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      spare = v * factor;
      return u * factor;
    }
  };
  return {
    next,
    normal,
    between: (low, high) => low + (high - low) * next(),
    below: (count) => Math.floor(next() * count),
    fork: (child) => streamNamed(`${name}/${child}`),
  };
}

/** FNV-1a with a final avalanche, salted. */
function hash(text: string, salt: number): number {
  let h = 2166136261 ^ Math.imul(salt, 0x9e3779b1);
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
