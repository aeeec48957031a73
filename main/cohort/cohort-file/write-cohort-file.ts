// Writes a study's prepared hips as a cohort file (gzip), so that Python programs can read them.

import { setImmediate as breathe } from 'node:timers/promises';
import type { Group } from 'h5wasm/node';
import { hipsOfRadiograph, type HipRecord } from '../../database/hips.ts';
import { radiographById, radiographIds, type RadiographRecord } from '../../database/radiographs.ts';
import { cohortOfHip } from '../../database/subjects.ts';
import { failed, FailureError, success, type Result } from '../../domain/failure.ts';
import { CROP_SIZE, CROP_SPACING_MM } from '../../domain/hip-crop.ts';
import { LANDMARK_TABLES, landmarksAt } from '../../domain/landmark-table.ts';
import { fitCircle } from '../../imaging/circle-fit.ts';
import { resample } from '../../imaging/resample.ts';
import { folderFailure } from '../../files/file-failure.ts';
import { buildWhole } from '../../files/write-whole.ts';
import { readFilm } from '../stored-picture.ts';
import type { Study } from '../study-folder.ts';
import { cohortFileText } from '../text/cohort-files.ts';
import { loadHdf5, type Hdf5 } from './hdf5.ts';

export interface CohortExportJob {
  readonly signal: AbortSignal;
  readonly step: (stage: string, done: number, total: number) => void;
}

/** Writes the whole file or nothing. Returns the number of hips. */
export async function writeCohortFile(study: Study, path: string, job: CohortExportJob): Promise<Result<{ hips: number }>> {
  const hdf5 = await loadHdf5();
  try {
    const hips = await buildWhole(path, async (draft) => {
      const written = await writeHips(hdf5, study, draft, job);
      job.signal.throwIfAborted();
      return written;
    });
    return success({ hips });
  } catch (error) {
    if (job.signal.aborted) return failed('stopped', cohortFileText.writing.stopped);
    if (error instanceof FailureError) return { ok: false, failure: error.failure };
    const failure = folderFailure(error, path);
    if (failure !== null) return { ok: false, failure };
    // The library says only that it could not open or write the file, not why.
    if (error instanceof Error && /open|write|create/i.test(error.message)) {
      return failed('folder-not-writable', cohortFileText.writing.notWritable);
    }
    throw error;
  }
}

async function writeHips(hdf5: Hdf5, study: Study, path: string, job: CohortExportJob): Promise<number> {
  const file = new hdf5.File(path, 'w');
  let written = 0;
  try {
    const scans = file.create_group('scans');
    const ids = radiographIds(study.database);
    for (const [index, id] of ids.entries()) {
      if (job.signal.aborted) break;
      job.step(cohortFileText.writing.stage, index, ids.length);
      const radiograph = radiographById(study.database, id);
      const hips = hipsOfRadiograph(study.database, id).filter((hip) => hip.prepared !== null);
      if (radiograph === null || hips.length === 0) continue;
      const values = await readFilm(study.objects, radiograph);
      for (const hip of hips) writeHip(hdf5, scans, { hip, cohort: cohortOfHip(study.database, hip.hipId), radiograph, values });
      written += hips.length;
      await breathe();
    }
    job.step(cohortFileText.writing.stage, ids.length, ids.length);
  } finally {
    file.close();
  }
  return written;
}

interface CutHip {
  readonly hip: HipRecord;
  readonly cohort: string;
  readonly radiograph: RadiographRecord;
  readonly values: Uint16Array;
}

function writeHip(hdf5: Hdf5, scans: Group, cut: CutHip): void {
  const { hip, cohort, radiograph } = cut;
  if (hip.prepared === null) return;
  const { frame, intensity, landmarks, numbering } = hip.prepared;
  const group = [memberName(hip.subject), memberName(hip.visit), hip.side].reduce(
    (parent, name) => (parent.keys().includes(name) ? existing(hdf5, parent, name) : parent.create_group(name)),
    scans,
  );
  group.create_attribute('dataset', cohort || 'osteograde');
  group.create_attribute('subject_id', hip.subject);
  group.create_attribute('visit', hip.visit);
  group.create_attribute('side', hip.side);
  const image = group.create_dataset({
    name: 'image',
    data: imageOf(cut),
    shape: [CROP_SIZE, CROP_SIZE],
    dtype: '<f4',
    chunks: [CROP_SIZE, CROP_SIZE],
    compression: 'gzip',
    compression_opts: 4,
  });
  const forced = radiograph.spacingSource === 'supplied' || radiograph.spacingSource === 'estimated';
  const table = LANDMARK_TABLES[numbering];
  const radiusMm = (indices: readonly number[]): number =>
    (fitCircle(landmarksAt(landmarks, indices))?.radius ?? Number.NaN) * radiograph.spacingMm;
  const numbers = {
    pixel_spacing: CROP_SPACING_MM,
    source_pixel_spacing: radiograph.spacingMm,
    input_pixel_spacing: forced ? Number.NaN : radiograph.spacingMm,
    forced_input_pixel_spacing: forced ? radiograph.spacingMm : Number.NaN,
    intensity_offset: intensity.p5,
    intensity_slope: intensity.p95 - intensity.p5,
    // The position of the crop's first pixel on the radiograph at 0.4 mm, which is mirrored first for a mirrored crop.
    crop_offset_y: frame.originY / frame.step,
    crop_offset_x: (frame.mirrored ? radiograph.width - 1 - frame.originX : frame.originX) / frame.step,
    femoral_head_radius: radiusMm(table.femoralHeadArc),
    sourcil_radius: radiusMm(table.sourcil),
  };
  image.create_attribute('source', 'osteograde');
  for (const [name, value] of Object.entries(numbers)) image.create_attribute(name, value, null, '<d');
}

function existing(hdf5: Hdf5, parent: Group, name: string): Group {
  const member = parent.get(name);
  if (member instanceof hdf5.Group) return member;
  throw new Error(`The cohort file has a member ${name} that is not a group.`);
}

/** The crop as a model sees it, before rounding to 8 bits. // [224, 224] */
function imageOf({ hip: { prepared }, radiograph, values }: CutHip): Float32Array {
  if (prepared === null) throw new Error('A hip without a crop cannot be written to a cohort file.');
  const { frame, intensity } = prepared;
  const across = { start: frame.originX, step: frame.mirrored ? -frame.step : frame.step, count: CROP_SIZE };
  const down = { start: frame.originY, step: frame.step, count: CROP_SIZE };
  const stored = resample({ width: radiograph.width, height: radiograph.height, pixels: values }, across, down);
  const { low, slope } = radiograph.pixels;
  return stored.map((value) => (low + slope * value - intensity.p5) / (intensity.p95 - intensity.p5));
}

/** HDF5 separates names by slashes, and a name must not be empty. */
function memberName(name: string): string {
  return name.replaceAll('/', '_') || 'unknown';
}
