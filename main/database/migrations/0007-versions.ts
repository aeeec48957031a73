// Readings, labels and choices as versions: the old value, the new one, who, when and why. The tables `readings`, `labels` and `settings`
// stay the view of today. What stands in them now becomes the first version.

import type { Migration } from '../migration.ts';

export const study0007: Migration = {
  number: 7,
  name: '0007-versions',
  sql: `
    -- Values are labels as JSON; NULL is a quadrant that was not read.
    CREATE TABLE reading_versions (
      version_id INTEGER PRIMARY KEY,
      hip_id TEXT NOT NULL REFERENCES hips (hip_id),
      quadrant TEXT NOT NULL CHECK (quadrant IN ('femur-superior', 'femur-inferior', 'acetabulum-superior', 'acetabulum-inferior')),
      reader TEXT NOT NULL,
      old_value TEXT CHECK (json_valid(old_value)),
      new_value TEXT CHECK (json_valid(new_value)),
      at TEXT NOT NULL,
      why TEXT
    ) STRICT;
    CREATE INDEX reading_versions_by_hip ON reading_versions (hip_id);

    -- Subject and visit as in the table 'labels'.
    CREATE TABLE label_versions (
      version_id INTEGER PRIMARY KEY,
      subject TEXT NOT NULL,
      visit TEXT NOT NULL,
      side TEXT NOT NULL CHECK (side IN ('right', 'left')),
      name TEXT NOT NULL,
      old_value TEXT CHECK (json_valid(old_value)),
      new_value TEXT NOT NULL CHECK (json_valid(new_value)),
      import_id TEXT NOT NULL REFERENCES imports (import_id),
      who TEXT NOT NULL,
      at TEXT NOT NULL,
      why TEXT,
      -- A label that replaces another has a reason.
      CHECK (old_value IS NULL OR why IS NOT NULL)
    ) STRICT;
    CREATE INDEX label_versions_by_subject ON label_versions (subject, side);

    -- What was chosen by a person, such as the model.
    CREATE TABLE choice_versions (
      version_id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      old_value TEXT,
      new_value TEXT NOT NULL,
      who TEXT NOT NULL,
      at TEXT NOT NULL,
      why TEXT
    ) STRICT;

    INSERT INTO reading_versions (hip_id, quadrant, reader, new_value, at) SELECT hip_id, quadrant, reader, CASE kind WHEN 'graded' THEN json_object('kind', kind, 'grade', grade)
      ELSE json_object('kind', kind, 'reason', reason) END, read_at FROM readings;
    -- Until now a study had one reader, who also imported its labels.
    INSERT INTO label_versions (subject, visit, side, name, new_value, import_id, who, at) SELECT l.subject, l.visit, l.side, l.name, CASE l.kind
      WHEN 'not-gradable' THEN json_object('kind', l.kind, 'reason', l.reason) ELSE json_object('kind', l.kind, 'value', l.value) END,
      l.import_id, 'reader-1', i.at FROM labels AS l JOIN imports AS i USING (import_id);
    INSERT INTO choice_versions (name, new_value, who, at) SELECT 'model', value, 'reader-1',
      coalesce((SELECT at FROM audit WHERE action = 'grading.choose' ORDER BY sequence DESC LIMIT 1), '')
      FROM settings WHERE name = 'model';

    CREATE TRIGGER reading_versions_are_not_rewritten BEFORE UPDATE ON reading_versions
      BEGIN SELECT RAISE(ABORT, 'versions are never changed'); END;
    CREATE TRIGGER reading_versions_are_not_removed BEFORE DELETE ON reading_versions
      BEGIN SELECT RAISE(ABORT, 'versions are never removed'); END;
    -- Subject and visit may be given other names, such as the subject of a radiograph that the label means.
    CREATE TRIGGER label_versions_are_not_rewritten
      BEFORE UPDATE OF version_id, side, name, old_value, new_value, import_id, who, at, why ON label_versions
      BEGIN SELECT RAISE(ABORT, 'versions are never changed'); END;
    CREATE TRIGGER label_versions_are_not_removed BEFORE DELETE ON label_versions
      BEGIN SELECT RAISE(ABORT, 'versions are never removed'); END;
    CREATE TRIGGER choice_versions_are_not_rewritten BEFORE UPDATE ON choice_versions
      BEGIN SELECT RAISE(ABORT, 'versions are never changed'); END;
    CREATE TRIGGER choice_versions_are_not_removed BEFORE DELETE ON choice_versions
      BEGIN SELECT RAISE(ABORT, 'versions are never removed'); END;
  `,
};
