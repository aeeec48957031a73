// Keeps a second training process out of a run's folder. The process that trains holds the lock, and the operating system releases it when
// that process dies, however it dies. A run of a program that was killed is therefore locked for as long as its process still ends.

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { takeStudyLock, type StudyLock } from '../../database/study-lock.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import { runText } from '../text/run.ts';

const LOCK = 'run.lock';

/** Trains with the lock of the run's folder. Fails with `study-busy` if another process holds it. */
export async function withRunLock<T>(folder: string, train: () => Promise<Result<T>>): Promise<Result<T>> {
  await mkdir(folder, { recursive: true });
  const lock = lockOf(folder);
  if (!lock.ok) return lock;
  try {
    return await train();
  } finally {
    lock.value.release();
  }
}

/** Fails with `study-busy` while a process trains in the run's folder. */
export function runIsFree(folder: string): Result<null> {
  if (!existsSync(join(folder, LOCK))) return success(null);
  const lock = lockOf(folder);
  if (!lock.ok) return lock;
  lock.value.release();
  return success(null);
}

function lockOf(folder: string): Result<StudyLock> {
  const lock = takeStudyLock(join(folder, LOCK));
  return lock === null ? failed('study-busy', runText.start.stillEnding(folder)) : success(lock);
}
