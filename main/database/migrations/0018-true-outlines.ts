// The true outlines of osteophytes, which are known for synthetic films.

import type { Migration } from '../migration.ts';

export const study0018: Migration = {
  number: 18,
  name: '0018-true-outlines',
  sql: `
    CREATE TABLE true_outlines (
      hip_id TEXT NOT NULL REFERENCES hips (hip_id),
      quadrant TEXT NOT NULL,
      -- JSON: image pixels.
      points TEXT NOT NULL,
      PRIMARY KEY (hip_id, quadrant)
    ) STRICT, WITHOUT ROWID;`,
};
