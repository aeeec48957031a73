// What a thread is asked to do with a database, and what it answers.

import { z } from 'zod';
import { DATABASE_DAMAGES } from '../../database/integrity/database-errors.ts';

export const DatabaseTaskSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('check'),
    path: z.string(),
    depth: z.enum(['quick', 'full']),
    /** Whether this process has the database open, so that only SQLite may open its file. */
    open: z.boolean(),
  }),
  z.object({ kind: z.literal('check-whole'), path: z.string(), database: z.enum(['study.sqlite', 'identities.sqlite']) }),
  z.object({ kind: z.literal('copy'), path: z.string(), target: z.string() }),
]);

export type StudyDatabaseName = Extract<DatabaseTask, { readonly kind: 'check-whole' }>['database'];

export type DatabaseTask = Readonly<z.infer<typeof DatabaseTaskSchema>>;

/** Why the task failed. Null if it succeeded. */
export const DatabaseAnswerSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('damage'), damage: z.enum(DATABASE_DAMAGES), message: z.string() }),
    z.object({ kind: z.literal('foreign'), foreign: z.array(z.string()), missing: z.array(z.string()) }),
    z.object({ kind: z.literal('newer'), present: z.number(), known: z.number() }),
    z.object({ kind: z.literal('error'), code: z.string(), message: z.string() }),
  ])
  .nullable();

export type DatabaseAnswer = z.infer<typeof DatabaseAnswerSchema>;
