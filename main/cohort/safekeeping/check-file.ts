// Checks a database before it is opened: a small one at once, a large one in a thread.

import { stat } from 'node:fs/promises';
import { checkDatabase, type CheckDepth } from '../../database/integrity/check-database.ts';
import { DamagedDatabaseError } from '../../database/integrity/database-errors.ts';
import { failed, valueOrThrow } from '../../domain/failure.ts';
import { siblingProgram } from '../../processes/program.ts';
import { openThreads, type ThreadFailures } from '../../processes/threads.ts';
import { safekeepingText } from '../text/safekeeping.ts';
import { CheckAnswerSchema, type CheckTask } from './check-task.ts';

/** A database of this size is checked in about 25 ms, less than a thread takes to start. */
const SMALL_BYTES = 16 * 2 ** 20;

/** A database of 100,000 hips (570 MB) takes a second from memory and some ten seconds from a slow disk. */
const TIME_LIMIT_MS = 10 * 60_000;

/** Throws a `DamagedDatabaseError`, or an error of SQLite or of the file system. Nothing else may have the database open. */
export async function checkDatabaseFile(path: string, depth: CheckDepth): Promise<void> {
  if ((await stat(path)).size <= SMALL_BYTES) return checkDatabase(path, depth);
  await checkInThread({ path, depth, open: false });
}

/** The same for a database that this process has open. Reads every row and every index. */
export async function checkOpenDatabaseFile(path: string): Promise<void> {
  await checkInThread({ path, depth: 'full', open: true });
}

async function checkInThread(task: CheckTask): Promise<void> {
  const program = siblingProgram('check-worker', import.meta.url);
  const threads = openThreads<CheckTask>({ program, failures: FAILURES, threads: 1, timeLimitMs: TIME_LIMIT_MS });
  try {
    const found = valueOrThrow(await threads.run(task, { value: CheckAnswerSchema }));
    if (found !== null) throw new DamagedDatabaseError(found.damage, found.detail);
  } finally {
    await threads.close();
  }
}

const FAILURES: ThreadFailures = {
  tooSlow: () => failed('file-unreadable', safekeepingText.checkTooSlow).failure,
  outOfMemory: () => failed('out-of-memory', safekeepingText.checkEnded).failure,
  crashed: () => failed('unexpected', safekeepingText.checkEnded).failure,
  closed: () => failed('stopped', safekeepingText.checkEnded).failure,
};
