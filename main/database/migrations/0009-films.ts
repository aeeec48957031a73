// How a film was turned into the standard frame, the side that it names, its scale in the patient's plane, the quality of its hips, and warnings. Corrected spacings
// are versions, like those of 0007.

import type { Migration } from '../migration.ts';

// SQLite cannot alter a CHECK, so the table is rebuilt under its name: a spacing may come from a film scanner.
export const study0009: Migration = {
  number: 9,
  name: '0009-films',
  sql: `
    CREATE TABLE radiographs_now (
      radiograph_id TEXT PRIMARY KEY,
      subject TEXT NOT NULL,
      visit TEXT NOT NULL,
      width INTEGER NOT NULL CHECK (width > 0),
      height INTEGER NOT NULL CHECK (height > 0),
      spacing_mm REAL NOT NULL CHECK (spacing_mm > 0),
      spacing_source TEXT NOT NULL
        CHECK (spacing_source IN ('PixelSpacing', 'ImagerPixelSpacing', 'NominalScannedPixelSpacing', 'supplied', 'estimated')),
      window_centre REAL NOT NULL,
      window_width REAL NOT NULL,
      monochrome1 INTEGER NOT NULL CHECK (monochrome1 IN (0, 1)),
      pixels_object TEXT NOT NULL,
      pixels_low REAL NOT NULL,
      pixels_slope REAL NOT NULL CHECK (pixels_slope > 0),
      imported_at TEXT NOT NULL,
      import_id TEXT REFERENCES imports (import_id),
      turn TEXT,
      laterality TEXT,
      patient_spacing_mm REAL CHECK (patient_spacing_mm > 0),
      patient_spacing_source TEXT,
      warnings TEXT NOT NULL DEFAULT '[]',
      CHECK ((patient_spacing_mm IS NULL) = (patient_spacing_source IS NULL))
    ) STRICT, WITHOUT ROWID;
    INSERT INTO radiographs_now (radiograph_id, subject, visit, width, height, spacing_mm, spacing_source, window_centre, window_width,
      monochrome1, pixels_object, pixels_low, pixels_slope, imported_at, import_id)
      SELECT radiograph_id, subject, visit, width, height, spacing_mm, spacing_source, window_centre, window_width, monochrome1,
        pixels_object, pixels_low, pixels_slope, imported_at, import_id FROM radiographs;
    DROP TABLE radiographs;
    ALTER TABLE radiographs_now RENAME TO radiographs;
    CREATE INDEX radiographs_by_subject ON radiographs (subject, visit);
    ALTER TABLE hips ADD COLUMN warnings TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE hips ADD COLUMN quality TEXT;

    -- Values are spacings as JSON: millimetres and source.
    CREATE TABLE spacing_versions (
      version_id INTEGER PRIMARY KEY,
      radiograph_id TEXT NOT NULL REFERENCES radiographs (radiograph_id),
      old_value TEXT NOT NULL CHECK (json_valid(old_value)),
      new_value TEXT NOT NULL CHECK (json_valid(new_value)),
      who TEXT NOT NULL,
      at TEXT NOT NULL,
      why TEXT NOT NULL
    ) STRICT;
    CREATE INDEX spacing_versions_by_radiograph ON spacing_versions (radiograph_id);
    CREATE TRIGGER spacing_versions_are_not_rewritten BEFORE UPDATE ON spacing_versions
      BEGIN SELECT RAISE(ABORT, 'versions are never changed'); END;
    CREATE TRIGGER spacing_versions_are_not_removed BEFORE DELETE ON spacing_versions
      BEGIN SELECT RAISE(ABORT, 'versions are never removed'); END;
  `,
};
