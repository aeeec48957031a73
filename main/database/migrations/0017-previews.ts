// The small copy of a film that a reader sees first.

import type { Migration } from '../migration.ts';

export const study0017: Migration = {
  number: 17,
  name: '0017-previews',
  sql: `
    -- NULL for a film that is small, or that came in before there were previews.
    ALTER TABLE radiographs ADD COLUMN preview_object TEXT;
  `,
};
