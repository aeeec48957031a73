// Compares the points of a file with the picture that they were marked on, and says what seems wrong with them.

import { SIDES, type Side } from '../../domain/hip.ts';
import { LANDMARK_TABLES, type Numbering } from '../../domain/landmark-table.ts';
import type { Radiograph } from '../../domain/radiograph.ts';
import { checkSides, type LandmarkSides, type PlacedSides } from '../landmark-sides.ts';
import { arrangementOf } from './arrangement.ts';
import type { Arrangement, Misplacement } from './kinds.ts';
import { MISPLACEMENTS } from './misplacements.ts';
import { outlineFit } from './outline-fit.ts';

/** How the points of one hip lie on the picture. */
export type Placement =
  /** They follow the outline of a hip, or the picture shows too little of it to tell. */
  | { readonly kind: 'fits' }
  /** They follow no outline. The locating networks may know better. */
  | { readonly kind: 'doubtful'; readonly fit: number }
  /** They fit once this is undone. Certain if they do not fit at all as they are. */
  | { readonly kind: 'misplaced'; readonly misplacement: Misplacement; readonly certain: boolean }
  /** They cannot be the points of this side on the standard view. */
  | { readonly kind: 'misarranged'; readonly arrangement: Exclude<Arrangement, 'standard'> }
  /** The bones are darker than what surrounds them. */
  | { readonly kind: 'inverted' };

/** Outline fits. Right points of phantoms reach at least 0.32; points 8 mm beside the hip reach at most 0.28, half of them 0.12. **(ours)** */
const FIT = { good: 0.3, clear: 0.3, none: 0.15, margin: 0.15 } as const;

/** The least fit of points that follow an outline clearly. */
export const CLEAR_FIT = FIT.clear;

/** Points that fit better follow an outline. Points that fit worse follow one of an inverted film. */
export const DOUBTFUL_FITS = { above: -FIT.clear, below: FIT.good } as const;

export function isDoubtfulFit(fit: number | null): boolean {
  return fit !== null && fit > DOUBTFUL_FITS.above && fit < DOUBTFUL_FITS.below;
}

/** Compares each side with the picture. `placed` are the sides as the file has them; `sides` is their check, which may have failed. */
export function checkPlacement(
  picture: Radiograph,
  placed: PlacedSides,
  sides: LandmarkSides | null,
): Readonly<Partial<Record<Side, Placement>>> {
  const numbering = sides?.numbering;
  const views = SIDES.flatMap((side) => (placed[side] === undefined ? [] : [viewOf(picture, side, sides)]));
  if (views.every(({ standing }) => standing === 'fits')) return sameFor(views, { kind: 'fits' });
  const named = misplacementOf(picture, placed, { numbering, fit: meanFit(views) });
  if (named !== null) return sameFor(views, named);
  return Object.fromEntries(views.map((view) => [view.side, placementOf(view)]));
}

interface View {
  readonly side: Side;
  /** Null if the side cannot be placed on the picture, or shows too little of its outline. */
  readonly fit: number | null;
  readonly standing: 'fits' | 'doubtful' | 'refused' | Exclude<Arrangement, 'standard'>;
}

function viewOf(picture: Radiograph, side: Side, sides: LandmarkSides | null): View {
  const landmarks = sides?.sides[side];
  if (sides === null || landmarks?.ok !== true) return { side, fit: null, standing: 'refused' };
  const table = LANDMARK_TABLES[sides.numbering];
  const arrangement = arrangementOf(landmarks.value, side, table);
  if (arrangement !== 'standard') return { side, fit: null, standing: arrangement };
  const fit = outlineFit(picture, { landmarks: landmarks.value, side, table });
  return { side, fit, standing: fit === null || fit >= FIT.good ? 'fits' : 'doubtful' };
}

function placementOf({ standing, fit }: View): Placement {
  if (standing === 'fits' || standing === 'refused') return { kind: 'fits' };
  if (standing !== 'doubtful') return { kind: 'misarranged', arrangement: standing };
  return (fit ?? 0) <= -FIT.clear ? { kind: 'inverted' } : { kind: 'doubtful', fit: fit ?? 0 };
}

/** Undoes what tools are known to do, and returns what makes the points fit the picture clearly better. Null if nothing does. */
function misplacementOf(
  picture: Radiograph,
  placed: PlacedSides,
  asWritten: { readonly numbering: Numbering | undefined; readonly fit: number },
): Placement | null {
  let [best, found]: [number, Misplacement | null] = [asWritten.fit + FIT.margin, null];
  for (const [misplacement, undo] of MISPLACEMENTS) {
    const undone = undo(placed, picture);
    const sides = checkSides(undone, picture, asWritten.numbering);
    if (!sides.ok) continue;
    const views = SIDES.flatMap((side) => (undone[side] === undefined ? [] : [viewOf(picture, side, sides.value)]));
    if (views.some(({ fit }) => fit === null || fit < FIT.clear)) continue;
    const fit = meanFit(views);
    if (fit > best) [best, found] = [fit, misplacement];
  }
  return found === null ? null : { kind: 'misplaced', misplacement: found, certain: asWritten.fit < FIT.none };
}

/** Sides that do not lie on the picture count as 0. */
function meanFit(views: readonly View[]): number {
  return views.reduce((sum, { fit }) => sum + Math.max(0, fit ?? 0), 0) / views.length;
}

function sameFor(views: readonly View[], placement: Placement): Readonly<Partial<Record<Side, Placement>>> {
  return Object.fromEntries(views.map(({ side }) => [side, placement]));
}
