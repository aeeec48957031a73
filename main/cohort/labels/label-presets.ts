// Mappings that users made for tables of their own, kept in the study so that the next table of the kind is read at once.

import { z } from 'zod';
import { putSetting, settingOf } from '../../database/settings.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import { LabelMappingSchema, type LabelMapping } from './label-mapping.ts';

const SETTING = 'label-presets';

/** The presets of a study; none where there are none, or where they were written by a later version. */
export function labelPresets(database: StudyDatabase): readonly LabelMapping[] {
  const written = settingOf(database, SETTING);
  const parsed = written === null ? null : z.array(LabelMappingSchema).safeParse(JSON.parse(written));
  return parsed?.success === true ? parsed.data : [];
}

/** Keeps a preset; one of the same name is replaced. */
export function putLabelPreset(database: StudyDatabase, preset: LabelMapping): void {
  const others = labelPresets(database).filter(({ name }) => name !== preset.name);
  putSetting(database, SETTING, JSON.stringify([preset, ...others]));
}
