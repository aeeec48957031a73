// Failures of the engine or the disk that can end a training run. Any other error is a bug and ends the process with its stack.

import { failed, FailureError, type Failure } from '../../domain/failure.ts';
import { runText } from '../text/run.ts';

/** Returns the failure behind an error of the engine, the disk or the phantom. Throws any other error again. */
export function trainingFailure(error: unknown, folder: string): Failure {
  if (error instanceof FailureError) return error.failure;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'OUT_OF_MEMORY':
      return failed('out-of-memory', runText.failure.outOfMemory(folder)).failure;
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return failed('disk-full', runText.failure.diskFull(folder)).failure;
    case 'EACCES':
    case 'EROFS':
    case 'EPERM':
      return failed('folder-not-writable', runText.failure.folderNotWritable(folder)).failure;
    default:
      throw error;
  }
}
