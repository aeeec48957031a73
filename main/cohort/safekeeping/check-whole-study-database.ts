// The whole check of a study's database or of its key table, each against its own schema.

import { IDENTITY_MIGRATIONS } from '../../database/identity-database.ts';
import { checkWholeDatabase } from '../../database/integrity/check-whole.ts';
import type { Migration } from '../../database/migration.ts';
import { STUDY_MIGRATIONS } from '../../database/migrations/study-migrations.ts';
import type { StudyDatabaseName } from './database-task.ts';

const MIGRATIONS: Readonly<Record<StudyDatabaseName, readonly Migration[]>> = {
  'study.sqlite': STUDY_MIGRATIONS,
  'identities.sqlite': IDENTITY_MIGRATIONS,
};

/** Throws as `checkWholeDatabase` does. Blocks its thread for seconds if the database is large. */
export function checkWholeStudyDatabase(path: string, database: StudyDatabaseName): void {
  checkWholeDatabase(path, MIGRATIONS[database]);
}
