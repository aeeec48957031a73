// Mappings that users made for their own tables, saved in the study so that the next table of the kind needs no questions. A preset has no
// name of its own, because a page would name it after the table's file.

import { z } from 'zod';
import { putSetting, settingOf } from '../../database/settings.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import { neededColumns } from './apply-mapping.ts';
import { LabelMappingSchema, type LabelMapping } from './label-mapping.ts';

const SETTING = 'label-presets';

/** The presets of a study. Empty if there are none, or if a later version wrote them. */
export function labelPresets(database: StudyDatabase): readonly LabelMapping[] {
  const written = settingOf(database, SETTING);
  const parsed = written === null ? null : z.array(LabelMappingSchema).safeParse(JSON.parse(written));
  return parsed?.success === true ? parsed.data : [];
}

/** Saves a preset. Replaces one for the same columns. */
export function putLabelPreset(database: StudyDatabase, preset: LabelMapping): void {
  const columns = columnsOf(preset);
  const others = labelPresets(database).filter((other) => columnsOf(other) !== columns);
  putSetting(database, SETTING, JSON.stringify([{ ...preset, name: UNNAMED }, ...others]));
}

const UNNAMED = 'preset';

function columnsOf(mapping: LabelMapping): string {
  return JSON.stringify(neededColumns(mapping).toSorted((a, b) => (a < b ? -1 : 1)));
}
