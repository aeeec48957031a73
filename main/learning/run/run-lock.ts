// Keeps a second training process out of a run's folder. The process that trains holds the lock, and the operating system releases it when
// that process dies, however it dies. A run of a program that was killed is therefore locked for as long as its process still ends.

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { takeStudyLock } from '../../database/study-lock.ts';
import { filesText } from '../../files/text.ts';
import { failed, success, type Failure, type Result } from '../../domain/failure.ts';
import { runText } from '../text/run.ts';

const LOCK = 'run.lock';

/** Trains with the lock of the run's folder. Fails with `study-busy` if another process holds it. */
export async function withRunLock<T>(folder: string, train: () => Promise<Result<T>>): Promise<Result<T>> {
  await mkdir(folder, { recursive: true });
  const lock = takeStudyLock(join(folder, LOCK));
  if (lock === 'held') return failed('study-busy', runText.start.stillEnding(folder));
  if (lock === 'read-only') return { ok: false, failure: notWritable(folder) };
  try {
    return await train();
  } finally {
    lock.release();
  }
}

/** Fails with `study-busy` while a process trains in the run's folder. */
export function runIsFree(folder: string): Result<null> {
  const path = join(folder, LOCK);
  if (!existsSync(path)) return success(null);
  const lock = takeStudyLock(path);
  if (lock === 'held') return failed('study-busy', runText.start.stillEnding(folder));
  if (lock === 'read-only') return { ok: false, failure: notWritable(folder) };
  lock.release();
  return success(null);
}

function notWritable(folder: string): Failure {
  return failed('folder-not-writable', filesText.notWritable(basename(folder))).failure;
}
