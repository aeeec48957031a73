// Finds radiographs under the paths a user gives: files as named, folders walked, DICOM known by its content, pictures by their names.

import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, type FileProblem } from '../domain/failure.ts';
import { fileFailure } from '../files/file-failure.ts';

export interface FoundFiles {
  readonly files: readonly string[];
  readonly problems: readonly FileProblem[];
}

/** What comes along with radiographs and is looked for by itself. */
const COMPANION = /\.(pts|csv|txt)$/i;

/** What is taken of a folder's files. */
export interface Sought {
  readonly isWanted: (path: string) => Promise<boolean>;
  /** What is said of a folder without any. */
  readonly nothing: string;
}

const DICOM: Sought = {
  isWanted: looksLikeDicom,
  nothing: 'The folder holds no DICOM file. Choose the folder that holds the radiographs.',
};

export const PICTURES: Sought = {
  isWanted: async (path) => /\.(png|jpe?g)$/i.test(path) || (await looksLikeDicom(path)),
  nothing: 'The folder holds no PNG, JPEG or DICOM picture. Choose the folder that holds the pictures.',
};

/**
 * Files named by the user are taken whatever they hold, but for the companions of others; in folders only what is sought. In a stable
 * order, each once.
 */
export async function findRadiographs(named: readonly string[], sought = DICOM): Promise<FoundFiles> {
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
      const inside = await filesIn(path, sought);
      for (const file of inside) files.add(file);
      if (inside.length === 0) {
        problems.push({
          file: path,
          ...failed('file-not-found', sought.nothing),
        });
      }
    } catch (error) {
      const failure = fileFailure(error, path);
      if (failure === null) throw error;
      problems.push({ file: path, failure });
    }
  }
  return { files: [...files], problems };
}

async function filesIn(folder: string, sought: Sought): Promise<readonly string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) found.push(...(await filesIn(path, sought)));
    else if (entry.isFile() && entry.name !== 'DICOMDIR' && (await sought.isWanted(path))) found.push(path);
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
