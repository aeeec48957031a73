// What a run's manifest says of its data: hashes that tell the data of two runs apart.

import { createHash } from 'node:crypto';
import type { Recipe } from '../../training/recipe.ts';

export interface Provenance {
  /** SHA-256 of all pixels, of all labels, and of the assignment of subjects to parts. */
  readonly pixels: string;
  readonly labels: string;
  readonly split: string;
  readonly counts: { readonly train: number; readonly validation: number };
  readonly splitName: string | null;
  /** The numbering of the landmarks, and where left joints were mirrored. Null for data without landmarks. */
  readonly numbering: string | null;
  readonly mirroring: string | null;
  /** What System 1 learns from each training hip. Absent for other systems. */
  readonly supervision?: Supervision;
}

export interface Supervision {
  /** The number of hips whose grades are used. */
  readonly strong: number;
  /** The hips of which only disease is used, by subject, visit and side. */
  readonly weak: readonly string[];
  /** The number of hips outside the budget or without a use for the strategy. */
  readonly unused: number;
}

/** A set as it is hashed. */
export interface HashedSet {
  readonly pixels: readonly Uint8Array[];
  readonly items: readonly { readonly subject: string; readonly labels: unknown }[];
}

/** The labels at the start of a run, for its folder. */
export interface LabelSnapshot {
  readonly train: HashedSet['items'];
  readonly validation: HashedSet['items'];
}

type Origin = Pick<Provenance, 'splitName' | 'numbering' | 'mirroring'>;

export function provenanceOf(train: HashedSet, validation: HashedSet, origin: Origin): Provenance {
  const hash = (parts: readonly (Uint8Array | string)[]): string => {
    const sum = createHash('sha256');
    for (const part of parts) sum.update(part);
    return sum.digest('hex');
  };
  const subjects = (set: HashedSet): string[] => [...new Set(set.items.map(({ subject }) => subject))].sort();
  return {
    pixels: hash([...train.pixels, ...validation.pixels]),
    labels: hash([JSON.stringify(train.items), JSON.stringify(validation.items)]),
    split: hash([JSON.stringify([subjects(train), subjects(validation)])]),
    counts: { train: train.items.length, validation: validation.items.length },
    ...origin,
  };
}

export const MIRRORED = 'left hips mirrored when cropped, by Osteograde';

export function originOf({ system, data }: Recipe, splitName: string | null): Origin {
  if (system === 3) return { splitName, numbering: null, mirroring: null };
  return { splitName, numbering: data.kind === 'phantom' ? 'original' : 'as recorded with each hip', mirroring: MIRRORED };
}
