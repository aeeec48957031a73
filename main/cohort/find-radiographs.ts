// Finds radiographs under the user's paths. Searches folders; recognises DICOM by its content and pictures by their names.

import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { failed, type FileProblem } from '../domain/failure.ts';
import { readingFailure } from '../files/file-failure.ts';
import { readHead } from '../files/regular-file.ts';
import { listFolder } from './sources/list-folder.ts';
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
      for (const file of inside.files) files.add(file);
      problems.push(...inside.problems);
      if (inside.files.length + inside.problems.length === 0) {
        problems.push({ file: path, failure: failed('file-not-found', wanted.message).failure });
      }
    } catch (error) {
      const failure = readingFailure(error, path);
      if (failure === null) throw error;
      problems.push({ file: path, failure });
    }
  }
  return { files: [...files], problems };
}

async function filesIn(folder: string, wanted: Wanted): Promise<FoundFiles> {
  const listed = await listFolder(folder);
  if (!listed.ok) return { files: [], problems: [{ file: folder, failure: listed.failure }] };
  const files: string[] = [];
  const problems: FileProblem[] = [];
  for (const entry of listed.value) {
    if (entry.kind === 'problem') problems.push({ file: entry.path, failure: entry.failure });
    else if (entry.kind === 'folder') {
      const inside = await filesIn(entry.path, wanted);
      files.push(...inside.files);
      problems.push(...inside.problems);
    } else if (basename(entry.path) !== 'DICOMDIR' && (await wanted.isWanted(entry.path))) files.push(entry.path);
  }
  return { files, problems };
}

/** True for Part 10 files, and for data sets without a preamble that begin with group 2 or 8. An unreadable file is reported by its reader. */
async function looksLikeDicom(path: string): Promise<boolean> {
  const head = await readHead(path, 132);
  if (!head.ok) return true;
  const bytes = Buffer.from(head.value);
  if (bytes.length === 132 && bytes.toString('latin1', 128, 132) === 'DICM') return true;
  const [group, element] = bytes.length >= 8 ? [bytes.readUInt16LE(0), bytes.readUInt16LE(2)] : [0, 0];
  return (group === 2 || group === 8) && element < 0x20;
}
