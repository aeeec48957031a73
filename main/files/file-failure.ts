// Errors of the file system and of SQLite as failures that say what to do.

import { basename } from 'node:path';
import { failed, type Failure } from '../domain/failure.ts';
import { filesText } from './text.ts';

/** Returns the failure for an error of the file system or of SQLite. Null if the error is a bug. */
export function fileFailure(error: unknown, path: string): Failure | null {
  const name = shortened(basename(path));
  switch (primaryCode(codeOf(error))) {
    case 'ENOENT':
    case 'ENOTDIR':
      return failed('file-not-found', filesText.notFound(name)).failure;
    case 'EISDIR':
      return failed('file-unreadable', filesText.isFolder(name)).failure;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'SQLITE_READONLY':
    case 'SQLITE_CANTOPEN':
      return failed('folder-not-writable', filesText.notWritable(name)).failure;
    case 'ENOSPC':
    case 'EDQUOT':
    case 'SQLITE_FULL':
      return failed('disk-full', filesText.diskFull(name)).failure;
    case 'EFBIG':
      return failed('disk-full', filesText.fileTooLarge(name)).failure;
    case 'ENAMETOOLONG':
      return failed('file-unreadable', filesText.nameTooLong(name)).failure;
    case 'ELOOP':
      return failed('file-unreadable', filesText.linkLoop(name)).failure;
    case 'EIO':
    case 'SQLITE_IOERR':
      return failed('file-unreadable', filesText.diskError(name)).failure;
    default:
      return null;
  }
}

/** The same for a file that is only read. A permission error is then about reading, and every error of the file system is expected. */
export function readingFailure(error: unknown, file: string): Failure | null {
  const failure = fileFailure(error, file);
  const name = shortened(basename(file));
  if (failure === null && isFileSystemError(error))
    return failed('file-unreadable', filesText.unreadable(name, codeOf(error))).failure;
  if (failure?.code !== 'folder-not-writable') return failure;
  return failed('file-unreadable', filesText.notReadable(name)).failure;
}

/** True for errors of the system's calls, and for paths that Node does not pass on to the system. */
function isFileSystemError(error: unknown): boolean {
  return (error instanceof Error && 'syscall' in error) || codeOf(error) === 'ERR_INVALID_ARG_VALUE';
}

const LONGEST_NAME = 80;

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}...` : name;
}

/** The same for a folder to create or to write into. If a path is missing, the message names the folder. */
export function folderFailure(error: unknown, folder: string): Failure | null {
  const code = codeOf(error);
  if (!['ENOENT', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENAMETOOLONG', 'ELOOP'].includes(code)) return fileFailure(error, folder);
  return failed('folder-not-writable', filesText.folderNotWritable(basename(folder))).failure;
}

/** SQLite's codes name details after the kind of error, such as `SQLITE_IOERR_WRITE`. */
function primaryCode(code: string): string {
  return /^SQLITE_[A-Z]+/.exec(code)?.[0] ?? code;
}

/** Returns the code of an error of the file system or of SQLite, such as `ENOENT`. Empty if it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** True for failures of the study's own disk, which end the whole batch and not just one file. */
export function endsBatch(failure: Failure): boolean {
  return failure.code === 'disk-full' || failure.code === 'folder-not-writable';
}

/** Returns the failure with a message that names the file. */
export function namingFile(failure: Failure, path: string): Failure {
  const name = shortened(basename(path));
  return failure.message.includes(name) ? failure : failed(failure.code, filesText.about(name, failure.message)).failure;
}
