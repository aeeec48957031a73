// Every change of a study's database passes here, so that nothing is reported as saved that is not on the disk.

import { basename } from 'node:path';
import { failed, FailureError } from '../../domain/failure.ts';
import { safekeepingText } from '../text/safekeeping.ts';
import { studyFault } from './study-faults.ts';

/** What a write needs to know of a study. */
export interface WritableStudy {
  readonly folder: string;
  readonly readOnly: boolean;
  readonly stillThere: () => boolean;
}

/**
 * Runs a change of the study's database. Throws a `FailureError` if the study is open for reading only, if its folder was deleted or
 * replaced, or if the disk is full or fails.
 */
export function writeToStudy<T>(study: WritableStudy, write: () => T): T {
  if (study.readOnly) throw new FailureError(failed('study-read-only', safekeepingText.cannotSave).failure);
  requireStillThere(study);
  let written: T;
  try {
    written = write();
  } catch (error) {
    const failure = studyFault(error, study.folder);
    throw failure === null ? error : new FailureError(failure);
  }
  requireStillThere(study);
  return written;
}

/** Throws a `FailureError` if the study's folder was deleted or replaced. For work that needs its files. */
export function requireStillThere({ folder, stillThere }: Pick<WritableStudy, 'folder' | 'stillThere'>): void {
  if (stillThere()) return;
  throw new FailureError(failed('study-not-found', safekeepingText.gone(basename(folder))).failure);
}
