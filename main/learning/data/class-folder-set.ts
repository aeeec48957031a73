// Prepares pictures in class folders for the trainer: decodes them once, at one size, and keeps them on disk.

import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readRegularFile } from '../../files/regular-file.ts';
import { fileFailure } from '../../files/file-failure.ts';
import { classFolderPicture } from '../../cohort/labels/class-folder.ts';
import { readPicture } from '../../dicom/read-picture.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { SplitPart } from '../../domain/study/split.ts';
import { seededRandom } from '../../domain/random.ts';
import { storedPicture, WHOLE_PICTURE } from '../../imaging/stored-picture.ts';
import type { ClassFolderData } from '../../training/recipe-data.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import type { LabelledPicture, LabelledPictures } from '../../training/tasks/labelled-pictures.ts';
import { dataText } from '../text/data.ts';

export interface ClassFolderOptions {
  /** The folder that holds `train`, `val` and possibly `test`. */
  readonly folder: string;
  /** `held-out`: the subjects of `train` that the recipe keeps back to select the epoch. */
  readonly part: SplitPart | 'held-out';
  readonly data: ClassFolderData;
  /** Draws the pictures if the recipe limits their number. */
  readonly seed: number;
  /** The folder for the decoded pictures. */
  readonly cache: string;
}

export interface FoundPicture {
  readonly path: string;
  readonly subject: string;
  readonly grade: number;
}

/** Returns the pictures of one part with their `kl` grade. Fails on the first file that cannot be read, or if there are no pictures. */
export async function classFolderSet(
  options: ClassFolderOptions,
  progress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Result<LabelledPictures>> {
  const found = await findClassPictures(options);
  if (!found.ok) return found;
  const { height, width } = options.data.stored;
  const items = found.value.map(({ subject, grade }): LabelledPicture => ({ subject, labels: { kl: grade } }));
  const cached = join(options.cache, `${await cacheName(options, found.value)}.pictures`);
  const length = items.length * height * width;
  const kept = await readRegularFile(cached, length); // not there unless decoded before
  if (kept.ok && kept.value.length === length)
    return success({ stored: { pixels: new Uint8Array(kept.value), size: { height, width } }, items });
  const decoded = new Uint8Array(length);
  for (const [index, { path }] of found.value.entries()) {
    if (signal.aborted) return failed('stopped', dataText.stopped.reading);
    const picture = await decode(path, options.data);
    if (!picture.ok) return picture;
    decoded.set(picture.value, index * height * width);
    progress(index + 1, items.length);
  }
  await makeFolder(options.cache);
  await writeWhole(cached, decoded);
  return success({ stored: { pixels: decoded, size: { height, width } }, items });
}

/** Returns the pictures of a part from their file names alone. Fails on a picture whose name gives no grade, rather than skip it silently. */
export async function findClassPictures({
  folder,
  part,
  data,
  seed,
}: Omit<ClassFolderOptions, 'cache'>): Promise<Result<FoundPicture[]>> {
  const named = part === 'held-out' ? 'train' : part;
  let names: string[];
  try {
    names = await readdir(join(folder, named), { recursive: true });
  } catch (error) {
    const failure = fileFailure(error, join(folder, named));
    if (failure === null) throw error;
    if (failure.code === 'file-not-found') return failed(failure.code, dataText.classFolders.partMissing(folder, named));
    return { ok: false, failure };
  }
  const belongs = (subject: string): boolean => named !== 'train' || isHeldOut(subject, data) === (part === 'held-out');
  const found: FoundPicture[] = [];
  for (const path of names.sort().map((name) => join(folder, named, name))) {
    const picture = classFolderPicture(path);
    if (picture !== null) {
      if (belongs(picture.subject)) found.push({ path, subject: picture.subject, grade: picture.grade });
    } else if (/\.(png|jpe?g)$/i.test(path)) return failed('labels-malformed', dataText.classFolders.noGradeInPath(path));
  }
  if (found.length === 0) return failed('labels-malformed', dataText.classFolders.empty(join(folder, named)));
  return success(data.atMost === undefined ? found : draw(found, data.atMost, `${seed}/${part}`));
}

/** The part whose pictures select the epoch. */
export function selectingPart({ heldOut }: ClassFolderData): 'val' | 'held-out' {
  return heldOut === undefined ? 'val' : 'held-out';
}

/** The part that neither teaches nor chooses, so that a run can be measured on it. */
export function measuringPart({ heldOut }: ClassFolderData): 'test' | 'val' {
  return heldOut === undefined ? 'test' : 'val';
}

/** Depends on the subject's name alone, so both joints fall on one side, and further pictures move no subject. */
function isHeldOut(subject: string, { heldOut = 0 }: ClassFolderData): boolean {
  const hash = createHash('sha256').update(subject).digest();
  return hash.readUInt32BE(0) / 2 ** 32 < heldOut;
}

/** Draws at most this many pictures and keeps their order. */
function draw(found: readonly FoundPicture[], count: number, seed: string): FoundPicture[] {
  const random = seededRandom(seed);
  const ranks = found.map((picture) => ({ picture, rank: random.next() }));
  const chosen = new Set(
    ranks
      .sort((one, other) => one.rank - other.rank)
      .slice(0, count)
      .map(({ picture }) => picture),
  );
  return found.filter((picture) => chosen.has(picture));
}

async function decode(path: string, data: ClassFolderData): Promise<Result<Uint8Array>> {
  const bytes = await readRegularFile(path);
  if (!bytes.ok) return bytes;
  const picture = await readPicture(new Uint8Array(bytes.value));
  if (!picture.ok) return failed(picture.failure.code, dataText.inFile(path, picture.failure.message));
  return success(storedPicture(picture.value, data));
}

/** Changes with the files, their sizes, and how they are decoded. */
async function cacheName({ data, part }: ClassFolderOptions, found: readonly FoundPicture[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([data.region ?? WHOLE_PICTURE, data.stored, data.intensity, part]));
  for (const { path } of found) hash.update(`${path}\n${(await stat(path)).size}\n`);
  return hash.digest('hex').slice(0, 16);
}
