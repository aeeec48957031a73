// Locates the femoral heads on films and pictures without grading them. Each file is read by itself, so that a bad file affects no other.

import { findOnlyFilms } from '../../cohort/find-films.ts';
import { readSource } from '../../cohort/sources/source-file.ts';
import { otherThanAdultHip } from '../../dicom/adult-hip.ts';
import { readPicture } from '../../dicom/read-picture.ts';
import { readRadiograph } from '../../dicom/read-radiograph.ts';
import { failed, isRefusal, success, type Failure, type FileProblem, type Result } from '../../domain/failure.ts';
import { inverseTurn, turnPoint, type Turn } from '../../domain/film/turn.ts';
import { SIDES, type Side } from '../../domain/hip.ts';
import type { HeadKind } from '../../domain/locating.ts';
import { namingFile, readingFailure } from '../../files/file-failure.ts';
import type { PixelGrid } from '../../imaging/resample.ts';
import type { Locators } from '../../inference/finders.ts';
import { localiseSides, type LocalisedHip, type LocalisedSides } from '../../inference/localise.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { gradingText } from '../text/grading.ts';
import { isPicture } from './knee-picture.ts';
import { rotationToUpright } from './lying-film.ts';

export interface LocatedFilm {
  readonly file: string;
  /** Null if the file does not give it. */
  readonly spacingMm: number | null;
  readonly hips: readonly FilmHip[];
  /** The sides that are not offered for grading. A prosthesis is both located and refused. */
  readonly refused: readonly RefusedSide[];
}

/** In pixels as stored: before any turn, (0, 0) is the centre of the first pixel. */
interface FilmHip {
  /** The patient's side. */
  readonly side: Side;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly radiusMm: number | null;
  readonly probability: number;
  readonly kind: HeadKind;
}

interface RefusedSide {
  readonly side: Side;
  readonly failure: Failure;
}

export type Location =
  | { readonly kind: 'film'; readonly film: LocatedFilm }
  /** A file that holds no film. */
  | ({ readonly kind: 'unread' } & FileProblem)
  | ({ readonly kind: 'error' } & FileProblem);

export interface LocateOptions {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** Starts a process that looks into files and archives. */
  readonly startReader: () => ProcessChannel;
}

export async function* locateFiles(options: LocateOptions, finders: Locators): AsyncGenerator<Location> {
  const search = { paths: options.paths, landmarks: null };
  const { films, problems } = await findOnlyFilms(search, { ...options, signal: new AbortController().signal });
  for (const problem of problems) yield { kind: isRefusal(problem.failure) ? 'error' : 'unread', ...problem };
  for (const { file: source } of films) {
    const file = source.location;
    try {
      const whole = await readSource(source);
      const located = whole.ok ? await locateFilm(whole.value, finders) : whole;
      if (located.ok) yield { kind: 'film', film: { file, ...located.value } };
      else yield { kind: 'error', file, failure: namingFile(located.failure, file) };
    } catch (error) {
      const failure = readingFailure(error, file);
      if (failure === null) throw error;
      yield { kind: 'error', file, failure };
    }
  }
}

/** A film as it is searched: upright as far as its file says, bright is dense. */
interface FilmToSearch extends PixelGrid {
  readonly pixels: Float32Array;
  readonly turn: Turn;
  readonly spacingMm: number | null;
}

/** Locates the heads on one film or picture from its file. */
export async function locateFilm(bytes: Uint8Array, finders: Locators): Promise<Result<Omit<LocatedFilm, 'file'>>> {
  const film = isPicture(bytes) ? await pictureToSearch(bytes) : await radiographToSearch(bytes);
  if (!film.ok) return film;
  const found = await localiseSides(film.value, finders);
  if (!found.ok) return found;
  const { hips } = found.value;
  const { spacingMm } = film.value;
  const rotation = hips.length === 2 ? success(null) : await rotationToUpright(film.value, finders);
  if (!rotation.ok) return rotation;
  if (rotation.value !== null) {
    const lying = failed('film-lying', gradingText.hip.lying('This film', rotation.value)).failure;
    return success({ spacingMm, hips: [], refused: SIDES.map((side) => ({ side, failure: lying })) });
  }
  return success({
    spacingMm,
    hips: hips.map((hip) => asStored(hip, film.value)),
    refused: SIDES.flatMap((side) => refusalOf(side, found.value)),
  });
}

async function pictureToSearch(bytes: Uint8Array): Promise<Result<FilmToSearch>> {
  const read = await readPicture(new Uint8Array(bytes));
  if (!read.ok) return read;
  const { width, height, pixels, orientation } = read.value;
  return success({ width, height, pixels, turn: orientation.turn, spacingMm: null });
}

async function radiographToSearch(bytes: Uint8Array): Promise<Result<FilmToSearch>> {
  const first = await readRadiograph(bytes, {});
  const isUnscaled = !first.ok && first.failure.code === 'spacing-unknown';
  const read = isUnscaled ? await readRadiograph(bytes, { suppliedSpacingMm: 1 }) : first;
  if (!read.ok) return read;
  const { width, height, pixels, turn = 'none', bodyPart, spacingMm, sideProblem } = read.value;
  if (bodyPart?.includes('KNEE') === true) return failed('wrong-joint', gradingText.hip.kneeRadiograph);
  const elsewhere = otherThanAdultHip(read.value) ?? sideProblem ?? null;
  if (elsewhere !== null) return { ok: false, failure: elsewhere };
  return success({ width, height, pixels, turn, spacingMm: isUnscaled ? null : spacingMm });
}

/** Takes a head back to the pixels as stored. */
function asStored({ side, head, probability, kind }: LocalisedHip, film: FilmToSearch): FilmHip {
  const { x, y } = turnPoint(inverseTurn(film.turn), head, film);
  const { radius } = head;
  const radiusMm = film.spacingMm === null ? null : radius * film.spacingMm;
  return { side, x, y, radius, radiusMm, probability, kind };
}

function refusalOf(side: Side, { hips, missing }: LocalisedSides): RefusedSide[] {
  const why = missing[side];
  if (why !== undefined) {
    return [{ side, failure: failed('hip-not-found', gradingText.hip.missing(side, 'this film', why)).failure }];
  }
  const isReplaced = hips.some((hip) => hip.side === side && hip.implant);
  return isReplaced ? [{ side, failure: failed('hip-replaced', gradingText.hip.prosthesis(side, 'this film')).failure }] : [];
}
