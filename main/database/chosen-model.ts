// The model that grades in this study, as one of its settings.

import { putSetting, settingOf } from './settings.ts';
import type { StudyDatabase } from './study-database.ts';

const NAME = 'model';

/** The model's name. Null if none was chosen. The model may not be installed here. */
export function chosenModelName(database: StudyDatabase): string | null {
  return settingOf(database, NAME);
}

export function chooseModelName(database: StudyDatabase, name: string): void {
  putSetting(database, NAME, name);
}
