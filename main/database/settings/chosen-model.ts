// The model that grades in this study, as one of its settings.

import { putSetting, settingOf } from '../settings.ts';
import type { StudyDatabase } from '../study-database.ts';
import { addChoiceVersion, type Authorship } from '../versions.ts';

const NAME = 'model';

/** The model's name. Null if none was chosen. The model may not be installed here. */
export function chosenModelName(database: StudyDatabase): string | null {
  return settingOf(database, NAME);
}

/** Chooses a model. Another one than before becomes a version. */
export function chooseModelName(database: StudyDatabase, name: string, by: Authorship): void {
  database.transaction(() => {
    const before = chosenModelName(database);
    if (before === name) return;
    addChoiceVersion(database, NAME, { ...by, before, after: name });
    putSetting(database, NAME, name);
  })();
}
