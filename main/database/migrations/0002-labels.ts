// What is imported besides radiographs: labels, splits, and a record of each import with the user's answers.

import type { Migration } from '../migration.ts';

/** Joins V00, T00 and 00. A later migration replaces it. */
export const VISIT_KEY = `CASE
  WHEN length(visit) BETWEEN 2 AND 4 AND visit GLOB '[VTvt][0-9]*' AND substr(visit, 2) NOT GLOB '*[^0-9]*'
    THEN CAST(CAST(substr(visit, 2) AS INTEGER) AS TEXT)
  WHEN length(visit) BETWEEN 1 AND 3 AND visit NOT GLOB '*[^0-9]*' THEN CAST(CAST(visit AS INTEGER) AS TEXT)
  ELSE visit END`;

export const study0002: Migration = {
  number: 2,
  name: '0002-labels',
  sql: `
    -- Named by a digest of what was imported and how, so that the same import twice is one row.
    CREATE TABLE imports (
      import_id TEXT PRIMARY KEY,
      at TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('radiographs', 'pictures', 'class-folders', 'cohort-hdf5', 'labels', 'splits')),
      detail TEXT NOT NULL CHECK (json_valid(detail))
    ) STRICT, WITHOUT ROWID;

    -- A missing label has no row: missing is not 0. Subject and visit are as written; visit_key joins the spellings of a visit.
    CREATE TABLE labels (
      subject TEXT NOT NULL,
      visit TEXT NOT NULL,
      side TEXT NOT NULL CHECK (side IN ('right', 'left')),
      name TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('graded', 'not-gradable', 'binary')),
      value INTEGER,
      reason TEXT CHECK (reason IN ('technical', 'implant')),
      import_id TEXT NOT NULL REFERENCES imports (import_id),
      visit_key TEXT AS (${VISIT_KEY}) STORED,
      PRIMARY KEY (subject, visit, side, name),
      CHECK ((kind = 'not-gradable') = (value IS NULL)),
      CHECK ((kind = 'not-gradable') = (reason IS NOT NULL)),
      CHECK (kind <> 'graded' OR value BETWEEN 0 AND 4),
      CHECK (kind <> 'binary' OR value BETWEEN 0 AND 1)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX labels_by_visit_key ON labels (subject, visit_key, side, name);

    -- Every other column of a label table, as written.
    CREATE TABLE label_metadata (
      subject TEXT NOT NULL,
      visit TEXT NOT NULL,
      side TEXT NOT NULL CHECK (side IN ('right', 'left')),
      name TEXT NOT NULL,
      value TEXT NOT NULL,
      visit_key TEXT AS (${VISIT_KEY}) STORED,
      PRIMARY KEY (subject, visit, side, name)
    ) STRICT, WITHOUT ROWID;

    -- The split in force is named by the setting 'split'.
    CREATE TABLE splits (
      split_name TEXT NOT NULL,
      subject TEXT NOT NULL,
      part TEXT NOT NULL CHECK (part IN ('train', 'val', 'test')),
      PRIMARY KEY (split_name, subject)
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE radiographs ADD COLUMN import_id TEXT REFERENCES imports (import_id);
    ALTER TABLE hips ADD COLUMN cohort TEXT NOT NULL DEFAULT '';
    ALTER TABLE hips ADD COLUMN joint TEXT NOT NULL DEFAULT 'hip' CHECK (joint IN ('hip', 'knee'));
    ALTER TABLE hips ADD COLUMN visit_key TEXT AS (${VISIT_KEY}) VIRTUAL;
    CREATE INDEX hips_by_visit_key ON hips (subject, visit_key, side);
  `,
};
