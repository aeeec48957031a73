// The hips of a radiograph, cut out and normalised, or each with the reason why not.

import { basename } from 'node:path';
import { failed, success, type Result } from '../domain/failure.ts';
import type { ImagePoint } from '../domain/geometry.ts';
import { SIDES, type Side } from '../domain/hip.ts';
import type { HipCrop } from '../domain/hip-crop.ts';
import { LANDMARK_TABLES, type Numbering } from '../domain/landmark-table.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { cropHip } from '../imaging/crop.ts';
import { sidesFromPoints } from '../imaging/landmark-sides.ts';
import { parsePoints } from '../imaging/parse-points.ts';
import { namingFile } from './file-failure.ts';
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

/** Each side on its own: one implausible hip does not take the other with it. `files` come from `findLandmarks`. */
export function prepareHips(radiograph: Radiograph, files: readonly LandmarkFile[], imageName: string): HipOutcomes {
  if (files.length === 0) {
    return bothSides(
      failed(
        'landmarks-missing',
        `${imageName} has no landmarks: a BoneFinder file of 160 points, such as ${imageName}.pts beside it, was expected. Put it there, or say where it is, and try again.`,
      ),
    );
  }
  return Object.assign({}, ...files.map((file) => hipsOfFile(radiograph, file)));
}

function hipsOfFile(radiograph: Radiograph, file: LandmarkFile): HipOutcomes {
  const points = parsePoints(file.text);
  const placed = points.ok ? sidesFromPoints(points.value, radiograph, { fileName: basename(file.path) }) : points;
  if (!placed.ok) return bothSides({ ok: false, failure: namingFile(placed.failure, file.path) });
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

function bothSides(failure: HipOutcome): HipOutcomes {
  return { right: failure, left: failure };
}
