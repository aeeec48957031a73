// What a thread is asked about a database, and what it answers.

import { z } from 'zod';
import { DATABASE_DAMAGES } from '../../database/integrity/database-errors.ts';

export const CheckTaskSchema = z.object({
  path: z.string(),
  depth: z.enum(['quick', 'full']),
  /** Whether this process has the database open, so that only SQLite may open its file. */
  open: z.boolean(),
});

export type CheckTask = Readonly<z.infer<typeof CheckTaskSchema>>;

/** The damage found. Null if the database is whole. */
export const CheckAnswerSchema = z.object({ damage: z.enum(DATABASE_DAMAGES), detail: z.string() }).nullable();
