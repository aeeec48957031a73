// How a film was turned into the standard frame, the side that it names, its scale in the patient's plane, the quality of its hips, and warnings.

import type { Migration } from '../migration.ts';

export const study0009: Migration = {
  number: 9,
  name: '0009-films',
  sql: `
    ALTER TABLE radiographs ADD COLUMN turn TEXT;
    ALTER TABLE radiographs ADD COLUMN laterality TEXT;
    ALTER TABLE radiographs ADD COLUMN patient_spacing_mm REAL;
    ALTER TABLE radiographs ADD COLUMN patient_spacing_source TEXT;
    ALTER TABLE radiographs ADD COLUMN warnings TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE hips ADD COLUMN warnings TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE hips ADD COLUMN quality TEXT;`,
};
