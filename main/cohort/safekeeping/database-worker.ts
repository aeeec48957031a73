// The thread that checks and copies large databases, so that the workstation keeps responding meanwhile.

import { asDamage, checkDatabase, checkOpenDatabase } from '../../database/integrity/check-database.ts';
import { copyDatabase } from '../../database/integrity/copy-database.ts';
import { DamagedDatabaseError, ForeignDatabaseError } from '../../database/integrity/database-errors.ts';
import { NewerDatabaseError } from '../../database/migration.ts';
import { success, type Result } from '../../domain/failure.ts';
import { codeOf } from '../../files/file-failure.ts';
import { answerTasks } from '../../processes/threads.ts';
import { checkWholeStudyDatabase } from './check-whole-study-database.ts';
import { DatabaseTaskSchema, type DatabaseAnswer, type DatabaseTask } from './database-task.ts';

answerTasks(DatabaseTaskSchema, answer);

function answer(task: DatabaseTask): Result<DatabaseAnswer> {
  try {
    run(task);
    return success(null);
  } catch (error) {
    const damage = asDamage(error);
    if (damage instanceof DamagedDatabaseError)
      return success({ kind: 'damage', damage: damage.damage, message: damage.message });
    if (error instanceof ForeignDatabaseError)
      return success({ kind: 'foreign', foreign: [...error.foreign], missing: [...error.missing] });
    if (error instanceof NewerDatabaseError) return success({ kind: 'newer', present: error.present, known: error.known });
    if (error instanceof Error && codeOf(error) !== '')
      return success({ kind: 'error', code: codeOf(error), message: error.message });
    throw error;
  }
}

function run(task: DatabaseTask): void {
  if (task.kind === 'copy') copyDatabase(task.path, task.target);
  else if (task.kind === 'check-whole') checkWholeStudyDatabase(task.path, task.database);
  else if (task.open) checkOpenDatabase(task.path, task.depth);
  else checkDatabase(task.path, task.depth);
}
