// Measures how sharp a film is at the border of a femoral head: the distance over which the grey value falls from 90% to 10% of its step.
// A blur with standard deviation s widens an edge to 2.56 s, so the width says how small a thing can still be seen.

import type { ImagePoint } from '../../domain/geometry.ts';
import type { Outline } from '../placement/outline-fit.ts';
import type { PixelGrid } from '../resample.ts';

/** The profiles reach this far to both sides of the border. **(ours)** */
const REACH_MM = 4;

/** The sampling distance on a profile. **(ours)** */
const STEP_MM = 0.1;

/** The border lies within this distance of the points. **(ours)** */
const AWAY_MM = 1.5;

/** The slope is taken over this many samples. */
const SLOPE_SAMPLES = 4;

/** Profiles between two neighbouring points, and profiles that are averaged to suppress noise. **(ours)** */
const BETWEEN = 8;
const AVERAGED = 12;

/** Fewer measured edges do not count. **(ours)** */
const FEWEST_EDGES = 3;

const SAMPLES = 2 * Math.round(REACH_MM / STEP_MM) + 1;

type Picture = PixelGrid & { readonly spacingMm: number };

/** Returns the median width of the clearer half of the edges around the head. Null if the head shows too few edges. */
export function edgeWidthMm(picture: Picture, { landmarks, side, table }: Outline): number | null {
  const arc = table.femoralHeadArc.flatMap((index) => landmarks[index] ?? []);
  const profiles = profilesAcross(picture, arc, side === 'left' ? -1 : 1);
  const edges: Edge[] = [];
  for (let first = 0; first + AVERAGED <= profiles.length; first += AVERAGED / 3) {
    edges.push(...edgeOf(mean(profiles.slice(first, first + AVERAGED))));
  }
  if (edges.length < FEWEST_EDGES) return null;
  const clear = edges.toSorted((a, b) => b.step - a.step).slice(0, Math.ceil(edges.length / 2));
  const widths = clear.map(({ widthMm }) => widthMm).toSorted((a, b) => a - b);
  return widths[Math.floor(widths.length / 2)] ?? null;
}

/** Grey values from inside the head to outside. // [profiles][SAMPLES] */
function profilesAcross(picture: Picture, arc: readonly ImagePoint[], hand: number): readonly Float64Array[] {
  const profiles: Float64Array[] = [];
  for (const [index, from] of arc.entries()) {
    const to = arc[index + 1];
    if (to === undefined) break;
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const length = Math.hypot(dx, dy) || 1;
    const outward = { x: (hand * dy) / length / picture.spacingMm, y: (-hand * dx) / length / picture.spacingMm };
    for (let part = 0; part < BETWEEN; part++) {
      const share = (part + 0.5) / BETWEEN;
      const middle = { x: from.x + share * dx, y: from.y + share * dy };
      const profile = Float64Array.from({ length: SAMPLES }, (_, sample) => {
        const distance = -REACH_MM + sample * STEP_MM;
        return greyAt(picture, middle.x + distance * outward.x, middle.y + distance * outward.y);
      });
      if (!profile.some(Number.isNaN)) profiles.push(profile);
    }
  }
  return profiles;
}

/** Interpolates linearly between four pixels. NaN outside the picture. */
function greyAt({ width, height, pixels }: PixelGrid, x: number, y: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (!(column >= 0 && row >= 0 && column + 1 < width && row + 1 < height)) return Number.NaN;
  const [right, down, at] = [x - column, y - row, row * width + column];
  const grey = (offset: number): number => pixels[at + offset] ?? Number.NaN;
  return (1 - down) * ((1 - right) * grey(0) + right * grey(1)) + down * ((1 - right) * grey(width) + right * grey(width + 1));
}

function mean(profiles: readonly Float64Array[]): Float64Array {
  return Float64Array.from({ length: SAMPLES }, (_, sample) => {
    return profiles.reduce((sum, profile) => sum + (profile[sample] ?? Number.NaN), 0) / profiles.length;
  });
}

interface Edge {
  readonly widthMm: number;
  /** In grey values. */
  readonly step: number;
}

/** The steepest fall near the border, followed to the nearest maximum and minimum. Empty if the grey value does not fall. */
function edgeOf(profile: Float64Array): readonly Edge[] {
  const grey = (sample: number): number => profile[sample] ?? Number.NaN;
  const middle = (SAMPLES - 1) / 2;
  const away = Math.round(AWAY_MM / STEP_MM);
  let [steepest, fall] = [middle, 0];
  for (let sample = middle - away; sample <= middle + away; sample++) {
    const here = grey(sample - SLOPE_SAMPLES / 2) - grey(sample + SLOPE_SAMPLES / 2);
    if (here > fall) [steepest, fall] = [sample, here];
  }
  if (fall === 0) return [];
  let [high, low] = [steepest, steepest];
  while (high > 0 && grey(high - 1) >= grey(high)) high--;
  while (low < SAMPLES - 1 && grey(low + 1) <= grey(low)) low++;
  const step = grey(high) - grey(low);
  const sampleAt = (level: number): number => {
    for (let sample = high; sample < low; sample++) {
      const [before, after] = [grey(sample), grey(sample + 1)];
      if (before >= level && after < level) return sample + (before - level) / (before - after);
    }
    return low;
  };
  return step > 0 ? [{ step, widthMm: STEP_MM * (sampleAt(grey(low) + 0.1 * step) - sampleAt(grey(low) + 0.9 * step)) }] : [];
}
