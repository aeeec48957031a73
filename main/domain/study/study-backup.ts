// The backups of a study's databases, and what restoring one did.

import { z } from 'zod';

export const BackupSchema = z.object({
  name: z.string(),
  at: z.iso.datetime(),
  /** Regularly, before the schema changed, or because somebody asked for it. */
  why: z.enum(['regular', 'migration', 'asked']),
  /** The number of changes that its audit records. */
  changes: z.number(),
  /** Whether its files are those that were written. */
  whole: z.boolean(),
});

export type Backup = z.infer<typeof BackupSchema>;

export const RestoringSchema = z.object({
  /** When the backup of the restored study was made. Null if the study's own database was repaired, or only its keys were restored. */
  backupAt: z.string().nullable(),
  /** When the backup of the restored keys was made. Null if they were not restored. */
  keysAt: z.string().nullable(),
  /** The folder of the damaged files, below the study's folder. */
  setAside: z.string(),
  /** The readings made after the backup that were saved again. */
  readingsSaved: z.number(),
  /** How many other changes are lost, by their action, such as `study.import`. */
  lost: z.record(z.string(), z.number()),
  /** How many more changes can no longer be read. Null if unknown. */
  unreadable: z.number().nullable(),
  /** Newer backups that are damaged themselves. */
  damagedBackups: z.number(),
});

export type Restoring = z.infer<typeof RestoringSchema>;
