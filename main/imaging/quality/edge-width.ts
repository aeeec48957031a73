// Measures how sharp a film is at the border of a femoral head: the distance over which the grey value falls from 90% to 10% of its step.
// A blur with standard deviation s widens an edge to 2.56 s, so the width says how small a thing can still be seen.

import type { ImagePoint } from '../../domain/geometry.ts';
import type { Outline } from '../placement/outline-fit.ts';
import type { PixelGrid } from '../resample.ts';

/** The profiles reach this far to both sides of the border. **(ours)** */
const REACH_MM = 5;

/** The sampling distance on a profile. **(ours)** */
const STEP_MM = 0.1;

/** The border lies within this distance of the points. **(ours)** */
const AWAY_MM = 1.5;

/** Noise is suppressed by averaging this many neighbouring profiles, of which there are some between two points. **(ours)** */
const AVERAGED = 24;
const BETWEEN = 8;

/** Noise that is left is suppressed along the profile by a triangle filter of this half-width. **(ours)** */
const SMOOTHED_MM = 0.6;

/** The steepest fall is measured over twice this distance. **(ours)** */
const SLOPE_MM = 1;

/** A rise by less than this share of the steepest fall does not end an edge. **(ours)** */
const RISE = 0.1;

/** Fewer measured edges do not count. **(ours)** */
const FEWEST_EDGES = 3;

/** Of the clearest edges, the sharper ones tell how sharp the film is: shadows of other bones widen the rest. **(ours)** */
const CLEAREST = 0.7;
const SHARPER = 0.2;

const SAMPLES = 2 * Math.round(REACH_MM / STEP_MM) + 1;

type Picture = PixelGrid & { readonly spacingMm: number };

/** Returns the width of the sharper ones of the clear edges around the head. Null if the head shows too few edges. */
export function edgeWidthMm(picture: Picture, { landmarks, side, table }: Outline): number | null {
  const arc = table.femoralHeadArc.flatMap((index) => landmarks[index] ?? []);
  const profiles = profilesAcross(picture, arc, side === 'left' ? -1 : 1);
  const edges: Edge[] = [];
  for (let first = 0; first + AVERAGED <= profiles.length; first += AVERAGED / 2) {
    edges.push(...edgeOf(smoothed(mean(profiles.slice(first, first + AVERAGED)))));
  }
  if (edges.length < FEWEST_EDGES) return null;
  const clear = edges.toSorted((a, b) => b.step - a.step).slice(0, Math.ceil(CLEAREST * edges.length));
  const widths = clear.map(({ widthMm }) => widthMm).toSorted((a, b) => a - b);
  return widths[Math.floor(SHARPER * widths.length)] ?? null;
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

function smoothed(profile: Float64Array): Float64Array {
  const half = Math.round(SMOOTHED_MM / STEP_MM);
  return Float64Array.from({ length: SAMPLES }, (_, sample) => {
    let [sum, weights] = [0, 0];
    for (let offset = -half; offset <= half; offset++) {
      const value = profile[sample + offset];
      if (value === undefined) continue;
      const weight = 1 - Math.abs(offset) / (half + 1);
      sum += weight * value;
      weights += weight;
    }
    return sum / weights;
  });
}

interface Edge {
  readonly widthMm: number;
  /** In grey values. */
  readonly step: number;
}

/** The steepest fall near the border, followed inward to its top and outward to its bottom. Empty if the grey value does not fall. */
function edgeOf(profile: Float64Array): readonly Edge[] {
  const grey = (sample: number): number => profile[Math.min(SAMPLES - 1, Math.max(0, sample))] ?? Number.NaN;
  const middle = (SAMPLES - 1) / 2;
  const [away, slope] = [Math.round(AWAY_MM / STEP_MM), Math.round(SLOPE_MM / STEP_MM)];
  let [steepest, fall] = [middle, 0];
  for (let sample = middle - away; sample <= middle + away; sample++) {
    const here = grey(sample - slope) - grey(sample + slope);
    if (here > fall) [steepest, fall] = [sample, here];
  }
  if (fall === 0) return [];
  let [top, bottom] = [steepest, steepest];
  for (let sample = steepest; sample >= 0 && grey(sample) >= grey(top) - RISE * fall; sample--) {
    if (grey(sample) > grey(top)) top = sample;
  }
  for (let sample = steepest; sample < SAMPLES && grey(sample) <= grey(bottom) + RISE * fall; sample++) {
    if (grey(sample) < grey(bottom)) bottom = sample;
  }
  const step = grey(top) - grey(bottom);
  if (step <= 0) return [];
  /** Where the profile falls through this level, next to the steepest fall. */
  const crossing = (level: number, direction: 1 | -1): number => {
    for (let sample = steepest; sample >= top && sample < bottom; sample += direction) {
      const [before, after] = [grey(sample), grey(sample + 1)];
      if (before >= level && after < level) return sample + (before - level) / (before - after);
    }
    return direction === 1 ? bottom : top;
  };
  const width = crossing(grey(bottom) + 0.1 * step, 1) - crossing(grey(bottom) + 0.9 * step, -1);
  return [{ step, widthMm: STEP_MM * width }];
}
