// How far each graded hip lies from what its model learned from.

import type { Migration } from '../migration.ts';

export const study0014: Migration = {
  number: 14,
  name: '0014-familiarity',
  sql: `
    -- Distance, threshold and verdict. NULL if the model does not know.
    ALTER TABLE gradings ADD COLUMN familiarity TEXT CHECK (json_valid(familiarity));
    -- Whether the grading in force found the hip unlike its training pictures.
    ALTER TABLE hips ADD COLUMN unlike INTEGER CHECK (unlike IN (0, 1));
  `,
};
