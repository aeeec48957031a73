// Brings a database to the newest schema in numbered, named steps, each in its own transaction.

import type { Database } from 'better-sqlite3';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/** Runs the steps that the database still lacks and returns their names. Throws if the database is newer than this program. */
export function migrate(database: Database, migrations: readonly Migration[]): readonly string[] {
  const newest = migrations.length;
  const present = Number(database.pragma('user_version', { simple: true }));
  if (present > newest) throw new NewerDatabaseError(present, newest);
  return migrations.slice(present).map((migration) => {
    database.transaction(() => {
      database.exec(migration.sql);
      database.pragma(`user_version = ${migration.number}`);
    })();
    return migration.name;
  });
}

/** The study was written by a later version of the program. */
export class NewerDatabaseError extends Error {
  readonly present: number;
  readonly known: number;
  constructor(present: number, known: number) {
    super(`The database has schema ${present}; this version knows schemas up to ${known}.`);
    this.name = 'NewerDatabaseError';
    this.present = present;
    this.known = known;
  }
}
