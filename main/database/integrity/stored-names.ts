// Names in a study's rows that become names of files. In a study from a stranger they could lead out of its folder.

import { z } from 'zod';
import { ForeignDatabaseError } from './database-errors.ts';
import type { StudyDatabase } from '../study-database.ts';

/**
 * Throws a `ForeignDatabaseError` that names the column of a name which the program never gives. Columns that an earlier schema lacks are
 * passed over. The content of objects is checked when they are used.
 */
export function requireOwnNames(database: StudyDatabase): void {
  const exists = database.prepare('SELECT 1 FROM pragma_table_info(?) WHERE name = ?');
  for (const { column, stored = column, sql, isOwn } of NAMES) {
    if (exists.get(...stored.split('.')) === undefined) continue;
    for (const name of database.prepare(sql).pluck().iterate())
      if (!isOwn(z.string().parse(name))) throw new ForeignDatabaseError({ foreign: [`column ${column}`], missing: [] });
  }
}

/** Begins with a letter or digit, and has no separator of folders. */
const isFileName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9 _.()-]*$/.test(name);

/** A model is chosen by its name. The path of a model file would be opened. */
const isModelName = (name: string): boolean => !/[/\\]|\.onnx$/i.test(name);

/** The columns of an object's name, which is a SHA-256. SQLite picks the others out, because a large study has hundreds of thousands. */
const objectNames = (table: string, column: string) => ({
  column: `${table}.${column}`,
  sql: `SELECT ${column} FROM ${table} WHERE length(${column}) <> 64 OR ${column} GLOB '*[^0-9a-f]*' LIMIT 1`,
  isOwn: () => false,
});

interface StoredName {
  readonly column: string;
  /** The column itself, if the message names it otherwise. */
  readonly stored?: string;
  readonly sql: string;
  readonly isOwn: (name: string) => boolean;
}

const NAMES: readonly StoredName[] = [
  objectNames('crops', 'crop_object'),
  objectNames('crops', 'thumbnail_object'),
  objectNames('radiographs', 'pixels_object'),
  objectNames('radiographs', 'preview_object'),
  { column: 'reports.report_id', sql: 'SELECT report_id FROM reports', isOwn: isFileName },
  { column: 'report_files.report_id', sql: 'SELECT DISTINCT report_id FROM report_files', isOwn: isFileName },
  { column: 'report_files.name', sql: 'SELECT DISTINCT name FROM report_files', isOwn: isFileName },
  {
    column: 'settings.model',
    stored: 'settings.value',
    sql: "SELECT value FROM settings WHERE name = 'model'",
    isOwn: isModelName,
  },
];
