// What readers measure on a hip, and what the header of a film says that a viewer shows (`FilmDetails` as JSON).

import type { Migration } from '../migration.ts';

export const study0012: Migration = {
  number: 12,
  name: '0012-measurements',
  sql: `
    CREATE TABLE measurements (
      measurement_id TEXT PRIMARY KEY,
      hip_id TEXT NOT NULL REFERENCES hips (hip_id),
      kind TEXT NOT NULL CHECK (kind IN ('distance', 'joint-space', 'angle', 'circle')),
      points TEXT NOT NULL,
      spacing_mm REAL NOT NULL CHECK (spacing_mm > 0),
      spacing_source TEXT NOT NULL,
      reader TEXT NOT NULL,
      made_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX measurements_by_hip ON measurements (hip_id);
    ALTER TABLE radiographs ADD COLUMN details TEXT;`,
};
