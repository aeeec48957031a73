// Checks and copies databases: a small one at once, a large one in a thread.

import { stat } from 'node:fs/promises';
import { checkDatabase, type CheckDepth } from '../../database/integrity/check-database.ts';
import { copyDatabase } from '../../database/integrity/copy-database.ts';
import { DamagedDatabaseError, ForeignDatabaseError } from '../../database/integrity/database-errors.ts';
import { NewerDatabaseError } from '../../database/migration.ts';
import { failed, valueOrThrow } from '../../domain/failure.ts';
import { siblingProgram } from '../../processes/program.ts';
import { openThreads, type ThreadFailures } from '../../processes/threads.ts';
import { safekeepingText } from '../text/safekeeping.ts';
import { checkWholeStudyDatabase } from './check-whole-study-database.ts';
import { DatabaseAnswerSchema, type DatabaseTask, type StudyDatabaseName } from './database-task.ts';

/** A database of this size is checked in about 25 ms, less than a thread takes to start. */
const SMALL_BYTES = 16 * 2 ** 20;

/** A database of this size holds at most some 2,000 audit rows, whose seals are computed in about 45 ms. */
const SMALL_WHOLE_BYTES = 2 ** 19;

/** A database of 100,000 hips (570 MB) takes a second from memory and some ten seconds from a slow disk. */
const TIME_LIMIT_MS = 10 * 60_000;

/** Throws a `DamagedDatabaseError`, or an error of SQLite or of the file system. Nothing else may have the database open. */
export async function checkDatabaseFile(path: string, depth: CheckDepth): Promise<void> {
  if ((await stat(path)).size <= SMALL_BYTES) return checkDatabase(path, depth);
  await runInThread({ kind: 'check', path, depth, open: false });
}

/**
 * Checks everything that can be checked in a study's closed database: see `checkWholeDatabase`. Restoring and backups rely on it. Opening
 * does not, because it takes longer.
 */
export async function checkWholeFile(path: string, database: StudyDatabaseName): Promise<void> {
  if ((await stat(path)).size <= SMALL_WHOLE_BYTES) return checkWholeStudyDatabase(path, database);
  await runInThread({ kind: 'check-whole', path, database });
}

/** Reads every row and every index of a database that this process has open. */
export async function checkOpenDatabaseFile(path: string): Promise<void> {
  await runInThread({ kind: 'check', path, depth: 'full', open: true });
}

/** Copies a database to a new file, even while it is in use. Throws an error of SQLite or of the file system. */
export async function copyDatabaseFile(path: string, target: string): Promise<void> {
  if ((await stat(path)).size <= SMALL_BYTES) return copyDatabase(path, target);
  await runInThread({ kind: 'copy', path, target });
}

async function runInThread(task: DatabaseTask): Promise<void> {
  const program = siblingProgram('database-worker', import.meta.url);
  const threads = openThreads<DatabaseTask>({ program, failures: FAILURES, threads: 1, timeLimitMs: TIME_LIMIT_MS });
  try {
    const answer = valueOrThrow(await threads.run(task, { value: DatabaseAnswerSchema }));
    if (answer?.kind === 'damage') throw new DamagedDatabaseError(answer.damage, answer.message);
    if (answer?.kind === 'foreign') throw new ForeignDatabaseError(answer);
    if (answer?.kind === 'newer') throw new NewerDatabaseError(answer.present, answer.known);
    if (answer?.kind === 'error') throw Object.assign(new Error(answer.message), { code: answer.code });
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
