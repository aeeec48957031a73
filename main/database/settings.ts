// The settings of a study: its name, whether it is synthetic, when it was created, and others by name.

import { z } from 'zod';
import type { StudyDatabase } from './study-database.ts';

export interface StudySettings {
  readonly name: string;
  readonly synthetic: boolean;
  readonly createdAt: string;
}

const SettingRow = z.object({ name: z.string(), value: z.string() });

const Settings = z.object({ name: z.string(), synthetic: z.enum(['yes', 'no']), createdAt: z.string() });

/** Writes the settings of a new study. */
export function writeSettings(database: StudyDatabase, settings: StudySettings): void {
  const put = database.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?)');
  database.transaction(() => {
    put.run('name', settings.name);
    put.run('synthetic', settings.synthetic ? 'yes' : 'no');
    put.run('createdAt', settings.createdAt);
  })();
}

/** Reads the settings. Null if the study was never completed. */
export function readSettings(database: StudyDatabase): StudySettings | null {
  const rows = z.array(SettingRow).parse(database.prepare('SELECT name, value FROM settings').all());
  const parsed = Settings.safeParse(Object.fromEntries(rows.map((row) => [row.name, row.value])));
  return parsed.success ? { ...parsed.data, synthetic: parsed.data.synthetic === 'yes' } : null;
}

/** Another setting by its name. Null if it was never set. */
export function settingOf(database: StudyDatabase, name: string): string | null {
  return z
    .string()
    .nullable()
    .parse(database.prepare('SELECT value FROM settings WHERE name = ?').pluck().get(name) ?? null);
}

export function putSetting(database: StudyDatabase, name: string, value: string): void {
  database.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?)').run(name, value);
}
