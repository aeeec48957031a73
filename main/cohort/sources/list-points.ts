// Lists files with points that the user did not name: those beside named films, or those of a folder of points.

import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { success, type Result } from '../../domain/failure.ts';
import { readingFailure } from '../../files/file-failure.ts';
import { listFolder } from './list-folder.ts';
import { diskFile, type SourceFile } from './source-file.ts';

export interface PointsPlaces {
  /** Films, beside which points are listed. */
  readonly images: readonly string[];
  /** A file of points for all films, or a folder, which is listed instead. Null if the user names neither. */
  readonly landmarks: string | null;
}

export interface ListedPoints {
  readonly files: readonly SourceFile[];
  /** Whether `landmarks` is the one file. */
  readonly isOneFile: boolean;
}

/** Fails if `landmarks` cannot be read. Folders of films that cannot be listed hold no points. */
export async function listPoints({ images, landmarks }: PointsPlaces): Promise<Result<ListedPoints>> {
  if (landmarks !== null) return pointsIn(landmarks);
  const files: SourceFile[] = [];
  for (const folder of new Set(images.map((image) => dirname(image)))) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter(isPointsName)) files.push(await fileOf(join(folder, name)));
  }
  return success({ files, isOneFile: false });
}

async function pointsIn(landmarks: string): Promise<Result<ListedPoints>> {
  try {
    const entry = await stat(landmarks);
    if (!entry.isDirectory()) return success({ files: [diskFile(landmarks, entry.size)], isOneFile: true });
  } catch (error) {
    const failure = readingFailure(error, landmarks);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
  const files: SourceFile[] = [];
  for (const folders = [landmarks]; folders.length > 0;) {
    const listed = await listFolder({ folder: folders.pop() ?? landmarks, chosen: landmarks });
    if (!listed.ok) return listed;
    for (const entry of listed.value) {
      if (entry.kind === 'folder') folders.push(entry.path);
      else if (isPointsName(entry.path) && entry.kind === 'file') files.push(diskFile(entry.path, entry.size));
      else if (isPointsName(entry.path)) files.push(diskFile(entry.path, 0)); // the film that needs it reports why it cannot be read
    }
  }
  return success({ files, isOneFile: false });
}

/** A size of 0 for a file that cannot be opened: the film that needs it reports why. */
async function fileOf(path: string): Promise<SourceFile> {
  return diskFile(
    path,
    await stat(path).then(
      ({ size }) => size,
      () => 0,
    ),
  );
}

function isPointsName(name: string): boolean {
  return /\.(?:pts|mrk\.json)$/i.test(name);
}
