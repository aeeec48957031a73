// The hips of a radiograph, each cropped and normalised, or with the reason why not.

import { basename } from 'node:path';
import { failed, success, type Failure, type Result } from '../domain/failure.ts';
import { cropToImage, type ImagePoint } from '../domain/geometry.ts';
import { SIDES, type Side } from '../domain/hip.ts';
import type { HipCrop } from '../domain/hip-crop.ts';
import { LANDMARK_TABLES, type Numbering } from '../domain/landmark-table.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import type { HipQuality } from '../domain/film/quality.ts';
import { warning, type Warning } from '../domain/film/warning.ts';
import { cropHip } from '../imaging/crop.ts';
import { checkSides, placePoints, type MarkedImage } from '../imaging/landmark-sides.ts';
import { parseMarkups } from '../imaging/parse-markups.ts';
import { parsePoints, type WrittenPoint } from '../imaging/parse-points.ts';
import { scaleDoubts } from '../imaging/scale-doubts.ts';
import { checkPlacement, isDoubtfulFit, type Placement } from '../imaging/placement/check-placement.ts';
import { hipQuality, measuredFilm, qualityWarnings, type MeasuredFilm } from '../imaging/quality/hip-quality.ts';
import { imagingText } from '../imaging/text.ts';
import { namingFile } from '../files/file-failure.ts';
import { letterWarnings, sideContradiction } from './named-side.ts';
import type { LandmarkFile } from './read-points.ts';
import { importText } from './text/import.ts';

export interface PreparedCrop {
  readonly crop: HipCrop;
  /** In image pixels. // [80] */
  readonly landmarks: readonly ImagePoint[];
  readonly numbering: Numbering;
  readonly quality: HipQuality;
  /** What makes a grade of this hip doubtful. */
  readonly warnings: readonly Warning[];
}

export type HipOutcome = Result<PreparedCrop>;

/** The outcome of each side. A side without points is absent. */
export type HipOutcomes = Readonly<Partial<Record<Side, HipOutcome>>>;

export interface HipOrigin {
  readonly imageName: string;
  /** The user's answer for points that fit both numberings. */
  readonly numbering: Numbering | null;
}

/** Prepares each side on its own: an implausible hip does not affect the other. */
export function prepareHips(radiograph: Radiograph, files: readonly LandmarkFile[], origin: HipOrigin): HipOutcomes {
  const { imageName, numbering } = origin;
  if (radiograph.sideProblem !== undefined) return bothSides({ ok: false, failure: radiograph.sideProblem });
  if (files.length === 0) return bothSides(failed('landmarks-missing', importText.film.noLandmarks(imageName)));
  const film = measuredFilm(radiograph);
  const outcomes: HipOutcomes = Object.assign({}, ...files.map((file) => hipsOfFile(film, file, numbering)));
  const shown = SIDES.filter((side) => outcomes[side]?.ok === true);
  const contradiction = sideContradiction(radiograph.laterality, shown);
  if (contradiction !== null) return bothSides({ ok: false, failure: contradiction });
  return withLetterWarnings(withQualityWarnings(outcomes, radiograph.spacingMm), radiograph);
}

/** Adds what the measured quality of a film's hips warns of. */
export function withQualityWarnings(outcomes: HipOutcomes, spacingMm: number): HipOutcomes {
  const widths = SIDES.flatMap((side) => {
    const outcome = outcomes[side];
    return outcome?.ok === true ? (outcome.value.quality.edgeWidthMm ?? []) : [];
  });
  const sharpestMm = widths.length === 0 ? null : Math.min(...widths);
  const warned = SIDES.flatMap((side): [Side, HipOutcome][] => {
    const outcome = outcomes[side];
    if (outcome?.ok !== true) return outcome === undefined ? [] : [[side, outcome]];
    const warnings = [...outcome.value.warnings, ...qualityWarnings(outcome.value.quality, spacingMm, sharpestMm)];
    return [[side, success({ ...outcome.value, warnings })]];
  });
  return Object.fromEntries(warned);
}

