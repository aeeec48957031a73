// Which model's grades are in force, how sure they are, and which gradings belong to the present crop. And the changes that can be undone.

import type { Migration } from '../migration.ts';

export const study0013: Migration = {
  number: 13,
  name: '0013-models-in-force',
  sql: `
    -- The model of the grading in force, as name and version.
    ALTER TABLE hips ADD COLUMN graded_by TEXT;
    -- The largest of 1 - P(chosen answer) over the answers of the grading in force, 0 to 1.
    ALTER TABLE hips ADD COLUMN uncertainty REAL CHECK (uncertainty BETWEEN 0 AND 1);
    -- Gradings up to this one explain an earlier crop. They never come into force again.
    ALTER TABLE hips ADD COLUMN last_outdated_grading INTEGER NOT NULL DEFAULT 0;

    UPDATE hips SET graded_by = (SELECT model_name || ' ' || model_version FROM gradings WHERE gradings.grading_id = hips.grading_id)
      WHERE grading_id IS NOT NULL;
    UPDATE hips SET uncertainty = (SELECT max(1 - coalesce((SELECT max(p.value) FROM json_each(a.value, '$.probabilities') AS p),
        max(json_extract(a.value, '$.probability'), 1 - json_extract(a.value, '$.probability'))))
      FROM gradings AS g, json_each(g.answers) AS a WHERE g.grading_id = hips.grading_id) WHERE grading_id IS NOT NULL;
    UPDATE hips SET last_outdated_grading = coalesce((SELECT max(grading_id) FROM gradings WHERE gradings.hip_id = hips.hip_id), 0)
      WHERE grading_id IS NULL;

    ALTER TABLE jobs ADD COLUMN ended_at TEXT;
    -- What the job works on, without names of patients or files.
    ALTER TABLE jobs ADD COLUMN about TEXT NOT NULL DEFAULT '';

    -- The reader's changes in their order. Those after the newest one in force can be done again.
    CREATE TABLE changes (
      change_id INTEGER PRIMARY KEY,
      -- 'reading', or the setting.
      kind TEXT NOT NULL,
      -- The hip, or empty.
      target TEXT NOT NULL,
      old_value TEXT CHECK (json_valid(old_value)),
      new_value TEXT CHECK (json_valid(new_value)),
      at TEXT NOT NULL,
      undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
    ) STRICT;
  `,
};
