// Finds radiographs under the user's paths. Searches folders; recognises DICOM by its content and pictures by their names.

import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, type FileProblem } from '../domain/failure.ts';
import { fileFailure } from '../files/file-failure.ts';
import { sourceText } from './text/sources.ts';

export interface FoundFiles {
  readonly files: readonly string[];
  readonly problems: readonly FileProblem[];
}

/** Files that accompany radiographs and are found separately. */
const COMPANION = /\.(pts|csv|txt)$/i;

/** Which files of a folder are wanted. */
export interface Wanted {
  readonly isWanted: (path: string) => Promise<boolean>;
  /** The message for a folder without any. */
  readonly message: string;
}

const DICOM: Wanted = {
  isWanted: looksLikeDicom,
  message: sourceText.folder.noDicom,
};

export const PICTURES: Wanted = {
  isWanted: async (path) => /\.(png|jpe?g)$/i.test(path) || (await looksLikeDicom(path)),
  message: sourceText.folder.noPicture,
};

/**
 * Takes every file that the user named, except points and tables beside radiographs, and the wanted files of folders. In a stable order,
 * each file once.
 */
export async function findRadiographs(named: readonly string[], wanted = DICOM): Promise<FoundFiles> {
  const alone = named.every((path) => COMPANION.test(path));
  const paths = alone ? named : named.filter((path) => !COMPANION.test(path));
  const files = new Set<string>();
  const problems: FileProblem[] = [];
  for (const path of paths) {
    try {
      if (!(await stat(path)).isDirectory()) {
        files.add(path);
        continue;
      }
      const inside = await filesIn(path, wanted);
      for (const file of inside) files.add(file);
      if (inside.length === 0) {
        problems.push({ file: path, failure: failed('file-not-found', wanted.message).failure });
      }
    } catch (error) {
      const failure = fileFailure(error, path);
      if (failure === null) throw error;
      problems.push({ file: path, failure });
    }
  }
  return { files: [...files], problems };
}

async function filesIn(folder: string, wanted: Wanted): Promise<readonly string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) found.push(...(await filesIn(path, wanted)));
    else if (entry.isFile() && entry.name !== 'DICOMDIR' && (await wanted.isWanted(path))) found.push(path);
  }
  return found;
}

/** True for Part 10 files, and for data sets without a preamble that begin with group 2 or 8. */
async function looksLikeDicom(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(132), 0, 132, 0);
    if (bytesRead === 132 && buffer.toString('latin1', 128, 132) === 'DICM') return true;
    const group = bytesRead >= 8 ? buffer.readUInt16LE(0) : 0;
    const element = bytesRead >= 8 ? buffer.readUInt16LE(2) : 0;
    return (group === 2 || group === 8) && element < 0x20;
  } finally {
    await file.close();
  }
}
