// Reports as DICOM structured reports.

import type { Migration } from '../migration.ts';

export const study0016: Migration = {
  number: 16,
  name: '0016-structured-reports',
  sql: `
    CREATE TABLE report_files_0016 (
      report_id TEXT NOT NULL REFERENCES reports (report_id),
      name TEXT NOT NULL,
      format TEXT NOT NULL CHECK (format IN ('pdf', 'json', 'csv', 'dicom-sr')),
      bytes INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      PRIMARY KEY (report_id, name)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO report_files_0016 SELECT report_id, name, format, bytes, sha256 FROM report_files;
    DROP TABLE report_files;
    ALTER TABLE report_files_0016 RENAME TO report_files;
  `,
};
