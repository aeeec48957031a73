// How the header says that a film is stored: the turn into the standard frame, and the side that it shows. Rows of the standard frame run
// to the patient's left, columns to the feet: PatientOrientation L\F (PS3.3 C.7.6.1.1.1).

import { failed } from '../domain/failure.ts';
import type { Side } from '../domain/hip.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { turnOf, type Turn } from '../domain/film/turn.ts';
import { warning, type Warning } from '../domain/film/warning.ts';
import { dicomText } from './text.ts';

/** As written, without padding. Empty if the file does not state them. */
export interface OrientationTags {
  /** `L\F` and the like: the directions of rows and columns. */
  readonly patientOrientation: string;
  readonly viewPosition: string;
  readonly laterality: string;
  readonly imageLaterality: string;
  /** FieldOfViewHorizontalFlip is YES, or FieldOfViewRotation is not 0. */
  readonly fieldOfViewTurned: boolean;
}

export type FilmOrientation = Required<Pick<Radiograph, 'turn' | 'warnings'>> &
  Pick<Radiograph, 'turnFrom' | 'laterality' | 'sideProblem'>;

/** Returns what the tags say together. A film without PatientOrientation counts as stored in the standard frame. */
export function orientationOf(tags: OrientationTags): FilmOrientation {
  const { patientOrientation, viewPosition, fieldOfViewTurned } = tags;
  const written = patientOrientation.toUpperCase().replaceAll(' ', '');
  const { laterality, contradiction } = lateralityOf(tags);
  const frame = frameOf(written);
  const text = dicomText.orientation;
  const shared = { turn: 'none', ...(laterality === undefined ? {} : { laterality }) } as const;
  switch (frame.kind) {
    case 'frontal': {
      const turned = frame.turn === 'none' ? [] : [warning('film-turned', text.turned(written, frame.turn))];
      const halfStated = frame.whole ? [] : [warning('side-unconfirmed', text.halfStated(written))];
      return {
        ...shared,
        turn: frame.turn,
        turnFrom: 'PatientOrientation',
        warnings: [...turned, ...halfStated, ...contradiction],
      };
    }
    case 'other-view':
      return { ...shared, sideProblem: failed('unusual-view', text.otherView(written)).failure, warnings: contradiction };
    case 'unclear':
      return { ...shared, sideProblem: failed('side-contradicted', text.unclear(written)).failure, warnings: contradiction };
    case 'unknown': {
      // The value is not repeated: it may be a name that somebody typed into the wrong field.
      const doubts = [
        ...(written === '' ? [] : [text.notUnderstood]),
        ...(viewPosition.toUpperCase() === 'PA' ? [text.fromBehind] : []),
        ...(fieldOfViewTurned ? [text.fieldTurned] : []),
      ];
      return { ...shared, warnings: [...doubts.map((message) => warning('side-unconfirmed', message)), ...contradiction] };
    }
  }
}

type Frame =
  /** A view from the front or from behind. `whole` is false if only the direction of the rows is stated. */
  | { readonly kind: 'frontal'; readonly turn: Turn; readonly whole: boolean }
  | { readonly kind: 'other-view' | 'unclear' | 'unknown' };

/** One to three letters, the main direction first. */
const DIRECTION = /^[LRAPHF]{1,3}$/;

function frameOf(written: string): Frame {
  const [row = '', column = '', ...rest] = written.split('\\');
  if (rest.length > 0 || [row, column].some((part) => part !== '' && !DIRECTION.test(part))) return { kind: 'unknown' };
  const [across, down] = [row.charAt(0), column.charAt(0)];
  if (across === '' && down === '') return { kind: 'unknown' };
  if (`${across}${down}`.match(/[AP]/) !== null) return { kind: 'other-view' };
  const turn = TURN_OF.get(`${across}${down === '' ? 'F' : down}`);
  return turn === undefined ? { kind: 'unclear' } : { kind: 'frontal', turn, whole: down !== '' };
}

/** By the main directions of rows and columns. The pixels then run to the patient's left and to the feet. */
const TURN_OF: ReadonlyMap<string, Turn> = new Map(
  ['L', 'R'].flatMap((side) =>
    ['F', 'H'].flatMap((end): [string, Turn][] => {
      const flipped = { acrossFlipped: side === 'R', downFlipped: end === 'H' };
      return [
        [`${side}${end}`, turnOf({ exchanged: false, ...flipped })],
        [`${end}${side}`, turnOf({ exchanged: true, ...flipped })],
      ];
    }),
  ),
);

function lateralityOf({ laterality, imageLaterality }: OrientationTags): {
  readonly laterality: Side | undefined;
  readonly contradiction: Warning[];
} {
  const [image, series] = [sideOf(imageLaterality), sideOf(laterality)];
  if (image !== undefined && series !== undefined && image !== series) {
    return {
      laterality: undefined,
      contradiction: [warning('side-contradicted', dicomText.orientation.lateralities(image, series))],
    };
  }
  // An image of both sides may belong to a series of one side.
  return { laterality: imageLaterality === '' ? series : image, contradiction: [] };
}

function sideOf(letter: string): Side | undefined {
  return ({ R: 'right', L: 'left' } as const)[letter.trim().toUpperCase()];
}