/** Adds a warning to the hips of a film whose side letter contradicts them. */
export function withLetterWarnings(outcomes: HipOutcomes, radiograph: Radiograph): HipOutcomes {
  const places = SIDES.flatMap((side): [Side, ImagePoint][] => {
    const hip = outcomes[side];
    return hip?.ok === true ? [[side, middleOf(hip.value.crop)]] : [];
  });
  const warnings = letterWarnings(radiograph, Object.fromEntries(places));
  return Object.fromEntries(Object.entries(outcomes).map(([side, hip]) => [side, withWarnings(hip, warnings)]));
}

function middleOf({ frame }: HipCrop): ImagePoint {
  const middle = (frame.size - 1) / 2;
  return cropToImage(frame, { x: middle, y: middle });
}

export type Film = MeasuredFilm<Radiograph>;

function hipsOfFile(film: Film, file: LandmarkFile, answer: Numbering | null): HipOutcomes {
  if (/\.mrk\.json$/i.test(file.path)) return hipsOfMarkups(film, file, answer);
  const points = parsePoints(file.text);
  return points.ok
    ? hipsOfPoints(film, { points: points.value, file, fileName: basename(file.path), answer })
    : failedSides(points, file);
}

/** Curves name their side, as files of one hip do. */
function hipsOfMarkups(film: Film, file: LandmarkFile, answer: Numbering | null): HipOutcomes {
  const curves = parseMarkups(file.text);
  if (!curves.ok) return failedSides(curves, file);
  const { right, left, both } = curves.value;
  const hipsOf = (points: readonly WrittenPoint[] | undefined, fileName: string): HipOutcomes =>
    points === undefined ? {} : hipsOfPoints(film, { points, file, fileName, answer });
  return { ...hipsOf(both, 'both.pts'), ...hipsOf(right, 'curve_R.pts'), ...hipsOf(left, 'curve_L.pts') };
}

interface PlacedFile {
  readonly points: readonly WrittenPoint[];
  readonly file: LandmarkFile;
  /** Names the side of points of one hip. */
  readonly fileName: string;
  readonly answer: Numbering | null;
}

/**
 * Points lie on the pixels as stored, which BoneFinder and 3D Slicer read without turning them. Other programs turn a picture as its EXIF
 * orientation says: points that fit only the turned picture are taken as marked on it. Where the file does not vouch for the spacing, the
 * unit in which the points fit is taken.
 */
function hipsOfPoints(film: Film, points: PlacedFile): HipOutcomes {
  const onStored = hipsInFrame(film, points, film.picture);
  if (allFit(onStored)) return onStored;
  for (const marked of otherUnits(film.picture)) {
    const inUnit = hipsInFrame(film, points, marked);
    if (allFit(inUnit)) return inUnit;
  }
  if (film.picture.turnFrom !== 'EXIF') return onStored;
  const onShown = hipsInFrame(film, points, { ...film.picture, turn: 'none' });
  if (!allFit(onShown)) return onStored;
  const { markedOnShown } = imagingText.placement;
  return Object.fromEntries(
    Object.entries(onShown).map(([side, hip]) => [side, withWarnings(hip, [warning('side-unconfirmed', markedOnShown)])]),
  );
}

/** The film as a program may have seen it that marked the points: with the spacing that the file states, with the true one, with none. */
function otherUnits(picture: Radiograph): readonly MarkedImage[] {
  const { spacingMm, spacingSource, statedSpacingMm } = picture;
  if (spacingSource !== 'supplied' && spacingSource !== 'estimated') return [];
  const spacings = [...(statedSpacingMm === undefined ? [] : [statedSpacingMm]), spacingMm, 1];
  return spacings.map((own) => ({ ...picture, spacingMm: own, spacingSource: 'PixelSpacing' }));
}

function allFit(outcomes: HipOutcomes): boolean {
  return Object.values(outcomes).every((hip) => hip.ok && !isDoubtfulFit(hip.value.quality.outlineFit));
}

function withWarnings(hip: HipOutcome, added: readonly Warning[]): HipOutcome {
  return hip.ok ? success({ ...hip.value, warnings: [...hip.value.warnings, ...added] }) : hip;
}

