// The hips of a radiograph, cut out and normalised, or each with the reason why not.

import { basename } from 'node:path';
import { failed, success, type Failure, type Result } from '../domain/failure.ts';
import type { ImagePoint } from '../domain/geometry.ts';
import { SIDES, type Side } from '../domain/hip.ts';
import type { HipCrop } from '../domain/hip-crop.ts';
import { LANDMARK_TABLES, type Numbering } from '../domain/landmark-table.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { cropHip } from '../imaging/crop.ts';
import { sidesFromPoints } from '../imaging/landmark-sides.ts';
import { parseMarkups } from '../imaging/parse-markups.ts';
import { parsePoints, type WrittenPoint } from '../imaging/parse-points.ts';
import { namingFile } from '../files/file-failure.ts';
import type { LandmarkFile } from './find-landmarks.ts';

export interface PreparedCrop {
  readonly crop: HipCrop;
  /** In image pixels. // [80] */
  readonly landmarks: readonly ImagePoint[];
  readonly numbering: Numbering;
}

export type HipOutcome = Result<PreparedCrop>;

/** What became of each side that the points speak of; a side without points is absent. */
export type HipOutcomes = Readonly<Partial<Record<Side, HipOutcome>>>;

export interface HipOrigin {
  readonly imageName: string;
  /** The user's answer where the points fit both numberings. */
  readonly numbering: Numbering | null;
}

/** Each side on its own: one implausible hip does not take the other with it. `files` come from `findLandmarks`. */
export function prepareHips(radiograph: Radiograph, files: readonly LandmarkFile[], origin: HipOrigin): HipOutcomes {
  const { imageName, numbering } = origin;
  if (files.length === 0) {
    return bothSides(
      failed(
        'landmarks-missing',
        `${imageName} has no landmarks: a BoneFinder file of 160 points, such as ${imageName}.pts beside it, was expected. Put it there, or say where it is, and try again.`,
      ),
    );
  }
  return Object.assign({}, ...files.map((file) => hipsOfFile(radiograph, file, numbering)));
}

function hipsOfFile(radiograph: Radiograph, file: LandmarkFile, told: Numbering | null): HipOutcomes {
  if (file.path.endsWith('.mrk.json')) return hipsOfMarkups(radiograph, file, told);
  const points = parsePoints(file.text);
  return points.ok
    ? hipsOfPoints(radiograph, { points: points.value, file, fileName: basename(file.path), told })
    : refused(points, file);
}

/** Curves say their side by name, as files of one hip do. */
function hipsOfMarkups(radiograph: Radiograph, file: LandmarkFile, told: Numbering | null): HipOutcomes {
  const curves = parseMarkups(file.text);
  if (!curves.ok) return refused(curves, file);
  const { right, left, both } = curves.value;
  const place = (points: readonly WrittenPoint[] | undefined, fileName: string): HipOutcomes =>
    points === undefined ? {} : hipsOfPoints(radiograph, { points, file, fileName, told });
  return { ...place(both, 'both.pts'), ...place(right, 'curve_R.pts'), ...place(left, 'curve_L.pts') };
}

interface PlacedFile {
  readonly points: readonly WrittenPoint[];
  readonly file: LandmarkFile;
  /** By which one hip's points say their side. */
  readonly fileName: string;
  readonly told: Numbering | null;
}

function hipsOfPoints(radiograph: Radiograph, { points, file, fileName, told }: PlacedFile): HipOutcomes {
  const detected = sidesFromPoints(points, radiograph, { fileName });
  const placed =
    !detected.ok && detected.failure.code === 'numbering-ambiguous' && told !== null
      ? sidesFromPoints(points, radiograph, { fileName, numbering: told })
      : detected;
  if (!placed.ok) return refused(placed, file);
  const { numbering, sides } = placed.value;
  const outcomes: Partial<Record<Side, HipOutcome>> = {};
  for (const side of SIDES) {
    const landmarks = sides[side];
    if (landmarks !== undefined) outcomes[side] = cutHip(radiograph, landmarks, { side, numbering, file });
  }
  return outcomes;
}

function cutHip(
  radiograph: Radiograph,
  landmarks: Result<readonly ImagePoint[]>,
  { side, numbering, file }: { readonly side: Side; readonly numbering: Numbering; readonly file: LandmarkFile },
): HipOutcome {
  const crop = landmarks.ok ? cropHip(radiograph, landmarks.value, side, LANDMARK_TABLES[numbering]) : landmarks;
  if (!crop.ok) return { ok: false, failure: namingFile(crop.failure, file.path) };
  return landmarks.ok ? success({ crop: crop.value, landmarks: landmarks.value, numbering }) : landmarks;
}

function refused({ failure }: { readonly failure: Failure }, file: LandmarkFile): HipOutcomes {
  return bothSides({ ok: false, failure: namingFile(failure, file.path) });
}

function bothSides(failure: HipOutcome): HipOutcomes {
  return { right: failure, left: failure };
}
