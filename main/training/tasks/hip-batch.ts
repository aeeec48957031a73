// The tensors that decide which hip of a batch feeds which loss.

import { ZONE_RADIUS_MM } from '../../domain/landmark-table.ts';
import { CROP_SPACING_MM } from '../../domain/hip-crop.ts';
import { GRADES } from '../../domain/grade.ts';
import { perQuadrant, QUADRANTS, type Quadrant } from '../../domain/quadrant.ts';
import { cumulativeTarget } from '../../network/loss/cramer.ts';
import { distancePenalty, type PriorShape } from '../../network/loss/landmark-prior.ts';
import type { SupervisionTensors } from '../../network/loss/system-one.ts';
import type { Engine } from '../../network/tensors.ts';
import { onPicture, type Augmentation } from '../augmentation.ts';
import type { HipSet, LabelledHip } from './hip-set.ts';
import type { HipSupervision } from './hip-supervision.ts';

/** One hip of a batch: its index in the set, what may be learned from it, and its augmentation. */
export interface BatchItem {
  readonly index: number;
  readonly supervision: HipSupervision;
  readonly augmentation: Augmentation;
}

/** The prior's shape in crop pixels, and the feature grid on which it is laid out. `size` is the edge of the pictures. */
export interface PriorGrid {
  readonly shape: PriorShape;
  readonly grid: number;
  readonly size: number;
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
  const landmarks = zoneOf(set.hips[index], quadrant).map((point) => onPicture(augmentation, point));
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
