// Compares the side that a film names, in its header (ImageLaterality, Laterality) or by a legible letter, with the hips on it.

import { findSideLetters, type SideLetter } from '../dicom/burned-in/side-letter.ts';
import { failed, type Failure } from '../domain/failure.ts';
import { warning, type Warning } from '../domain/film/warning.ts';
import type { ImagePoint } from '../domain/geometry.ts';
import { SIDES, type Side } from '../domain/hip.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { importText } from './text/import.ts';

/**
 * Returns why a film that names one side cannot show the other one alone. Null without a contradiction: a film of both hips may belong to an
 * examination of one.
 */
export function sideContradiction(named: Side | undefined, shown: readonly Side[]): Failure | null {
  const [only, second] = shown;
  if (named === undefined || only === undefined || second !== undefined || only === named) return null;
  return failed('side-contradicted', importText.film.otherSide(named, only)).failure;
}

/** Where each hip that was found lies on the film. */
export type HipPlaces = Readonly<Partial<Record<Side, ImagePoint>>>;

/** Returns a warning if a legible side letter contradicts the hips. A film without a legible letter has none. */
export function letterWarnings(film: Pick<Radiograph, 'width' | 'height' | 'pixels'>, hips: HipPlaces): readonly Warning[] {
  if (SIDES.every((side) => hips[side] === undefined)) return [];
  const letters = findSideLetters(film);
  const mirrored = letters.find((one) => one.mirrored);
  if (mirrored !== undefined) {
    return [warning('side-contradicted', importText.film.letterMirrored(mirrored.letter))];
  }
  const wrong = letters.find((letter) => isBesideOther(letter, hips));
  return wrong === undefined ? [] : [warning('side-contradicted', importText.film.letterBesideOther(wrong.letter))];
}

/** A letter stands lateral to its hip. In the standard frame, that is to the left of the right hip and to the right of the left one. */
function isBesideOther({ letter, x }: SideLetter, { right, left }: HipPlaces): boolean {
  return letter === 'R' ? left !== undefined && x > left.x : right !== undefined && x < right.x;
}
