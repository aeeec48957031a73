// What the operating system says of a file or a disk, in words that say what to do.

import { basename } from 'node:path';
import { failed, type Failure } from '../domain/failure.ts';

/** The failure behind an error of the file system or of SQLite, or null when it is a bug. */
export function fileFailure(error: unknown, path: string): Failure | null {
  const name = basename(path);
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return failed('file-not-found', `${name} was not found. Check the path and that the disk is attached.`).failure;
    case 'EISDIR':
      return failed('file-unreadable', `${name} is a folder where a file was expected.`).failure;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
      return failed(
        'folder-not-writable',
        `${name} may not be opened or written here. Choose another folder or ask for the right to it.`,
      ).failure;
    case 'ENOSPC':
    case 'EDQUOT':
    case 'SQLITE_FULL':
      return failed(
        'disk-full',
        `The disk is full: ${name} could not be written. Free some space and start again; what was done is kept.`,
      ).failure;
    case 'EIO':
    case 'SQLITE_IOERR':
      return failed('file-unreadable', `${name} could not be read from the disk. Check the disk, or copy the file anew.`).failure;
    default:
      return null;
  }
}

/** The same for a file that is only read: what is forbidden is then the reading. */
export function readingFailure(error: unknown, file: string): Failure | null {
  const failure = fileFailure(error, file);
  if (failure?.code !== 'folder-not-writable') return failure;
  return failed('file-unreadable', `${basename(file)} may not be read. Ask for the right to read it, or copy it elsewhere.`)
    .failure;
}

/** The same for a folder that is to be made or filled: what is missing there is the place, not a file. */
export function folderFailure(error: unknown, folder: string): Failure | null {
  const code = codeOf(error);
  if (!['ENOENT', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENAMETOOLONG', 'ELOOP'].includes(code)) return fileFailure(error, folder);
  return failed(
    'folder-not-writable',
    `The folder ${basename(folder)} cannot be made or written there. Choose another folder, one in which you may create files.`,
  ).failure;
}

/** The code of an error of the file system or of SQLite, such as `ENOENT`; empty if it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** True for failures of the study's own disk, which end a batch instead of one file. */
export function endsBatch(failure: Failure): boolean {
  return failure.code === 'disk-full' || failure.code === 'folder-not-writable';
}

/** The failure, its sentence naming the file. */
export function namingFile(failure: Failure, path: string): Failure {
  const name = basename(path);
  return failure.message.includes(name) ? failure : { code: failure.code, message: `${name}: ${failure.message}` };
}
