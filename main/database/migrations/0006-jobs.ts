// Forgets the jobs of earlier versions. Their problems name files, and such sentences now stand beside the keys.

import type { Migration } from '../migration.ts';

export const study0006: Migration = {
  number: 6,
  name: '0006-jobs',
  sql: `DELETE FROM jobs;`,
};
