// Draws the view of one hip for the head finder: around the true head, beside it as a first guess may lie, or somewhere without a hip.

import { HEAD_RADIUS_IN_VIEW } from '../../domain/locating.ts';
import type { Random } from '../../domain/random.ts';
import type { LoopSettings } from '../loop-settings.ts';
import { drawMetal, METAL_KINDS, replacesHead } from './draw-metal.ts';
import { changeGreys, scaleGreys } from './film-augmentation.ts';
import { headOnSample, sampleFilm, type LearningFilm, type Placement } from './learning-film.ts';
import type { SampledFilm, ShownHip } from './sampled-film.ts';

/** The head in the middle, at its usual size. Left hips are mirrored. */
export function plainHeadView(film: LearningFilm, size: number): SampledFilm {
  const [hip] = film.heads;
  const at = { x: hip.head.x, y: hip.head.y };
  const step = hip.head.radius / HEAD_RADIUS_IN_VIEW;
  const view = { angle: 0, step, middle: at, mirrored: hip.side === 'left' };
  const placement = placementOf(size, view);
  const pixels = sampleFilm(film, { size, placement, beyond: 'edge', coarseness: 1 });
  scaleGreys(pixels);
  const { side, implant } = hip;
  return { pixels, hips: [{ side, head: headOnSample(placement, hip.head), implant, metal: implant }] };
}

export interface HeadViewChange {
  readonly augmentation: LoopSettings['augmentation'];
  readonly random: Random;
}

const DEVICE_SHARE = 0.25;

/** Shows at most one head, as that of a right hip. A view that is mirrored, turned, or beside the hip shows none. */
export function changedHeadView(film: LearningFilm, size: number, { augmentation, random }: HeadViewChange): SampledFilm {
  const hip = film.heads.length === 0 ? undefined : film.heads[random.below(film.heads.length)];
  const isPhantomView = film.heads.length === 1 && film.width === film.height; // it shows little beside the hip
  const view = hip === undefined ? anyView(film, random) : drawView(film, hip, { augmentation, random, isPhantomView });
  const placement = placementOf(size, view);
  const beyond = random.next() < 0.6 ? 'edge' : random.next() < 0.8 ? 0 : random.next();
  const coarseness = random.next() < 0.3 ? random.between(1.2, 4) : 1;
  const pixels = sampleFilm(film, { size, placement, beyond, coarseness });
  const hips = film.heads.flatMap((one): ShownHip[] => {
    const isAnswer = view.showsRight && view.mirrored === (one.side === 'left');
    const shown = headOnSample(placement, one.head);
    const isOn = shown.x > 0 && shown.y > 0 && shown.x < size - 1 && shown.y < size - 1;
    if (!isAnswer || !isOn) return [];
    if (one.implant || random.next() >= DEVICE_SHARE)
      return [{ side: 'right', head: shown, implant: one.implant, metal: one.implant }];
    const kind = METAL_KINDS[random.below(METAL_KINDS.length)];
    drawMetal(
      { pixels, width: size, height: size },
      { head: shown, looksRight: true, angle: view.mirrored ? view.angle : -view.angle },
      kind,
      random,
    );
    return [{ side: 'right', head: shown, implant: replacesHead(kind), metal: true }];
  });
  changeGreys({ pixels, size }, random);
  return { pixels, hips };
}

interface View {
  readonly angle: number;
  /** Film pixels per pixel of the view. */
  readonly step: number;
  readonly middle: { readonly x: number; readonly y: number };
  readonly mirrored: boolean;
}

interface DrawnView extends View {
  /** False if the view is mirrored or turned, so that it shows no upright right hip. */
  readonly showsRight: boolean;
}

type Hip = LearningFilm['heads'][number];

function drawView(
  film: LearningFilm,
  { head, side }: Hip,
  { augmentation, random, isPhantomView }: HeadViewChange & { readonly isPhantomView: boolean },
): DrawnView {
  const tilt = (random.between(-1, 1) * augmentation.rotationDegrees * Math.PI) / 180;
  const step = (head.radius / HEAD_RADIUS_IN_VIEW) * Math.exp(random.between(-1, 1) * augmentation.scale);
  const away = random.next() < 0.8 ? random.between(0, 1) : random.between(1, 2);
  const direction = random.between(-Math.PI, Math.PI);
  const middle = { x: head.x + away * head.radius * Math.cos(direction), y: head.y + away * head.radius * Math.sin(direction) };
  const mirrored = side === 'left';
  const kind = random.next();
  if (kind < 0.78) return { angle: tilt, step, middle, mirrored, showsRight: true };
  if (kind < 0.84) return { angle: tilt, step, middle, mirrored: !mirrored, showsRight: false };
  if (kind < 0.9 || isPhantomView) {
    return { angle: tilt + ((1 + random.below(3)) * Math.PI) / 2, step, middle, mirrored, showsRight: false };
  }
  // Another part of the pelvis. A head may still lie at its border, and then it is the answer.
  const elsewhere = { x: random.between(0, film.width), y: random.between(0, film.height) };
  return { angle: tilt, step, middle: elsewhere, mirrored, showsRight: true };
}

function anyView(film: LearningFilm, random: Random): DrawnView {
  const edge = Math.max(film.width, film.height);
  const span = edge * Math.exp(random.between(-1.7, 0));
  return {
    angle: (random.below(4) * Math.PI) / 2 + random.between(-0.4, 0.4),
    step: span / 112,
    middle: { x: random.between(0.15, 0.85) * film.width, y: random.between(0.15, 0.85) * film.height },
    mirrored: random.next() < 0.5,
    showsRight: false,
  };
}

function placementOf(size: number, { angle, step, middle, mirrored }: View): Placement {
  const across = mirrored ? -step : step;
  const [a, b] = [across * Math.cos(angle), -step * Math.sin(angle)];
  const [c, d] = [across * Math.sin(angle), step * Math.cos(angle)];
  const half = (size - 1) / 2;
  return [a, b, middle.x - (a + b) * half, c, d, middle.y - (c + d) * half];
}
