// Pictures in class folders as the trainer wants them: decoded once, at one size, and kept on disk beside the run.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFailure } from '../../files/file-failure.ts';
import { classFolderPicture } from '../../cohort/labels/class-folder.ts';
import { readPicture } from '../../dicom/read-picture.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { SplitPart } from '../../domain/study/split.ts';
import { seededRandom } from '../../domain/random.ts';
import { storedPicture, WHOLE_PICTURE } from '../../imaging/stored-picture.ts';
import type { ClassFolderData } from '../../training/recipe-data.ts';
import { writeWhole } from '../../files/write-whole.ts';
import type { LabelledPicture, LabelledPictures } from '../../training/tasks/labelled-pictures.ts';

export interface ClassFolderOptions {
  /** Holds `train`, `val` and perhaps `test`. */
  readonly folder: string;
  readonly part: SplitPart;
  readonly data: ClassFolderData;
  /** Draws the pictures where the recipe wants only so many. */
  readonly seed: number;
  /** The folder for the decoded pictures. */
  readonly cache: string;
}

export interface FoundPicture {
  readonly path: string;
  readonly subject: string;
  readonly grade: number;
}

/** The pictures of one part with their `kl` grade. Fails with the first file that cannot be read, or when there is none. */
export async function classFolderSet(
  options: ClassFolderOptions,
  progress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Result<LabelledPictures>> {
  const found = await findClassPictures(options);
  if (!found.ok) return found;
  const { height, width } = options.data.stored;
  const items = found.value.map(({ subject, grade }): LabelledPicture => ({ subject, labels: { kl: grade } }));
  const kept = join(options.cache, `${await nameOf(options, found.value)}.pictures`);
  const pixels = await readFile(kept).then(
    (bytes) => new Uint8Array(bytes),
    () => undefined,
  ); // not kept yet
  if (pixels?.length === items.length * height * width) return success({ stored: { pixels, size: { height, width } }, items });
  const decoded = new Uint8Array(items.length * height * width);
  for (const [index, { path }] of found.value.entries()) {
    if (signal.aborted) return failed('stopped', 'The training was stopped while its pictures were being read.');
    const picture = await decode(path, options.data);
    if (!picture.ok) return picture;
    decoded.set(picture.value, index * height * width);
    progress(index + 1, items.length);
  }
  await mkdir(options.cache, { recursive: true });
  await writeWhole(kept, decoded);
  return success({ stored: { pixels: decoded, size: { height, width } }, items });
}

/** The pictures of a part by their names alone; a picture that is left out unseen would be missed by nobody, so none is. */
export async function findClassPictures({
  folder,
  part,
  data,
  seed,
}: Omit<ClassFolderOptions, 'cache'>): Promise<Result<FoundPicture[]>> {
  let names: string[];
  try {
    names = await readdir(join(folder, part), { recursive: true });
  } catch (error) {
    const failure = fileFailure(error, join(folder, part));
    if (failure === null) throw error;
    if (failure.code === 'file-not-found') return failed(failure.code, `${folder} holds no folder ${part}. ${EXPECTED}`);
    return { ok: false, failure };
  }
  const found: FoundPicture[] = [];
  for (const path of names.sort().map((name) => join(folder, part, name))) {
    const picture = classFolderPicture(path);
    if (picture !== null) found.push({ path, subject: picture.subject, grade: picture.grade });
    else if (/\.(png|jpe?g)$/i.test(path))
      return failed('labels-malformed', `${path} has no grade that can be read. ${EXPECTED}`);
  }
  if (found.length === 0)
    return failed('labels-malformed', `${join(folder, part)} holds no pictures in class folders. ${EXPECTED}`);
  return success(data.atMost === undefined ? found : drawn(found, data.atMost, `${seed}/${part}`));
}

const EXPECTED =
  'Folders train and val were expected, in each the folders 0 to 4 of files named like 9001695L.png. Rename or remove what does not belong.';

/** So many at most, in their order. */
function drawn(found: readonly FoundPicture[], count: number, seed: string): FoundPicture[] {
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
  const picture = await readPicture(new Uint8Array(await readFile(path)));
  if (!picture.ok) return failed(picture.failure.code, `${path}: ${picture.failure.message}`);
  return success(storedPicture(picture.value, data));
}

/** Changes with the files, their sizes, and how they are to be read. */
async function nameOf({ data, part }: ClassFolderOptions, found: readonly FoundPicture[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([data.region ?? WHOLE_PICTURE, data.stored, data.intensity, part]));
  for (const { path } of found) hash.update(`${path}\n${(await stat(path)).size}\n`);
  return hash.digest('hex').slice(0, 16);
}
