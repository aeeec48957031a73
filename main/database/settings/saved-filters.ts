// The filters saved in a study, as one setting.

import { z } from 'zod';
import { putSetting, settingOf } from '../settings.ts';
import type { StudyDatabase } from '../study-database.ts';

const SETTING = 'filters';

const Saved = z.array(z.object({ name: z.string(), filter: z.unknown() }));

/** The saved filters by name, unparsed: another version may have written them. */
export function savedFilters(database: StudyDatabase): z.infer<typeof Saved> {
  const text = z.string().optional().parse(database.prepare('SELECT value FROM settings WHERE name = ?').pluck().get(SETTING));
  return text === undefined ? [] : Saved.parse(JSON.parse(text));
}

export function writeSavedFilters(
  database: StudyDatabase,
  filters: readonly { readonly name: string; readonly filter: object }[],
): void {
  const ordered = filters.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  putSavedFilters(database, JSON.stringify(ordered));
}

/** The stored text, for undo. Null if no filter was ever saved. */
export function savedFiltersText(database: StudyDatabase): string | null {
  return settingOf(database, SETTING);
}

export function putSavedFilters(database: StudyDatabase, text: string): void {
  putSetting(database, SETTING, text);
}
