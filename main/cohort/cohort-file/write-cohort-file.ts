// Writes a study's prepared hips as a cohort file (gzip), so that Python programs can read them.

import { writeFile } from 'node:fs/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Group } from 'h5wasm/node';
import { hipsOfRadiograph, type HipRecord, type PreparedHip } from '../../database/hips.ts';
import { radiographById, radiographIds, type RadiographRecord } from '../../database/radiographs.ts';
import { failed, FailureError, success, type Result } from '../../domain/failure.ts';
import { imageToCrop } from '../../domain/geometry.ts';
import { CROP_SIZE } from '../../domain/hip-crop.ts';
import { resample } from '../../imaging/resample.ts';
import { folderFailure } from '../../files/file-failure.ts';
import { buildWhole } from '../../files/write-whole.ts';
import { ownerNames, type OwnerNames } from '../identity/owner-names.ts';
import { readFilm, readPicture } from '../stored-picture.ts';
import type { Study } from '../study-folder.ts';
import { cohortFileText } from '../text/cohort-files.ts';
import { numbersOf, writeAttributes } from './attributes.ts';
import { cropDescriber, type CropDescriber } from './describe-crop.ts';
import { loadHdf5, type Hdf5 } from './hdf5.ts';

export interface CohortExportJob {
  readonly signal: AbortSignal;
  readonly step: (stage: string, done: number, total: number) => void;
  /** Names subjects as the study does, in place of the numbers by which its owner knows them. */
  readonly pseudonyms?: boolean;
}

/** Writes the whole file or nothing. Returns the number of hips. */
export async function writeCohortFile(study: Study, path: string, job: CohortExportJob): Promise<Result<{ hips: number }>> {
  const names = job.pseudonyms === true ? STUDY_NAMES : ownerNames(study);
  const hdf5 = await loadHdf5();
  try {
    const hips = await buildWhole(path, async (draft) => {
      await writeFile(draft, '', { mode: 0o600 }); // it names subjects, and HDF5 fills the file that it finds
      const written = await writeHips(hdf5, { study, names }, draft, job);
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

type ShownNames = Pick<OwnerNames, 'subject' | 'visit' | 'cohort'>;

const STUDY_NAMES: ShownNames = { subject: (subject) => subject, visit: (visit) => visit, cohort: (cohort) => cohort };

interface ShownStudy {
  readonly study: Study;
  readonly names: ShownNames;
}

async function writeHips(hdf5: Hdf5, { study, names }: ShownStudy, path: string, job: CohortExportJob): Promise<number> {
  const file = new hdf5.File(path, 'w');
  let written = 0;
  try {
    const scans = file.create_group('scans');
    const ids = radiographIds(study.database);
    const describe = cropDescriber(study, names);
    for (const [index, id] of ids.entries()) {
      if (job.signal.aborted) break;
      job.step(cohortFileText.writing.stage, index, ids.length);
      const radiograph = radiographById(study.database, id);
      const hips = hipsOfRadiograph(study.database, id).filter((hip) => hip.prepared !== null);
      if (radiograph === null || hips.length === 0) continue;
      const values = await readFilm(study.objects, radiograph);
      for (const hip of hips) await writeHip(hdf5, scans, { hip, radiograph, values, study, names, describe });
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
  readonly radiograph: RadiographRecord;
  readonly values: Uint16Array;
}

async function writeHip(
  hdf5: Hdf5,
  scans: Group,
  { study, names, describe, ...cut }: CutHip & ShownStudy & { readonly describe: CropDescriber },
): Promise<void> {
  const { hip, radiograph } = cut;
  const { prepared } = hip;
  if (prepared === null) return;
  const group = [memberName(names.subject(hip.subject)), memberName(names.visit(hip.visit)), hip.side].reduce(
    (parent, name) => (parent.keys().includes(name) ? existing(hdf5, parent, name) : parent.create_group(name)),
    scans,
  );
  const description = describe(hip, prepared, radiograph);
  writeAttributes(group, description.hip);
  const image = group.create_dataset({ ...PACKED, name: 'image', data: imageOf(cut), dtype: '<f4' });
  writeAttributes(image, description.image);
  const { segmentation } = prepared.cohortOrigin ?? { segmentation: null };
  if (segmentation !== null) {
    const bytes = await readPicture(study.objects, segmentation.object, hip);
    const data = numbersOf(segmentation.type, bytes);
    writeAttributes(
      group.create_dataset({ ...PACKED, name: 'segmentation', data, dtype: segmentation.type }),
      segmentation.attributes,
    );
  }
  if (prepared.landmarks.length > 0) writeLandmarks(group, prepared);
}

const PACKED = {
  shape: [CROP_SIZE, CROP_SIZE],
  chunks: [CROP_SIZE, CROP_SIZE],
  compression: 'gzip' as const,
  compression_opts: 4,
};

/** The points of the hip in pixels of the crop, x before y. // [80, 2] */
function writeLandmarks(group: Group, { landmarks, frame, numbering }: PreparedHip): void {
  const points = landmarks.map((point) => imageToCrop(frame, point));
  const data = Float32Array.from(points.flatMap(({ x, y }) => [x, y]));
  const dataset = group.create_dataset({ name: 'landmarks', data, shape: [points.length, 2], dtype: '<f4' });
  writeAttributes(dataset, { numbering: { text: numbering } });
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
