// Takes out of the study what names people, paths and files.

import type { Migration } from '../migration.ts';

export const study0008: Migration = {
  number: 8,
  name: '0008-identities',
  sql: '',
};
