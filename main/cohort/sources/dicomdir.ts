// A DICOMDIR: the table of contents of a medium, which lists its files. PS3.3 annex F, PS3.10 8.

import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openDataSet } from '../../dicom/data-set.ts';
import { decodeElements } from '../../dicom/header.ts';
import { failed, success, type FileProblem, type Result } from '../../domain/failure.ts';
import { diskFile, type SourceFile } from './source-file.ts';
import { sourceText } from '../text/sources.ts';

export interface ReferencedFiles {
  readonly files: readonly SourceFile[];
  readonly problems: readonly FileProblem[];
}

const DIRECTORY_RECORDS = 0x00041220;

/** The files that a DICOMDIR on disk lists. Missing files are problems. */
export async function referencedFiles(directory: string, bytes: Uint8Array): Promise<Result<ReferencedFiles>> {
  const references = referencesOf(bytes);
  if (!references.ok) return references;
  const files: SourceFile[] = [];
  const problems: FileProblem[] = [];
  for (const parts of references.value) {
    const location = join(dirname(directory), ...parts);
    const found = parts.every(isPlain) ? await foundFile(dirname(directory), parts) : null;
    if (found !== null) files.push(found);
    else {
      const name = parts.at(-1) ?? 'DICOMDIR';
      problems.push({
        file: location,
        ...failed('file-not-found', sourceText.dicomdir.lacksFile(name)),
      });
    }
  }
  return success({ files, problems });
}

/** Each reference as the parts of its path, folders first. */
function referencesOf(bytes: Uint8Array): Result<readonly (readonly string[])[]> {
  const dataSet = openDataSet(bytes);
  if (!dataSet.ok) return dataSet;
  const natural = decodeElements(dataSet.value, (element) => element.tag === DIRECTORY_RECORDS);
  const records: unknown = natural?.['DirectoryRecordSequence'];
  if (!Array.isArray(records)) {
    return failed('dicom-malformed', sourceText.dicomdir.empty);
  }
  const references = records.flatMap((record: unknown) => {
    if (typeof record !== 'object' || record === null || !('ReferencedFileID' in record)) return [];
    const parts: unknown[] = [record.ReferencedFileID].flat();
    const names = parts.filter((part) => typeof part === 'string').flatMap((part) => part.split('\\'));
    return names.length === 0 ? [] : [names];
  });
  return success(references);
}

/** Whether the part of a path stays below the medium. */
function isPlain(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..' && !/[/\\:\0]/.test(part);
}

/**
 * Media write names in capitals, and file systems often show them in small letters. Some programs give the files an ending, which the
 * DICOMDIR does not list (PS3.10 8.2), and some keep the version that ISO 9660 adds.
 */
async function foundFile(folder: string, [name, ...rest]: readonly string[]): Promise<SourceFile | null> {
  if (name === undefined) return null;
  const entries = await readdir(folder).catch(() => []); // a missing folder holds nothing
  const wanted = plainName(name);
  const isFolder = rest.length > 0;
  const entry =
    entries.find((one) => one === name) ??
    entries.find((one) => one.toLowerCase() === name.toLowerCase()) ??
    entries.find((one) => plainName(one) === wanted) ??
    (isFolder ? undefined : entries.find((one) => withoutEnding(plainName(one)) === withoutEnding(wanted)));
  if (entry === undefined) return null;
  const path = join(folder, entry);
  if (isFolder) return foundFile(path, rest);
  const found = await stat(path).catch(() => null); // the file may be deleted after the listing
  return found?.isFile() === true ? diskFile(path, found.size) : null;
}

/** The name in small letters, without a version such as `;1` and the dot that may end a name without an ending. */
function plainName(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/;\d{1,5}$/, '')
    .replace(/\.$/, '');
}

function withoutEnding(name: string): string {
  return name.replace(/\.(?:dcm|dicom|dic|ima)$/, '');
}
