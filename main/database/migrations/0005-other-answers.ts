// Gradings of System 2 (whether quadrants have osteophytes) and System 4 (five findings), besides those that grade quadrants.

import type { Migration } from '../migration.ts';
import { VISIT_KEY } from './0002-labels.ts';

// SQLite cannot alter a CHECK, so both tables are rebuilt under their names. Foreign keys are off meanwhile (`study-database.ts`).
export const study0005: Migration = {
  number: 5,
  name: '0005-other-answers',
  sql: `
    CREATE TABLE gradings_now (
      grading_id INTEGER PRIMARY KEY,
      hip_id TEXT NOT NULL REFERENCES hips (hip_id),
      model_name TEXT NOT NULL,
      model_version TEXT NOT NULL,
      model_sha256 TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('grades', 'presence', 'findings')),
      -- By quadrant or by finding.
      answers TEXT NOT NULL,
      global_probability REAL CHECK (global_probability BETWEEN 0 AND 1),
      milliseconds REAL NOT NULL,
      graded_at TEXT NOT NULL,
      heatmap_size INTEGER NOT NULL CHECK (heatmap_size > 0),
      heatmaps BLOB NOT NULL,
      CHECK ((kind = 'grades') = (global_probability IS NOT NULL))
    ) STRICT;
    INSERT INTO gradings_now SELECT grading_id, hip_id, model_name, model_version, model_sha256, 'grades', quadrants, global_probability,
      milliseconds, graded_at, heatmap_size, heatmaps FROM gradings;
    DROP TABLE gradings;
    ALTER TABLE gradings_now RENAME TO gradings;
    CREATE INDEX gradings_by_hip ON gradings (hip_id);

    CREATE TABLE hips_now (
      hip_id TEXT PRIMARY KEY,
      subject TEXT NOT NULL,
      visit TEXT NOT NULL,
      side TEXT NOT NULL CHECK (side IN ('right', 'left')),
      radiograph_id TEXT NOT NULL REFERENCES radiographs (radiograph_id),
      problem_code TEXT,
      problem_message TEXT,
      grading_id INTEGER REFERENCES gradings (grading_id),
      -- What the grading in force says, one of three: grades of the quadrants,
      femur_superior INTEGER CHECK (femur_superior BETWEEN 0 AND 3),
      femur_inferior INTEGER CHECK (femur_inferior BETWEEN 0 AND 3),
      acetabulum_superior INTEGER CHECK (acetabulum_superior BETWEEN 0 AND 3),
      acetabulum_inferior INTEGER CHECK (acetabulum_inferior BETWEEN 0 AND 3),
      -- whether each quadrant has an osteophyte, a digit each in the order of the columns above,
      presence TEXT CHECK (presence GLOB '[01][01][01][01]'),
      -- or the grades of femoral osteophytes, acetabular osteophytes, joint-space narrowing, sclerosis and cysts, a digit each.
      findings TEXT CHECK (findings GLOB '[0-3][0-3][0-3][01][01]'),
      -- Of osteophytes; unknown where only their presence is.
      highest_grade INTEGER CHECK (highest_grade BETWEEN 0 AND 3),
      global_probability REAL CHECK (global_probability BETWEEN 0 AND 1),
      attention_flag INTEGER CHECK (attention_flag IN (0, 1)),
      cohort TEXT NOT NULL DEFAULT '',
      joint TEXT NOT NULL DEFAULT 'hip' CHECK (joint IN ('hip', 'knee')),
      visit_key TEXT AS (${VISIT_KEY}) VIRTUAL,
      UNIQUE (radiograph_id, side),
      CHECK ((problem_code IS NULL) = (problem_message IS NULL)),
      CHECK ((femur_superior IS NOT NULL) + (presence IS NOT NULL) + (findings IS NOT NULL) = (grading_id IS NOT NULL)),
      CHECK ((highest_grade IS NOT NULL) = (femur_superior IS NOT NULL OR findings IS NOT NULL))
    ) STRICT, WITHOUT ROWID;
    INSERT INTO hips_now (hip_id, subject, visit, side, radiograph_id, problem_code, problem_message, grading_id, femur_superior,
      femur_inferior, acetabulum_superior, acetabulum_inferior, highest_grade, global_probability, attention_flag, cohort, joint)
      SELECT hip_id, subject, visit, side, radiograph_id, problem_code, problem_message, grading_id, femur_superior, femur_inferior,
        acetabulum_superior, acetabulum_inferior, highest_grade, global_probability, attention_flag, cohort, joint FROM hips;
    DROP TABLE hips;
    ALTER TABLE hips_now RENAME TO hips;
    CREATE INDEX hips_by_subject ON hips (subject, visit, side DESC);
    CREATE INDEX hips_by_visit_key ON hips (subject, visit_key, side);
  `,
};
