// Reads a cohort of crops: each `/scans/{subject}/{visit}/{side}` has an `image`. Blosc2, gzip or uncompressed.

import { basename } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Dataset, File as Hdf5File, Group } from 'h5wasm/node';
import { failed, success, type Result } from '../../domain/failure.ts';
import { SIDES, type Hip } from '../../domain/hip.ts';
import { CROP_SIZE, CROP_SPACING_MM } from '../../domain/hip-crop.ts';
import type { Attributes } from '../../domain/film/cohort-origin.ts';
import { cohortFileText } from '../text/cohort-files.ts';
import { attributesOf } from './attributes.ts';
import {
  datasetIn,
  filtersOf,
  floatsOf,
  groupIn,
  loadHdf5,
  nameOfNumbers,
  numberOf,
  textOf,
  wholeNumbersOf,
  type Hdf5,
} from './hdf5.ts';

interface CohortHip extends Hip {
  readonly cohort: string;
}

export interface CohortSummary {
  /** In a stable order. */
  readonly hips: readonly CohortHip[];
}

export interface CohortCrop {
  /** (x - p5) / (p95 - p5), unclipped, as it lies in the file. // [224, 224] */
  readonly image: Float32Array;
  readonly spacingMm: number;
  /** Grey = p5 + image * (p95 - p5). 0 and 1 if the file does not say. */
  readonly p5: number;
  readonly p95: number;
  readonly attributes: { readonly image: Attributes; readonly hip: Attributes };
  /** Null if there is none. Fails if it is not of the crop's size, or not in whole numbers. */
  readonly segmentation: Result<Segmentation | null>;
}

/** Areas by number, as they lie in the file. */
interface Segmentation {
  readonly bytes: Uint8Array; // [224, 224] of `type`
  readonly type: string;
  readonly attributes: Attributes;
}

export interface CohortFile {
  readonly summary: CohortSummary;
  readonly crop: (hip: Hip) => Result<CohortCrop>;
  readonly close: () => void;
}

/** Opens a cohort file and lists its hips. The caller closes it. */
export async function openCohortFile(path: string): Promise<Result<CohortFile>> {
  const name = basename(path);
  const hdf5 = await loadHdf5();
  let opened: Hdf5File;
  try {
    opened = new hdf5.File(path, 'r');
  } catch {
    return damaged(name); // the library's own message is a stack trace of C functions
  }
  try {
    const hips = await hipsIn(hdf5, opened);
    if (hips.length > 0)
      return success({ summary: { hips }, crop: (hip) => cropOf(hdf5, opened, hip), close: () => void opened.close() });
    opened.close();
    return failed('cohort-malformed', cohortFileText.file.noHips(name));
  } catch {
    return damaged(name); // as above
  }
}

function damaged(name: string): Result<never> {
  return failed('cohort-malformed', cohortFileText.file.damaged(name));
}

async function hipsIn(hdf5: Hdf5, file: Hdf5File): Promise<readonly CohortHip[]> {
  const scans = groupIn(hdf5, file, 'scans');
  const hips: CohortHip[] = [];
  for (const subject of scans?.keys() ?? []) {
    const visits = scans === null ? null : groupIn(hdf5, scans, subject);
    for (const visit of visits?.keys() ?? []) {
      const sides = visits === null ? null : groupIn(hdf5, visits, visit);
      if (sides === null) continue;
      for (const side of SIDES) {
        const written = sides.keys().find((key) => key.toLowerCase() === side);
        const hip = written === undefined ? null : groupIn(hdf5, sides, written);
        if (hip !== null) hips.push({ cohort: textOf(hip, 'dataset'), subject, visit, side });
      }
    }
    // Listing is synchronous, so let other work run between two subjects.
    await breathe();
  }
  return hips;
}

function cropOf(hdf5: Hdf5, file: Hdf5File, hip: Hip): Result<CohortCrop> {
  let filters: readonly string[] = [];
  try {
    const scans = groupIn(hdf5, file, 'scans');
    const subject = scans === null ? null : groupIn(hdf5, scans, hip.subject);
    const visit = subject === null ? null : groupIn(hdf5, subject, hip.visit);
    const written = visit?.keys().find((key) => key.toLowerCase() === hip.side);
    const group = visit === null || written === undefined ? null : groupIn(hdf5, visit, written);
    const image = group === null ? null : datasetIn(hdf5, group, 'image');
    if (group === null || image === null) return failed('cohort-malformed', cohortFileText.crop.noImage(hip));
    const [rows, columns, ...rest] = image.shape ?? [];
    if (rows !== CROP_SIZE || columns !== CROP_SIZE || rest.length > 0) {
      return failed('cohort-malformed', cohortFileText.crop.wrongSize(hip, image.shape ?? [], CROP_SIZE));
    }
    filters = filtersOf(image);
    const values = valuesOf(hdf5, image, hip);
    if (!values.ok) return values;
    const segmentation = segmentationOf(hdf5, group, hip);
    const attributes = { image: attributesOf(hdf5, image), hip: attributesOf(hdf5, group) };
    return success({ ...values.value, attributes, segmentation });
  } catch {
    return failed('cohort-malformed', cohortFileText.crop.unreadable(hip, filters));
  }
}

function segmentationOf(hdf5: Hdf5, group: Group, hip: Hip): Result<Segmentation | null> {
  const found = datasetIn(hdf5, group, 'segmentation');
  if (found === null) return success(null);
  const lost = failed('cohort-malformed', cohortFileText.crop.segmentationLost(hip, CROP_SIZE));
  const [rows, columns, ...rest] = found.shape ?? [];
  if (rows !== CROP_SIZE || columns !== CROP_SIZE || rest.length > 0) return lost;
  try {
    const whole = wholeNumbersOf(hdf5, found);
    return whole === null ? lost : success({ ...whole, attributes: attributesOf(hdf5, found) });
  } catch {
    return lost; // the library's own message is a stack trace of C functions
  }
}

function valuesOf(hdf5: Hdf5, image: Dataset, hip: Hip): Result<Pick<CohortCrop, 'image' | 'spacingMm' | 'p5' | 'p95'>> {
  const floats = floatsOf(hdf5, image);
  if (floats === null) return failed('cohort-malformed', cohortFileText.crop.otherNumbers(hip, nameOfNumbers(hdf5, image)));
  const values = Float32Array.from(floats);
  if (values.some((one) => !Number.isFinite(one))) {
    return failed('cohort-malformed', cohortFileText.crop.notFinite(hip));
  }
  const offset = numberOf(image, 'intensity_offset') ?? 0;
  const slope = numberOf(image, 'intensity_slope') ?? 1;
  const spacing = numberOf(image, 'pixel_spacing') ?? CROP_SPACING_MM;
  if (Math.abs(spacing - CROP_SPACING_MM) > 0.001) {
    return failed('cohort-malformed', cohortFileText.crop.wrongSpacing(hip, spacing, CROP_SPACING_MM));
  }
  return success({ image: values, spacingMm: CROP_SPACING_MM, p5: offset, p95: slope > 0 ? offset + slope : offset + 1 });
}
