// Marks a study whose names were kept as their files wrote them. SQL alone cannot give them pseudonyms: `main/cohort/identity` cleans the study
// when it is next opened with its key table.

import type { Migration } from '../migration.ts';

export const study0008: Migration = {
  number: 8,
  name: '0008-identities',
  sql: `INSERT OR REPLACE INTO settings VALUES ('names', 'as written');`,
};
