// Mappings that users made for their own tables, saved in the study so that the next table of the kind needs no questions.

import { z } from 'zod';
import { putSetting, settingOf } from '../../database/settings.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import { LabelMappingSchema, type LabelMapping } from './label-mapping.ts';

const SETTING = 'label-presets';

/** The presets of a study. Empty if there are none, or if a later version wrote them. */
export function labelPresets(database: StudyDatabase): readonly LabelMapping[] {
  const written = settingOf(database, SETTING);
  const parsed = written === null ? null : z.array(LabelMappingSchema).safeParse(JSON.parse(written));
  return parsed?.success === true ? parsed.data : [];
}

/** Saves a preset. Replaces one of the same name. */
export function putLabelPreset(database: StudyDatabase, preset: LabelMapping): void {
  const others = labelPresets(database).filter(({ name }) => name !== preset.name);
  putSetting(database, SETTING, JSON.stringify([preset, ...others]));
}
