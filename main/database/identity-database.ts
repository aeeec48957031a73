// The key from a study's pseudonyms back to people and files, kept apart so that it can be withheld.

import BetterSqlite3 from 'better-sqlite3';
import { z } from 'zod';
import { migrate, type Migration } from './migration.ts';

const IDENTITY_MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: '0001-identities',
    sql: `
      CREATE TABLE identities (
        radiograph_id TEXT PRIMARY KEY,
        patient_id TEXT NOT NULL,
        source_path TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
];

const IdentityRow = z.object({ radiograph_id: z.string(), patient_id: z.string(), source_path: z.string() });

interface Identity {
  readonly radiographId: string;
  /** PatientID as written in the file. */
  readonly patientId: string;
  readonly sourcePath: string;
}

export interface IdentityDatabase {
  readonly put: (identity: Identity) => void;
  readonly byRadiograph: (radiographId: string) => Identity | null;
  readonly close: () => void;
}

/** Opens or makes the key table at `path`. */
export function openIdentityDatabase(path: string): IdentityDatabase {
  const database = new BetterSqlite3(path);
  try {
    database.pragma('journal_mode = WAL');
    migrate(database, IDENTITY_MIGRATIONS);
  } catch (error) {
    database.close();
    throw error;
  }
  const put = database.prepare('INSERT OR REPLACE INTO identities VALUES (?, ?, ?)');
  const byRadiograph = database.prepare('SELECT * FROM identities WHERE radiograph_id = ?');
  return {
    put: (identity) => void put.run(identity.radiographId, identity.patientId, identity.sourcePath),
    byRadiograph: (radiographId) => {
      const row = byRadiograph.get(radiographId);
      if (row === undefined) return null;
      const { radiograph_id, patient_id, source_path } = IdentityRow.parse(row);
      return { radiographId: radiograph_id, patientId: patient_id, sourcePath: source_path };
    },
    close: () => void database.close(),
  };
}
