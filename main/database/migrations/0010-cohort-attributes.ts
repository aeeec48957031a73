// The attributes and the segmentation of a crop that came from a cohort file, as JSON (`CohortOrigin`).

import type { Migration } from '../migration.ts';

export const study0010: Migration = {
  number: 10,
  name: '0010-cohort-attributes',
  sql: `ALTER TABLE crops ADD COLUMN cohort_origin TEXT;`,
};
