// More spellings of a visit share a key: baseline, Visit 0, V 00.

import type { Migration } from '../migration.ts';

/** The text after `visit`, `v` or `t`, or all of it. */
const AFTER_WORD = `CASE WHEN lower(substr(visit, 1, 5)) = 'visit' THEN substr(visit, 6)
  WHEN visit GLOB '[VTvt]*' THEN substr(visit, 2) ELSE visit END`;

const DIGITS = `CASE WHEN length(${AFTER_WORD}) < length(visit) AND (${AFTER_WORD}) GLOB '[ _-]*' THEN substr(${AFTER_WORD}, 2)
  ELSE ${AFTER_WORD} END`;

/** `visitKey` of main/domain/visit.ts in SQL. A test compares the two. */
const VISIT_KEY = `CASE
  WHEN lower(visit) IN ('baseline', 'bl') THEN '0'
  WHEN length(${DIGITS}) BETWEEN 1 AND 3 AND (${DIGITS}) NOT GLOB '*[^0-9]*' THEN CAST(CAST(${DIGITS} AS INTEGER) AS TEXT)
  ELSE visit END`;

export const study0011: Migration = {
  number: 11,
  name: '0011-visits',
  sql: `
    DROP INDEX labels_by_visit_key;
    ALTER TABLE labels DROP COLUMN visit_key;
    ALTER TABLE labels ADD COLUMN visit_key TEXT AS (${VISIT_KEY}) VIRTUAL;
    CREATE INDEX labels_by_visit_key ON labels (subject, visit_key, side, name);
    ALTER TABLE label_metadata DROP COLUMN visit_key;
    ALTER TABLE label_metadata ADD COLUMN visit_key TEXT AS (${VISIT_KEY}) VIRTUAL;
    DROP INDEX hips_by_visit_key;
    ALTER TABLE hips DROP COLUMN visit_key;
    ALTER TABLE hips ADD COLUMN visit_key TEXT AS (${VISIT_KEY}) VIRTUAL;
    CREATE INDEX hips_by_visit_key ON hips (subject, visit_key, side);`,
};
