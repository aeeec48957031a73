// What the operating system says of a file or a disk, in words that say what to do.

import { basename } from 'node:path';
import { failed, type Failure } from '../domain/failure.ts';

/** The failure behind an error of the file system or of SQLite, or null when it is a bug. */
export function fileFailure(error: unknown, path: string): Failure | null {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const name = basename(path);
  switch (code) {
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

/** True for failures of the study's own disk, which end a batch instead of one file. */
export function endsBatch(failure: Failure): boolean {
  return failure.code === 'disk-full' || failure.code === 'folder-not-writable';
}

/** The failure, its sentence naming the file. */
export function namingFile(failure: Failure, path: string): Failure {
  const name = basename(path);
  return failure.message.includes(name) ? failure : { code: failure.code, message: `${name}: ${failure.message}` };
}
