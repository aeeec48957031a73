// The thread that checks a large database, so that the workstation keeps responding meanwhile.

import type { z } from 'zod';
import { checkDatabase, checkOpenDatabase } from '../../database/integrity/check-database.ts';
import { DamagedDatabaseError } from '../../database/integrity/database-errors.ts';
import { success, type Result } from '../../domain/failure.ts';
import { answerTasks } from '../../processes/threads.ts';
import { CheckTaskSchema, type CheckAnswerSchema, type CheckTask } from './check-task.ts';

answerTasks(CheckTaskSchema, check);

function check({ path, depth, open }: CheckTask): Result<z.infer<typeof CheckAnswerSchema>> {
  try {
    if (open) checkOpenDatabase(path, depth);
    else checkDatabase(path, depth);
    return success(null);
  } catch (error) {
    if (!(error instanceof DamagedDatabaseError)) throw error;
    return success({ damage: error.damage, detail: error.message });
  }
}
