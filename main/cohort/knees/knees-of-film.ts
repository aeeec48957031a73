// Where the knees of a film lie.

import { failed } from '../../domain/failure.ts';
import type { Radiograph } from '../../domain/radiograph.ts';
import { showsBothKnees } from '../../imaging/knee-halves.ts';
import type { FilmHip } from '../film-task.ts';
import { importText } from '../text/import.ts';
import { cutSquareWithin } from './cut-square.ts';

/**
 * A film of one knee has the side that it names. A film of both knees is split in the middle: the patient's right knee lies at the left. The
 * knees of a film that names no side and is not wide enough for both are problems.
 */
export function kneesOfFilm(radiograph: Radiograph): readonly FilmHip[] {
  const { width, laterality, sideProblem } = radiograph;
  if (sideProblem !== undefined) return bothSides((side) => ({ side, problem: sideProblem }));
  if (laterality !== undefined) return [cutSquareWithin(radiograph, laterality, { from: 0, to: width })];
  if (!showsBothKnees(radiograph))
    return bothSides((side) => ({ side, problem: failed('side-contradicted', importText.film.kneeWithoutSide).failure }));
  const middle = Math.floor(width / 2);
  return bothSides((side) =>
    cutSquareWithin(radiograph, side, side === 'right' ? { from: 0, to: middle } : { from: width - middle, to: width }),
  );
}

function bothSides(knee: (side: 'right' | 'left') => FilmHip): readonly FilmHip[] {
  return [knee('right'), knee('left')];
}
