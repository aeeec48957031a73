// Real crops for the proof of an export: those the run was validated on, else those of the study.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Study } from '../cohort/study-folder.ts';
import { someCropObjects } from '../database/crops.ts';
import { CROP_SIZE } from '../domain/hip-crop.ts';
import type { CheckedCrops } from './export-check.ts';

/** More tell nothing new: a fault of the export shows on every picture. */
const ENOUGH = 8;
const AREA = CROP_SIZE * CROP_SIZE;

/** At most eight; none where neither the run nor the study holds any. */
export async function checkCrops(runFolder: string, study: Study | null): Promise<CheckedCrops> {
  const cached = await cachedCrops(join(runFolder, 'crops'));
  const pictures = cached.length > 0 || study === null ? cached : await studyCrops(study);
  return { height: CROP_SIZE, width: CROP_SIZE, pictures };
}

async function cachedCrops(folder: string): Promise<Float32Array[]> {
  const names = await readdir(folder).catch(() => []); // a run that keeps none
  for (const name of names.filter((each) => each.endsWith('.crops')).sort()) {
    const bytes = new Uint8Array(await readFile(join(folder, name)));
    const count = Math.min(ENOUGH, Math.floor(bytes.length / AREA));
    if (count > 0) return Array.from({ length: count }, (_, at) => shades(bytes.subarray(at * AREA, (at + 1) * AREA)));
  }
  return [];
}

async function studyCrops({ database, objects }: Study): Promise<Float32Array[]> {
  const crops = await Promise.all(someCropObjects(database, ENOUGH).map((object) => objects.read(object)));
  return crops.map((bytes) => shades(new Uint8Array(bytes)));
}

function shades(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (value) => value / 255);
}
