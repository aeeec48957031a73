// The tensors that decide which hip of a batch feeds which loss.

import { ZONE_RADIUS_MM } from '../../domain/landmark-table.ts';
import { CROP_SPACING_MM } from '../../domain/hip-crop.ts';
import { GRADES } from '../../domain/grade.ts';
import type { CropPoint } from '../../domain/geometry.ts';
import { perQuadrant, QUADRANTS, type Quadrant } from '../../domain/quadrant.ts';
import { cumulativeTarget } from '../../network/loss/cramer.ts';
import { distancePenalty, type PriorShape } from '../../network/loss/landmark-prior.ts';
import type { Architecture } from '../../network/architecture.ts';
import { featureGrid } from '../../network/layer-shapes.ts';
import type { SupervisionTensors } from '../../network/loss/system-one.ts';
import type { Engine } from '../../network/tensors.ts';
import type { PictureSize } from '../task.ts';
import { onPicture, type Augmentation } from '../augmentation.ts';
import type { HipSet, LabelledHip } from './hip-set.ts';
import type { HipSupervision } from './hip-supervision.ts';

/** One hip of a batch: its index in the set, what may be learned from it, and its augmentation. */
export interface BatchItem {
  readonly index: number;
  readonly supervision: HipSupervision;
  readonly augmentation: Augmentation;
}

/** Chen's lambda, which turns the prior off if it is 0, and the prior's shape in crop pixels. */
export interface Prior extends PriorShape {
  readonly weight: number;
  /** Cells along each edge. Default: those of the feature map. */
  readonly grid?: number | undefined;
  /** Default: all landmarks of a zone. */
  readonly landmarks?: 'zone' | 'one-acetabular' | undefined;
}

/** The prior on a grid over pictures of one size, the edge of which is `size`. */
interface PriorGrid {
  readonly shape: Prior;
  readonly grid: number;
  readonly size: number;
}

/** Undefined without a prior. */
export function priorGrid(
  { prior, architecture }: { readonly prior: Prior; readonly architecture: Architecture },
  { height }: PictureSize,
): PriorGrid | undefined {
  if (prior.weight === 0) return undefined;
  return { shape: prior, grid: prior.grid ?? featureGrid(architecture, height), size: height };
}

/** A point at most this far from a zone landmark counts as inside the zone. In crop pixels. */
export const ZONE_RADIUS_PIXELS = ZONE_RADIUS_MM / CROP_SPACING_MM;

/** Labels and masks of these items, with the prior's penalties if the recipe has a prior. The caller disposes them. */
export function supervisionTensors(
  engine: Engine,
  set: HipSet,
  items: readonly BatchItem[],
  prior: PriorGrid | undefined,
): SupervisionTensors {
  const { tf } = engine;
  const flags = (value: (item: BatchItem) => boolean) =>
    tf.tensor1d(
      items.map((item) => (value(item) ? 1 : 0)),
      'float32',
    );
  const grades = (quadrant: Quadrant) => items.map(({ supervision }) => supervision.quadrants[quadrant]);
  return {
    diseased: flags(({ supervision }) => supervision.diseased),
    globalMask: flags(({ supervision }) => supervision.global),
    noisyOrMask: flags(({ supervision }) => supervision.noisyOr),
    quadrants: perQuadrant((quadrant) => ({
      cumulative: tf.tensor2d(grades(quadrant).map((grade) => cumulativeTarget(grade ?? 0, GRADES.length))),
      mask: flags(({ supervision }) => supervision.quadrants[quadrant] !== undefined),
    })),
    prior:
      prior === undefined
        ? undefined
        : perQuadrant((quadrant) => ({
            penalty: tf.tensor2d(items.map((item) => zonePenalties(set, item, quadrant, prior))),
            valid: tf.tensor2d(grades(quadrant).map((grade) => [grade !== undefined && grade > 0 ? 1 : 0])),
          })),
  };
}

/** The distance penalty around the hip's zone on its augmented picture. The shape is given in crop pixels. */
export function zonePenalties(
  set: HipSet,
  { index, augmentation }: Pick<BatchItem, 'index' | 'augmentation'>,
  quadrant: Quadrant,
  prior: PriorGrid,
): number[] {
  const landmarks = targetsOf(zoneOf(set.hips[index], quadrant), quadrant, prior.shape).map((point) =>
    onPicture(augmentation, point),
  );
  const shrink = prior.size / set.cropSize;
  return distancePenalty(landmarks, prior.grid, prior.size, {
    kind: prior.shape.kind,
    radius: prior.shape.radius * shrink,
    sigma: prior.shape.sigma * shrink,
  });
}

function zoneOf({ hip, zones }: LabelledHip, quadrant: Quadrant) {
  if (zones === undefined) throw new Error(`The landmark prior needs landmarks, but ${hip.visit} ${hip.side} has no landmarks.`);
  return zones[quadrant];
}

/** Chen has one landmark for each acetabular target. Here it is the one nearest to the middle of the zone **(ours)**. */
export function targetsOf(
  zone: readonly CropPoint[],
  quadrant: Quadrant,
  { landmarks = 'zone' }: Pick<Prior, 'landmarks'>,
): readonly CropPoint[] {
  if (landmarks === 'zone' || !quadrant.startsWith('acetabulum')) return zone;
  const middle = (of: (point: CropPoint) => number): number => zone.reduce((sum, point) => sum + of(point), 0) / zone.length;
  const [x, y] = [middle((point) => point.x), middle((point) => point.y)];
  const distance = (point: CropPoint): number => Math.hypot(point.x - x, point.y - y);
  return zone.toSorted((a, b) => distance(a) - distance(b)).slice(0, 1);
}

export function disposeSupervision(tensors: SupervisionTensors): void {
  tensors.diseased.dispose();
  tensors.globalMask.dispose();
  tensors.noisyOrMask.dispose();
  for (const quadrant of QUADRANTS) {
    tensors.quadrants[quadrant].cumulative.dispose();
    tensors.quadrants[quadrant].mask.dispose();
    tensors.prior?.[quadrant].penalty.dispose();
    tensors.prior?.[quadrant].valid.dispose();
  }
}
