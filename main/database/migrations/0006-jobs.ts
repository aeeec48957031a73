// Problems of jobs leave the study: they name files, so they stand beside the keys.

import type { Migration } from '../migration.ts';

export const study0006: Migration = {
  number: 6,
  name: '0006-jobs',
  sql: '',
};
