// One radiograph into a study: its pixels, both hips' crops and thumbnails, and one transaction of rows.

import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { hipsOfRadiograph, putHip, type HipRecord, type PreparedHip } from '../database/hips.ts';
import { insertRadiograph, radiographById, visitsOfSubject } from '../database/radiographs.ts';
import { readRadiograph } from '../dicom/read-radiograph.ts';
import { success, type Failure, type Result } from '../domain/failure.ts';
import { hipId, SIDES } from '../domain/hip.ts';
import { toEightBit } from '../domain/hip-crop.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { readingFailure } from './file-failure.ts';
import { findLandmarks, type LandmarkFile } from './find-landmarks.ts';
import { sha256Of } from './object-store.ts';
import { prepareHips, type HipOutcome } from './prepare-hips.ts';
import { packPixels, toSixteenBit } from './stored-pixels.ts';
import type { Study } from './study-folder.ts';
import { thumbnailPng } from './thumbnail.ts';

export interface RadiographFile {
  readonly file: string;
  readonly landmarks: string | null;
  readonly spacingMm: number | null;
  readonly importedAt: string;
}

export interface ImportedRadiograph {
  /** False when the study held the same file already. */
  readonly added: boolean;
  /** Why hips of this radiograph have no crop. */
  readonly problems: readonly Failure[];
}

/** Reads, prepares and keeps one file. The same content twice is kept once; points that came later are taken up. */
export async function importRadiograph(study: Study, source: RadiographFile): Promise<Result<ImportedRadiograph>> {
  const bytes = await readSource(source.file);
  if (!bytes.ok) return bytes;
  const radiographId = sha256Of(bytes.value);
  const points = await findLandmarks(source.file, source.landmarks);
  const known = radiographById(study.database, radiographId);
  if (known !== null && !gainsHips(study, radiographId, points)) return success({ added: false, problems: [] });

  const read = await readRadiograph(bytes.value, source.spacingMm === null ? {} : { suppliedSpacingMm: source.spacingMm });
  if (!read.ok) return read;
  const radiograph = read.value;
  const hips = prepareHips(radiograph, points, basename(source.file));
  const created: string[] = [];
  const put = async (object: Uint8Array): Promise<string> => {
    const stored = await study.objects.put(object);
    if (stored.created) created.push(stored.sha256);
    return stored.sha256;
  };
  try {
    const place = known ?? namedPlace(study, radiograph, radiographId);
    const records: HipRecord[] = [];
    for (const side of SIDES) {
      const outcome = hips[side];
      if (outcome === undefined) continue;
      const hip = { subject: place.subject, visit: place.visit, side };
      records.push({ hipId: hipId(hip), ...hip, radiographId, ...(await keptHip(outcome, put)) });
    }
    const rows = known === null ? await radiographRows(study, { radiograph, radiographId, place, source }, put) : null;
    study.database.transaction(() => {
      rows?.();
      for (const record of records) putHip(study.database, record);
    })();
    return success({ added: known === null, problems: records.flatMap((record) => record.problem ?? []) });
  } catch (error) {
    for (const sha256 of created) await study.objects.remove(sha256);
    throw error;
  }
}

async function readSource(file: string): Promise<Result<Uint8Array>> {
  try {
    return success(await readFile(file));
  } catch (error) {
    const failure = readingFailure(error, file);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

/** True when points have come for hips that had none. */
function gainsHips(study: Study, radiographId: string, points: readonly LandmarkFile[]): boolean {
  return points.length > 0 && hipsOfRadiograph(study.database, radiographId).some((hip) => hip.prepared === null);
}

/** Writes what a crop needs beside its row, or passes the problem on. */
async function keptHip(
  outcome: HipOutcome,
  put: (object: Uint8Array) => Promise<string>,
): Promise<{ prepared: PreparedHip | null; problem: Failure | null }> {
  if (!outcome.ok) return { prepared: null, problem: outcome.failure };
  const { crop, landmarks, numbering } = outcome.value;
  const eightBit = toEightBit(crop.pixels);
  const cropObject = await put(eightBit);
  const thumbnailObject = await put(thumbnailPng(eightBit, crop.frame.mirrored));
  const { frame, intensity } = crop;
  return { prepared: { frame, landmarks, numbering, intensity, cropObject, thumbnailObject }, problem: null };
}

interface NewRadiograph {
  readonly radiograph: Radiograph;
  readonly radiographId: string;
  readonly place: { readonly subject: string; readonly visit: string };
  readonly source: RadiographFile;
}

/** Keeps the pixels and gives back the writing of the rows. */
async function radiographRows(
  study: Study,
  { radiograph, radiographId, place, source }: NewRadiograph,
  put: (object: Uint8Array) => Promise<string>,
): Promise<() => void> {
  const { values, low, slope } = toSixteenBit(radiograph.pixels);
  const object = await put(await packPixels(values));
  const { width, height, spacingMm, spacingSource, window, monochrome1 = false } = radiograph;
  return () => {
    insertRadiograph(study.database, {
      radiographId,
      ...place,
      width,
      height,
      spacingMm,
      spacingSource,
      window,
      monochrome1,
      pixels: { object, low, slope },
      importedAt: source.importedAt,
    });
    study.identities.put({ radiographId, patientId: radiograph.subject, sourcePath: resolve(source.file) });
  };
}

/** The subject and visit as written; a nameless subject is named after the file's content, a second image of a visit is numbered. */
function namedPlace(study: Study, radiograph: Radiograph, radiographId: string): { subject: string; visit: string } {
  const plain = (text: string): string => text.replaceAll('|', '/').trim();
  const subject = plain(radiograph.subject) || `unnamed-${radiographId.slice(0, 8)}`;
  const written = plain(radiograph.visit);
  const taken = new Set(visitsOfSubject(study.database, subject));
  let visit = written;
  for (let copy = 2; taken.has(visit); copy++) visit = `${written} (${copy})`.trim();
  return { subject, visit };
}
