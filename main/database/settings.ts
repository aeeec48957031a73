// What a study says of itself: its name, whether it is synthetic, when it was made.

import { z } from 'zod';
import type { StudyDatabase } from './study-database.ts';

export interface StudySettings {
  readonly name: string;
  readonly synthetic: boolean;
  readonly createdAt: string;
}

const SettingRow = z.object({ name: z.string(), value: z.string() });

const Settings = z.object({ name: z.string(), synthetic: z.enum(['yes', 'no']), createdAt: z.string() });

/** Writes the settings of a study that has just been made. */
export function writeSettings(database: StudyDatabase, settings: StudySettings): void {
  const put = database.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?)');
  database.transaction(() => {
    put.run('name', settings.name);
    put.run('synthetic', settings.synthetic ? 'yes' : 'no');
    put.run('createdAt', settings.createdAt);
  })();
}

/** Reads the settings, or null where the database was made but never finished. */
export function readSettings(database: StudyDatabase): StudySettings | null {
  const rows = z.array(SettingRow).parse(database.prepare('SELECT name, value FROM settings').all());
  const parsed = Settings.safeParse(Object.fromEntries(rows.map((row) => [row.name, row.value])));
  return parsed.success ? { ...parsed.data, synthetic: parsed.data.synthetic === 'yes' } : null;
}

/** One further setting by its name; null where it was never made. */
export function settingOf(database: StudyDatabase, name: string): string | null {
  return z
    .string()
    .nullable()
    .parse(database.prepare('SELECT value FROM settings WHERE name = ?').pluck().get(name) ?? null);
}

export function putSetting(database: StudyDatabase, name: string, value: string): void {
  database.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?)').run(name, value);
}
