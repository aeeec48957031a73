// What can end a training run from below, in words that say what to do. Anything else is a bug and ends the process with its stack.

import { failed, FailureError, type Failure } from '../../domain/failure.ts';

/** The failure that an error of the engine, the disk or the phantom means; other errors are thrown on. */
export function trainingFailure(error: unknown, folder: string): Failure {
  if (error instanceof FailureError) return error.failure;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const goOn = `The run can go on from its last finished epoch in ${folder}.`;
  switch (code) {
    case 'OUT_OF_MEMORY':
      return failed('out-of-memory', `Training needs more memory than there is. Choose a smaller batch or picture size. ${goOn}`)
        .failure;
    case 'ENOSPC':
      return failed('disk-full', `The disk of ${folder} is full, so no checkpoint could be written. Make room. ${goOn}`).failure;
    case 'EACCES':
    case 'EROFS':
    case 'EPERM':
      return failed('folder-not-writable', `The run's folder ${folder} cannot be written. Choose another, or allow writing.`)
        .failure;
    default:
      throw error;
  }
}
