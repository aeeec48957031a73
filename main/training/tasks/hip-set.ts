// What the trainer learns from: 8-bit crops with their labels. Where they come from is up to the caller.

import type { CropPoint } from '../../domain/geometry.ts';
import type { KnownLabel } from '../../domain/hip-label.ts';
import type { Hip } from '../../domain/hip.ts';
import type { PerQuadrant } from '../../domain/quadrant.ts';
import type { StoredPictures } from '../pictures.ts';

/** A strong hip was read quadrant by quadrant. Of a weak hip, only "any osteophyte" or "no osteophyte" is known. */
export type HipLabels =
  | { readonly kind: 'strong'; readonly quadrants: PerQuadrant<KnownLabel> }
  | { readonly kind: 'weak'; readonly diseased: boolean };

export interface LabelledHip {
  readonly hip: Hip;
  readonly labels: HipLabels;
  /** The landmarks of each quadrant's target zone in the crop. Only the landmark prior needs them. */
  readonly zones?: PerQuadrant<readonly CropPoint[]>;
  /** The true outline of each osteophyte, known for phantoms only. Null without an osteophyte. */
  readonly outlines?: PerQuadrant<readonly CropPoint[] | null>;
}

export interface HipSet {
  readonly hips: readonly LabelledHip[];
  /** Crops in canonical orientation, clipped to [0, 1], times 255. // [hips, cropSize, cropSize] */
  readonly crops: Uint8Array;
  readonly cropSize: number;
}

export function storedPictures({ crops, cropSize }: HipSet): StoredPictures {
  return { pixels: crops, size: { height: cropSize, width: cropSize } };
}

/** A weak hip's label as defined in the paper: diseased if any quadrant is above 0. Undefined if none is, but some were not read. */
export function diseaseOf(labels: HipLabels): boolean | undefined {
  if (labels.kind === 'weak') return labels.diseased;
  const present = Object.values(labels.quadrants).map((label) => {
    if (label.kind === 'binary') return label.present;
    return label.kind === 'graded' ? label.grade > 0 : undefined;
  });
  return present.includes(true) ? true : present.includes(undefined) ? undefined : false;
}
