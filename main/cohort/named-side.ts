// Compares the side that a file names (ImageLaterality, Laterality) with the hips on its film.

import { failed, type Failure } from '../domain/failure.ts';
import type { Side } from '../domain/hip.ts';
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
