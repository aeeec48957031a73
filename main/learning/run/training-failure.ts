// Failures of the engine or the disk that can end a training run. Any other error is a bug and ends the process with its stack.

import { failed, FailureError, type Failure } from '../../domain/failure.ts';

/** Returns the failure behind an error of the engine, the disk or the phantom. Throws any other error again. */
export function trainingFailure(error: unknown, folder: string): Failure {
  if (error instanceof FailureError) return error.failure;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const resume = `You can resume the run from its last finished epoch in ${folder}.`;
  switch (code) {
    case 'OUT_OF_MEMORY':
      return failed(
        'out-of-memory',
        `Training needs more memory than is free. Choose a smaller batch or smaller images. ${resume}`,
      ).failure;
    case 'ENOSPC':
      return failed('disk-full', `The disk of ${folder} is full, so no checkpoint could be written. Free some space. ${resume}`)
        .failure;
    case 'EACCES':
    case 'EROFS':
    case 'EPERM':
      return failed(
        'folder-not-writable',
        `The run's folder ${folder} cannot be written. Choose another folder, or ask for permission to write there.`,
      ).failure;
    default:
      throw error;
  }
}
