// How a study is read, as one of its settings.

import { jsonOrNull } from '../../domain/json.ts';
import { ReadingSettingsSchema, type ReadingSettings } from '../../domain/study/changes.ts';
import { putSetting, settingOf } from '../settings.ts';
import type { StudyDatabase } from '../study-database.ts';

const NAME = 'reading';

/** Those of another version that this one cannot read count as never set. */
export function readingSettings(database: StudyDatabase): ReadingSettings {
  return ReadingSettingsSchema.safeParse(jsonOrNull(settingOf(database, NAME) ?? '')).data ?? ReadingSettingsSchema.parse({});
}

export function putReadingSettings(database: StudyDatabase, settings: ReadingSettings): void {
  putSetting(database, NAME, JSON.stringify(settings));
}
