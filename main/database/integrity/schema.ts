// A study may come from a stranger. Its tables, indexes, triggers and views must be exactly those that the migrations make, because a
// foreign trigger or view could change or hide rows while the program reports that they were saved.

import BetterSqlite3, { type Database } from 'better-sqlite3';
import { z } from 'zod';
import { NewerDatabaseError, type Migration } from '../migration.ts';
import { DamagedDatabaseError, ForeignDatabaseError } from './database-errors.ts';

/** Throws unless the database has the schema that its version's migrations make. An empty database has version 0. */
export function requireOwnSchema(database: Database, migrations: readonly Migration[]): void {
  const version = z.number().parse(database.pragma('user_version', { simple: true }));
  if (version < 0) throw new DamagedDatabaseError('version', `The schema has version ${version}.`);
  if (version > migrations.length) throw new NewerDatabaseError(version, migrations.length);
  const own = schemaAfter(migrations.slice(0, version));
  const present = schemaOf(database);
  const foreign = [...present.keys()].filter((name) => present.get(name) !== own.get(name));
  const missing = [...own.keys()].filter((name) => !present.has(name));
  if (foreign.length > 0 || missing.length > 0) throw new ForeignDatabaseError({ foreign, missing });
}

/** The same for a closed database. */
export function checkSchema(path: string, migrations: readonly Migration[]): void {
  const database = new BetterSqlite3(path, { readonly: true });
  try {
    distrust(database);
    requireOwnSchema(database, migrations);
  } finally {
    database.close();
  }
}

/** SQL in the schema of a database from elsewhere may not call functions with side effects, and torn cells are reported. */
export function distrust(database: Database): void {
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
}

/** The schema as SQL by kind and name. */
type Schema = ReadonlyMap<string, string>;

const SchemaRow = z.object({ type: z.string(), name: z.string(), sql: z.string() });

function schemaOf(database: Database): Schema {
  const rows = z
    .array(SchemaRow)
    .safeParse(database.prepare('SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL').all());
  if (!rows.success) throw new DamagedDatabaseError('pages', 'The schema holds a value that is not text.');
  return new Map(
    rows.data
      .filter(({ name, sql }) => !isStatistics(name, sql))
      .map(({ type, name, sql }) => [`${type} ${name}`, sql.replaceAll(/\s+/g, ' ')]),
  );
}

/** ANALYZE keeps its figures in tables of their own. */
function isStatistics(name: string, sql: string): boolean {
  return /^sqlite_stat[14]$/.test(name) && /^CREATE TABLE sqlite_stat[14]\([a-z, ]*\)$/.test(sql);
}

const computed = new WeakMap<Migration, Schema>();

/** The schema that these migrations make, computed once in memory. */
function schemaAfter(migrations: readonly Migration[]): Schema {
  const last = migrations.at(-1);
  if (last === undefined) return new Map();
  const known = computed.get(last);
  if (known !== undefined) return known;
  const database = new BetterSqlite3(':memory:');
  try {
    for (const migration of migrations) database.exec(migration.sql);
    const schema = schemaOf(database);
    computed.set(last, schema);
    return schema;
  } finally {
    database.close();
  }
}
