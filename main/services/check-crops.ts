// Real pictures for the proof of an export: those the run learned from or was validated on, else those of the study.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Study } from '../cohort/study-folder.ts';
import { someCropObjects } from '../database/crops.ts';
import { CROP_SIZE } from '../domain/hip-crop.ts';
import { resample } from '../imaging/resample.ts';
import { architectureOf } from '../training/recipe-architecture.ts';
import type { Recipe } from '../training/recipe.ts';
import type { CheckedCrops } from './export-check.ts';

/** More tell nothing new: a fault of the export shows on every picture. */
const ENOUGH = 8;
const HIP = { height: CROP_SIZE, width: CROP_SIZE };

interface Size {
  readonly height: number;
  readonly width: number;
}

/** At most eight, at the network's size; none where neither the run nor the study holds any. */
export async function checkCrops(recipe: Recipe, runFolder: string, study: Study | null): Promise<CheckedCrops> {
  const { inputSize, inputWidth } = architectureOf(recipe);
  const size = { height: inputSize, width: inputWidth ?? inputSize };
  const { data } = recipe;
  const stored = data.kind === 'class-folder' ? data.stored : HIP;
  const cached = await cachedPictures(join(runFolder, 'crops'), stored);
  const pictures = cached.length > 0 || study === null || data.kind === 'class-folder' ? cached : await studyCrops(study);
  return { ...size, pictures: pictures.map((picture) => atSize(picture, stored, size)) };
}

async function cachedPictures(folder: string, { height, width }: Size): Promise<Float32Array[]> {
  const area = height * width;
  const names = await readdir(folder).catch(() => []); // a run that keeps none
  for (const name of names.filter((each) => /\.(crops|pictures)$/.test(each)).sort()) {
    const bytes = new Uint8Array(await readFile(join(folder, name)));
    const count = Math.min(ENOUGH, Math.floor(bytes.length / area));
    if (count > 0) return Array.from({ length: count }, (_, at) => shades(bytes.subarray(at * area, (at + 1) * area)));
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

/** Pixel edges, not centres, line up between the two sizes. */
function atSize(values: Float32Array, from: Size, to: Size): Float32Array {
  if (from.height === to.height && from.width === to.width) return values;
  const axis = (source: number, count: number) => ({ start: source / count / 2 - 0.5, step: source / count, count });
  return resample(
    { pixels: values, width: from.width, height: from.height },
    axis(from.width, to.width),
    axis(from.height, to.height),
  );
}
