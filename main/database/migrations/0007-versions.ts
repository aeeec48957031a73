// Readings, labels and choices as versions: who, when, the old value and why.

import type { Migration } from '../migration.ts';

export const study0007: Migration = {
  number: 7,
  name: '0007-versions',
  sql: '',
};
