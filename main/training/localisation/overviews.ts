// Draws the overview of a film for the hip finder: plain as in the program, or changed at random. A whole body may be shown or one hip,
// slightly turned, off centre, mirrored, with a device at a hip. Pictures that stand on their side or upside down show no upright hip.

import type { Circle } from '../../domain/geometry.ts';
import type { Random } from '../../domain/random.ts';
import type { LoopSettings } from '../loop-settings.ts';
import { drawMetal, METAL_KINDS, replacesHead } from './draw-metal.ts';
import { changeGreys, scaleGreys } from './film-augmentation.ts';
import { headOnSample, sampleFilm, type LearningFilm, type LearningHead, type Placement } from './learning-film.ts';
import type { SampledFilm, ShownHip } from './sampled-film.ts';

/** The film as the program shows it to the network. */
export function plainOverview(film: LearningFilm, size: number): SampledFilm {
  const placement = placementOf(film, size, { angle: 0, scale: 1, middle: middleOf(film), mirrored: false });
  const pixels = sampleFilm(film, { size, placement, beyond: 'edge', coarseness: 1 });
  scaleGreys(pixels);
  const hips = film.heads.map(({ side, head, implant }) => ({
    side,
    head: headOnSample(placement, head),
    implant,
    metal: implant,
  }));
  return { pixels, hips };
}

export interface OverviewChange {
  readonly augmentation: LoopSettings['augmentation'];
  readonly random: Random;
}

/** Smaller heads are too small for the network's cells, larger ones fill the picture. Neither is called a hip. In pixels. */
const SHOWN_RADII = { least: 4, largest: 42 } as const;

const DEVICE_SHARE = 0.15;

export function changedOverview(film: LearningFilm, size: number, { augmentation, random }: OverviewChange): SampledFilm {
  const view = film.heads.length > 0 ? drawView(film, size, { augmentation, random }) : drawViewOfOther(film, random);
  const placement = placementOf(film, size, view);
  const beyond = random.next() < 0.6 ? 'edge' : random.next() < 0.8 ? 0 : random.next();
  const coarseness = random.next() < 0.25 ? random.between(1.2, 3) : 1;
  const pixels = sampleFilm(film, { size, placement, beyond, coarseness });
  const hips = film.heads.flatMap(({ side, head, implant }): ShownHip[] => {
    const shown = headOnSample(placement, head);
    const isUpright = Math.abs(Math.sin(view.angle)) < 0.5 && Math.cos(view.angle) > 0;
    if (!isUpright || shown.radius < SHOWN_RADII.least || shown.radius > SHOWN_RADII.largest) return [];
    const appears = view.mirrored ? (side === 'right' ? 'left' : 'right') : side;
    if (implant || random.next() >= DEVICE_SHARE) return [{ side: appears, head: shown, implant, metal: implant }];
    const kind = METAL_KINDS[random.below(METAL_KINDS.length)];
    drawMetal(
      { pixels, width: size, height: size },
      { head: shown, looksRight: appears === 'right', angle: view.mirrored ? view.angle : -view.angle },
      kind,
      random,
    );
    return [{ side: appears, head: shown, implant: replacesHead(kind), metal: true }];
  });
  if (view.alone !== undefined && random.next() < TIGHT_SHARE) {
    drawTightField(pixels, size, headOnSample(placement, view.alone.head), random);
  }
  changeGreys({ pixels, size }, random);
  return { pixels, hips };
}

/** Of the views of one hip, this share is cut so closely that little of the pelvis remains. */
const TIGHT_SHARE = 0.5;

/** Blanks all but a field of a few radii around a head, as on films of one hip. */
function drawTightField(pixels: Float32Array, size: number, { x, y, radius }: Circle, random: Random): void {
  const aside = [random.between(1.2, 4.5), random.between(1.2, 4.5)] as const;
  const above = random.between(1.3, 4);
  const below = random.between(2.5, 8);
  const shade = random.next() < 0.75 ? 0 : 1.2;
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at++) {
      const across = (column - x) / radius;
      const down = (row - y) / radius;
      if (across < -aside[0] || across > aside[1] || down < -above || down > below) pixels[at] = shade;
    }
  }
}

interface View {
  /** Of the sampling grid on the film, in radians. */
  readonly angle: number;
  /** Above 1 enlarges. */
  readonly scale: number;
  /** The point of the film in the middle of the picture. */
  readonly middle: { readonly x: number; readonly y: number };
  readonly mirrored: boolean;
  /** The hip, if the view is of one hip. */
  readonly alone?: LearningHead;
}

function drawView(film: LearningFilm, size: number, { augmentation, random }: OverviewChange): View {
  const edge = Math.max(film.width, film.height);
  const centre = middleOf(film);
  const tilt = (random.between(-1, 1) * augmentation.rotationDegrees * Math.PI) / 180;
  const mirrored = augmentation.flip === true && random.next() < 0.5;
  const near = (reach: number): View['middle'] => ({
    x: centre.x + random.between(-reach, reach) * edge,
    y: centre.y + random.between(-reach, reach) * edge,
  });
  const usual = { angle: tilt, scale: Math.exp(random.between(-1, 1) * augmentation.scale), middle: near(0.15), mirrored };
  const kind = random.next();
  if (kind < 0.55) return usual;
  if (kind < 0.7) {
    const alone = film.heads[random.below(film.heads.length)];
    const { head } = alone;
    const radius = random.between(12, 34);
    const reach = (0.3 * size * head.radius) / radius;
    return {
      angle: tilt,
      scale: (radius / head.radius) * (edge / size),
      middle: { x: head.x + random.between(-reach, reach), y: head.y + random.between(-reach, reach) },
      mirrored,
      alone,
    };
  }
  if (kind < 0.8) return { ...usual, scale: random.between(0.5, 0.75), middle: near(0.3) };
  if (kind < 0.92) return { ...usual, angle: tilt + ((1 + random.below(3)) * Math.PI) / 2 };
  return { ...usual, scale: random.between(0.7, 2.5), middle: near(0.55) };
}

/** A film without a hip may lie any way up. */
function drawViewOfOther(film: LearningFilm, random: Random): View {
  const edge = Math.max(film.width, film.height);
  const centre = middleOf(film);
  return {
    angle: (random.below(4) * Math.PI) / 2 + random.between(-0.35, 0.35),
    scale: Math.exp(random.between(-0.5, 0.9)),
    middle: { x: centre.x + random.between(-0.25, 0.25) * edge, y: centre.y + random.between(-0.25, 0.25) * edge },
    mirrored: random.next() < 0.5,
  };
}

function middleOf({ width, height }: LearningFilm): View['middle'] {
  return { x: (width - 1) / 2, y: (height - 1) / 2 };
}

/** The whole film fits into the square at scale 1. */
function placementOf({ width, height }: LearningFilm, size: number, { angle, scale, middle, mirrored }: View): Placement {
  const step = Math.max(width, height) / size / scale;
  const across = mirrored ? -step : step;
  const [a, b] = [across * Math.cos(angle), -step * Math.sin(angle)];
  const [c, d] = [across * Math.sin(angle), step * Math.cos(angle)];
  const half = (size - 1) / 2;
  return [a, b, middle.x - (a + b) * half, c, d, middle.y - (c + d) * half];
}
