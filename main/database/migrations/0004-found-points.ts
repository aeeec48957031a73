// Which hips' points were found by a network instead of read from a file.

import type { Migration } from '../migration.ts';

export const study0004: Migration = {
  number: 4,
  name: '0004-found-points',
  sql: `
    -- Deleted with the crop: points from a file replace the crop, and with it this row.
    CREATE TABLE found_points (
      hip_id TEXT PRIMARY KEY REFERENCES crops (hip_id) ON DELETE CASCADE,
      network TEXT NOT NULL,
      probability REAL NOT NULL CHECK (probability BETWEEN 0 AND 1),
      found_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
