// Which model grades in this study, as one of its settings.

import { putSetting, settingOf } from './settings.ts';
import type { StudyDatabase } from './study-database.ts';

const NAME = 'model';

/** The model's name, or null where none was chosen. It may not be installed here. */
export function chosenModelName(database: StudyDatabase): string | null {
  return settingOf(database, NAME);
}

export function chooseModelName(database: StudyDatabase, name: string): void {
  putSetting(database, NAME, name);
}
