// Kellgren-Lawrence grades of knees: what models say, what readers say, and every value that a reading had.

import type { Migration } from '../migration.ts';

export const study0015: Migration = {
  number: 15,
  name: '0015-knees',
  sql: `
    -- Gradings by models, never deleted. The knee's row in hips refers to the one in force. Probabilities and maps are JSON.
    CREATE TABLE knee_gradings (
      knee_grading_id INTEGER PRIMARY KEY,
      hip_id TEXT NOT NULL REFERENCES hips (hip_id),
      model_name TEXT NOT NULL,
      model_version TEXT NOT NULL,
      model_sha256 TEXT NOT NULL,
      grade INTEGER NOT NULL CHECK (grade BETWEEN 0 AND 4),
      probabilities TEXT NOT NULL CHECK (json_valid(probabilities)),
      maps TEXT NOT NULL CHECK (json_valid(maps)),
      milliseconds REAL NOT NULL,
      graded_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX knee_gradings_by_hip ON knee_gradings (hip_id);
    ALTER TABLE hips ADD COLUMN knee_grading_id INTEGER REFERENCES knee_gradings (knee_grading_id);
    ALTER TABLE hips ADD COLUMN kl_grade INTEGER CHECK (kl_grade BETWEEN 0 AND 4);

    CREATE TABLE knee_readings (
      hip_id TEXT NOT NULL REFERENCES hips (hip_id),
      reader TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('graded', 'not-gradable')),
      grade INTEGER CHECK (grade BETWEEN 0 AND 4),
      reason TEXT CHECK (reason IN ('technical', 'implant')),
      read_at TEXT NOT NULL,
      PRIMARY KEY (hip_id, reader),
      CHECK ((kind = 'graded') = (grade IS NOT NULL)),
      CHECK ((kind = 'not-gradable') = (reason IS NOT NULL))
    ) STRICT, WITHOUT ROWID;

    -- Values are labels as JSON; NULL is a knee that was not read.
    CREATE TABLE knee_reading_versions (
      version_id INTEGER PRIMARY KEY,
      hip_id TEXT NOT NULL REFERENCES hips (hip_id),
      reader TEXT NOT NULL,
      old_value TEXT CHECK (json_valid(old_value)),
      new_value TEXT CHECK (json_valid(new_value)),
      at TEXT NOT NULL,
      why TEXT
    ) STRICT;
    CREATE INDEX knee_reading_versions_by_hip ON knee_reading_versions (hip_id);
    CREATE TRIGGER knee_reading_versions_are_not_rewritten BEFORE UPDATE ON knee_reading_versions
      BEGIN SELECT RAISE(ABORT, 'versions are never changed'); END;
    CREATE TRIGGER knee_reading_versions_are_not_removed BEFORE DELETE ON knee_reading_versions
      BEGIN SELECT RAISE(ABORT, 'versions are never removed'); END;
  `,
};
