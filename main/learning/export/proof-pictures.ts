// Chooses pictures on which an export is checked: the run's own, or those of the study or of class folders.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Study } from '../../cohort/study-folder.ts';
import { someCropObjects } from '../../database/crops.ts';
import { success, type Result } from '../../domain/failure.ts';
import { CROP_SIZE } from '../../domain/hip-crop.ts';
import { resample } from '../../imaging/resample.ts';
import { architectureOf } from '../../training/recipe-architecture.ts';
import { plainPictures } from '../../training/pictures.ts';
import type { Recipe, RecipeOf } from '../../training/recipe.ts';
import { classFolderSet, selectingPart } from '../data/class-folder-set.ts';
import type { ProofPictures } from './prove-export.ts';

/** More pictures add nothing: a fault of the export shows on every picture. */
const ENOUGH = 8;
const HIP = { height: CROP_SIZE, width: CROP_SIZE };

interface Size {
  readonly height: number;
  readonly width: number;
}

/** Where pictures come from if the run kept none. */
export interface PictureSources {
  readonly study: Study | null;
  /** The folder of the class folders. */
  readonly data?: string | undefined;
}

/** Returns at most eight pictures, as the network reads them. Empty if neither the run nor the sources have any. */
export async function proofPictures(
  recipe: Recipe,
  runFolder: string,
  { study, data: folder }: PictureSources,
): Promise<Result<ProofPictures>> {
  const { inputSize, inputWidth } = architectureOf(recipe);
  const size = { height: inputSize, width: inputWidth ?? inputSize };
  const cache = join(runFolder, 'crops');
  if (recipe.system === 3) {
    const { stored } = recipe.data;
    const cached = await cachedPictures(cache, stored);
    const found = cached.length > 0 || folder === undefined ? success(cached) : await folderPictures(recipe, folder, cache);
    if (!found.ok) return found;
    const range = recipe.inputRange ?? 'zero-to-one';
    return success({ ...size, pictures: found.value.map((pixels) => plainPictures({ pixels, size: stored }, size, range)) });
  }
  const cached = await cachedPictures(cache, HIP);
  const crops = cached.length > 0 || study === null ? cached : await studyCrops(study);
  return success({ ...size, pictures: crops.map((bytes) => atSize(shades(bytes), HIP, size)) });
}

/** Returns pictures of the validation part. */
async function folderPictures(recipe: RecipeOf<3>, folder: string, cache: string): Promise<Result<Uint8Array[]>> {
  const data = { ...recipe.data, atMost: ENOUGH };
  const { signal } = new AbortController();
  const part = selectingPart(data);
  const set = await classFolderSet({ folder, part, data, seed: recipe.seed, cache }, () => undefined, signal);
  if (!set.ok) return set;
  const { pixels, size } = set.value.stored;
  const area = size.height * size.width;
  return success(set.value.items.map((_, at) => pixels.subarray(at * area, (at + 1) * area)));
}

async function cachedPictures(folder: string, { height, width }: Size): Promise<Uint8Array[]> {
  const area = height * width;
  const names = await readdir(folder).catch(() => []); // the run kept no pictures
  for (const name of names.filter((each) => /\.(crops|pictures)$/.test(each)).sort()) {
    const bytes = new Uint8Array(await readFile(join(folder, name)));
    const count = Math.min(ENOUGH, Math.floor(bytes.length / area));
    if (count > 0) return Array.from({ length: count }, (_, at) => bytes.subarray(at * area, (at + 1) * area));
  }
  return [];
}

async function studyCrops({ database, objects }: Study): Promise<Uint8Array[]> {
  const crops = await Promise.all(someCropObjects(database, ENOUGH).map((object) => objects.read(object)));
  return crops.map((bytes) => new Uint8Array(bytes));
}

function shades(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (value) => value / 255);
}

/** Resamples so that pixel edges, not centres, line up between the two sizes. */
function atSize(values: Float32Array, from: Size, to: Size): Float32Array {
  if (from.height === to.height && from.width === to.width) return values;
  const axis = (source: number, count: number) => ({ start: source / count / 2 - 0.5, step: source / count, count });
  return resample(
    { pixels: values, width: from.width, height: from.height },
    axis(from.width, to.width),
    axis(from.height, to.height),
  );
}
