// The hips of a radiograph, each cropped and normalised, or with the reason why not.

import { basename } from 'node:path';
import { failed, success, type Failure, type Result } from '../domain/failure.ts';
import type { ImagePoint } from '../domain/geometry.ts';
import { SIDES, type Side } from '../domain/hip.ts';
import type { HipCrop } from '../domain/hip-crop.ts';
import { LANDMARK_TABLES, type Numbering } from '../domain/landmark-table.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import type { Warning } from '../domain/film/warning.ts';
import { cropHip } from '../imaging/crop.ts';
import { sidesFromPoints } from '../imaging/landmark-sides.ts';
import { parseMarkups } from '../imaging/parse-markups.ts';
import { parsePoints, type WrittenPoint } from '../imaging/parse-points.ts';
import { namingFile } from '../files/file-failure.ts';
import type { LandmarkFile } from './read-points.ts';
import { importText } from './text/import.ts';

export interface PreparedCrop {
  readonly crop: HipCrop;
  /** In image pixels. // [80] */
  readonly landmarks: readonly ImagePoint[];
  readonly numbering: Numbering;
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
  if (files.length === 0) return bothSides(failed('landmarks-missing', importText.film.noLandmarks(imageName)));
  return Object.assign({}, ...files.map((file) => hipsOfFile(radiograph, file, numbering)));
}

function hipsOfFile(radiograph: Radiograph, file: LandmarkFile, answer: Numbering | null): HipOutcomes {
  if (/\.mrk\.json$/i.test(file.path)) return hipsOfMarkups(radiograph, file, answer);
  const points = parsePoints(file.text);
  return points.ok
    ? hipsOfPoints(radiograph, { points: points.value, file, fileName: basename(file.path), answer })
    : failedSides(points, file);
}

/** Curves name their side, as files of one hip do. */
function hipsOfMarkups(radiograph: Radiograph, file: LandmarkFile, answer: Numbering | null): HipOutcomes {
  const curves = parseMarkups(file.text);
  if (!curves.ok) return failedSides(curves, file);
  const { right, left, both } = curves.value;
  const hipsOf = (points: readonly WrittenPoint[] | undefined, fileName: string): HipOutcomes =>
    points === undefined ? {} : hipsOfPoints(radiograph, { points, file, fileName, answer });
  return { ...hipsOf(both, 'both.pts'), ...hipsOf(right, 'curve_R.pts'), ...hipsOf(left, 'curve_L.pts') };
}

interface PlacedFile {
  readonly points: readonly WrittenPoint[];
  readonly file: LandmarkFile;
  /** Names the side of points of one hip. */
  readonly fileName: string;
  readonly answer: Numbering | null;
}

function hipsOfPoints(radiograph: Radiograph, { points, file, fileName, answer }: PlacedFile): HipOutcomes {
  const detected = sidesFromPoints(points, radiograph, { fileName });
  const placed =
    !detected.ok && detected.failure.code === 'numbering-ambiguous' && answer !== null
      ? sidesFromPoints(points, radiograph, { fileName, numbering: answer })
      : detected;
  if (!placed.ok) return failedSides(placed, file);
  const { numbering, sides } = placed.value;
  const outcomes: Partial<Record<Side, HipOutcome>> = {};
  for (const side of SIDES) {
    const landmarks = sides[side];
    if (landmarks !== undefined) outcomes[side] = cropOf(radiograph, landmarks, { side, numbering, file });
  }
  return outcomes;
}

function cropOf(
  radiograph: Radiograph,
  landmarks: Result<readonly ImagePoint[]>,
  { side, numbering, file }: { readonly side: Side; readonly numbering: Numbering; readonly file: LandmarkFile },
): HipOutcome {
  const crop = landmarks.ok ? cropHip(radiograph, landmarks.value, side, LANDMARK_TABLES[numbering]) : landmarks;
  if (!crop.ok) return { ok: false, failure: namingFile(crop.failure, file.path) };
  return landmarks.ok ? success({ crop: crop.value, landmarks: landmarks.value, numbering, warnings: [] }) : landmarks;
}

function failedSides({ failure }: { readonly failure: Failure }, file: LandmarkFile): HipOutcomes {
  return bothSides({ ok: false, failure: namingFile(failure, file.path) });
}

function bothSides(failure: HipOutcome): HipOutcomes {
  return { right: failure, left: failure };
}