/** `marked` is the film as it was when the points were marked. */
function hipsInFrame(film: Film, { points, file, fileName, answer }: PlacedFile, marked: MarkedImage): HipOutcomes {
  const radiograph = film.picture;
  const written = placePoints(points, marked, fileName);
  if (!written.ok) return failedSides(written, file);
  const detected = checkSides(written.value, radiograph);
  const ambiguous = !detected.ok && detected.failure.code === 'numbering-ambiguous';
  if (ambiguous && answer === null) return failedSides(detected, file);
  const checked = ambiguous && answer !== null ? checkSides(written.value, radiograph, answer) : detected;
  const placements = checkPlacement(radiograph, written.value, checked.ok ? checked.value : null);
  const outcomes: Partial<Record<Side, HipOutcome>> = {};
  for (const side of SIDES) {
    const placement = placements[side];
    if (placement === undefined) continue;
    const landmarks = misplacedFailure(radiograph, side, placement) ?? (checked.ok ? checked.value.sides[side] : checked);
    if (landmarks === undefined) continue;
    const numbering = checked.ok ? checked.value.numbering : 'original';
    const outcome = landmarks.ok
      ? cutHip(film, { side, landmarks: landmarks.value, numbering }, placementWarnings(side, placement))
      : landmarks;
    outcomes[side] = outcome.ok ? outcome : { ok: false, failure: namingFile(outcome.failure, file.path) };
  }
  return outcomes;
}

/** The refusal of points that certainly do not lie on this hip. */
function misplacedFailure({ turn = 'none', turnFrom }: Radiograph, side: Side, placement: Placement): Result<never> | null {
  const { misplaced, misarranged, againstTurn } = imagingText.placement;
  if (turn !== 'none' && turnFrom !== undefined && contradictsTurn(placement)) {
    return failed('side-contradicted', againstTurn(side, turnFrom));
  }
  if (placement.kind === 'misplaced' && placement.certain) {
    return failed('landmarks-implausible', misplaced(placement.misplacement));
  }
  return placement.kind === 'misarranged' ? failed('landmarks-implausible', misarranged(side, placement.arrangement)) : null;
}

/** True if the points stand otherwise than the film after its turn. */
function contradictsTurn(placement: Placement): boolean {
  if (placement.kind === 'misarranged') return true;
  return placement.kind === 'misplaced' && placement.certain && !['in-pixels', 'in-millimetres'].includes(placement.misplacement);
}

/** Points that follow no outline carry no warning yet: the locating networks are asked first. */
function placementWarnings(side: Side, placement: Placement): readonly Warning[] {
  const { misplaced, inverted } = imagingText.placement;
  if (placement.kind === 'misplaced') return [warning('points-doubtful', misplaced(placement.misplacement))];
  return placement.kind === 'inverted' ? [warning('values-doubtful', inverted(side))] : [];
}

export interface MarkedHip {
  readonly side: Side;
  readonly landmarks: readonly ImagePoint[]; // [80]
  readonly numbering: Numbering;
  /** True if the networks found the points. They compute the shaft from the other points. */
  readonly found?: boolean;
}

/** Cuts the crop of a hip and measures its picture. `withQualityWarnings` follows once both hips are cut. */
export function cutHip(
  film: Film,
  { side, landmarks, numbering, found = false }: MarkedHip,
  doubts: readonly Warning[],
): HipOutcome {
  const table = LANDMARK_TABLES[numbering];
  const scale = scaleDoubts(film.picture, landmarks, { side, table });
  if (!scale.ok) return scale;
  const crop = cropHip(film.picture, landmarks, side, table);
  if (!crop.ok) return crop;
  const quality = { ...hipQuality(film, { landmarks, side, table }, !found), networksAsked: found };
  return success({ crop: crop.value, landmarks, numbering, quality, warnings: [...doubts, ...scale.value] });
}

function failedSides({ failure }: { readonly failure: Failure }, file: LandmarkFile): HipOutcomes {
  return bothSides({ ok: false, failure: namingFile(failure, file.path) });
}

function bothSides(failure: HipOutcome): HipOutcomes {
  return { right: failure, left: failure };
}
