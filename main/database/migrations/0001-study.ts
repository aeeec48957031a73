// The first schema of a study: radiographs, hips, gradings, readings, audit, reports and jobs.

import type { Migration } from '../migration.ts';

export const study0001: Migration = {
  number: 1,
  name: '0001-study',
  sql: `
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

    -- One row per file, named by the SHA-256 of its bytes. Pixels are in the object store.
    CREATE TABLE radiographs (
      radiograph_id TEXT PRIMARY KEY,
      subject TEXT NOT NULL,
      visit TEXT NOT NULL,
      width INTEGER NOT NULL CHECK (width > 0),
      height INTEGER NOT NULL CHECK (height > 0),
      spacing_mm REAL NOT NULL CHECK (spacing_mm > 0),
      spacing_source TEXT NOT NULL CHECK (spacing_source IN ('PixelSpacing', 'ImagerPixelSpacing', 'supplied', 'estimated')),
      window_centre REAL NOT NULL,
      window_width REAL NOT NULL,
      monochrome1 INTEGER NOT NULL CHECK (monochrome1 IN (0, 1)),
      pixels_object TEXT NOT NULL,
      pixels_low REAL NOT NULL,
      pixels_slope REAL NOT NULL CHECK (pixels_slope > 0),
      imported_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX radiographs_by_subject ON radiographs (subject, visit);

    -- One joint. Rows are small because the worklist reads all of them: large values have tables of their own, and the grading in
    -- force leaves only its summary here.
    CREATE TABLE hips (
      hip_id TEXT PRIMARY KEY,
      subject TEXT NOT NULL,
      visit TEXT NOT NULL,
      side TEXT NOT NULL CHECK (side IN ('right', 'left')),
      radiograph_id TEXT NOT NULL REFERENCES radiographs (radiograph_id),
      problem_code TEXT,
      problem_message TEXT,
      grading_id INTEGER REFERENCES gradings (grading_id),
      femur_superior INTEGER CHECK (femur_superior BETWEEN 0 AND 3),
      femur_inferior INTEGER CHECK (femur_inferior BETWEEN 0 AND 3),
      acetabulum_superior INTEGER CHECK (acetabulum_superior BETWEEN 0 AND 3),
      acetabulum_inferior INTEGER CHECK (acetabulum_inferior BETWEEN 0 AND 3),
      highest_grade INTEGER CHECK (highest_grade BETWEEN 0 AND 3),
      global_probability REAL CHECK (global_probability BETWEEN 0 AND 1),
      attention_flag INTEGER CHECK (attention_flag IN (0, 1)),
      UNIQUE (radiograph_id, side),
      CHECK ((problem_code IS NULL) = (problem_message IS NULL)),
      CHECK ((grading_id IS NULL) = (highest_grade IS NULL))
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX hips_by_subject ON hips (subject, visit, side DESC);
    CREATE INDEX hips_by_grade ON hips (highest_grade DESC, global_probability DESC);
    CREATE INDEX hips_by_probability ON hips (global_probability DESC);

    -- The crop of each hip without a problem.
    CREATE TABLE crops (
      hip_id TEXT PRIMARY KEY REFERENCES hips (hip_id),
      frame TEXT NOT NULL,
      landmarks BLOB NOT NULL,
      numbering TEXT NOT NULL CHECK (numbering IN ('original', 'renumbered')),
      p5 REAL NOT NULL,
      p95 REAL NOT NULL CHECK (p95 > p5),
      crop_object TEXT NOT NULL,
      thumbnail_object TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Gradings by models, never deleted. The hip refers to the one in force.
    CREATE TABLE gradings (
      grading_id INTEGER PRIMARY KEY,
      hip_id TEXT NOT NULL REFERENCES hips (hip_id),
      model_name TEXT NOT NULL,
      model_version TEXT NOT NULL,
      model_sha256 TEXT NOT NULL,
      quadrants TEXT NOT NULL,
      global_probability REAL NOT NULL CHECK (global_probability BETWEEN 0 AND 1),
      milliseconds REAL NOT NULL,
      graded_at TEXT NOT NULL,
      heatmap_size INTEGER NOT NULL CHECK (heatmap_size > 0),
      heatmaps BLOB NOT NULL
    ) STRICT;
    CREATE INDEX gradings_by_hip ON gradings (hip_id);

    CREATE TABLE readings (
      hip_id TEXT NOT NULL REFERENCES hips (hip_id),
      quadrant TEXT NOT NULL CHECK (quadrant IN ('femur-superior', 'femur-inferior', 'acetabulum-superior', 'acetabulum-inferior')),
      reader TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('graded', 'not-gradable')),
      grade INTEGER CHECK (grade BETWEEN 0 AND 3),
      reason TEXT CHECK (reason IN ('technical', 'implant')),
      read_at TEXT NOT NULL,
      PRIMARY KEY (hip_id, quadrant, reader),
      CHECK ((kind = 'graded') = (grade IS NOT NULL)),
      CHECK ((kind = 'not-gradable') = (reason IS NOT NULL))
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE audit (
      sequence INTEGER PRIMARY KEY,
      at TEXT NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      target TEXT NOT NULL,
      detail TEXT NOT NULL,
      previous_hash TEXT NOT NULL,
      hash TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER audit_is_not_rewritten BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
    CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never removed'); END;

    CREATE TABLE reports (
      report_id TEXT PRIMARY KEY,
      hips INTEGER NOT NULL,
      left_out TEXT NOT NULL,
      created_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE report_files (
      report_id TEXT NOT NULL REFERENCES reports (report_id),
      name TEXT NOT NULL,
      format TEXT NOT NULL CHECK (format IN ('pdf', 'json', 'csv')),
      bytes INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      PRIMARY KEY (report_id, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE jobs (
      job_id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('running', 'done', 'stopped', 'failed')),
      progress TEXT NOT NULL,
      started_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
