// How a split was built, so that it can be built again. Drops two indexes, because the worklist orders by its own columns.

import type { Migration } from '../migration.ts';

export const study0003: Migration = {
  number: 3,
  name: '0003-split-recipes',
  sql: `
    -- A split without a row here was imported.
    CREATE TABLE split_recipes (
      split_name TEXT PRIMARY KEY,
      made_at TEXT NOT NULL,
      recipe TEXT NOT NULL CHECK (json_valid(recipe))
    ) STRICT, WITHOUT ROWID;
    DROP INDEX hips_by_grade;
    DROP INDEX hips_by_probability;
  `,
};
