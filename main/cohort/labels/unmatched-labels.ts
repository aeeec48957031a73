// Labels that meet no radiograph of the study, which usually means that the table names its subjects or visits differently.

import { countPictured } from '../../database/labels.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import { failed, type Failure } from '../../domain/failure.ts';
import type { LabelledJoint } from '../../domain/label.ts';
import { labelText } from '../text/labels.ts';

/** Counts of the labelled joints of one table. */
export type LabelMatch = ReturnType<typeof countPictured>;

export const NOTHING_MATCHED: LabelMatch = { labelled: 0, pictured: 0, ofKnownSubjects: 0 };

/** The counts with some more joints of the table, under the names of the study. */
export function withMatches(database: StudyDatabase, before: LabelMatch, joints: readonly LabelledJoint[]): LabelMatch {
  const now = countPictured(database, joints);
  return {
    labelled: before.labelled + now.labelled,
    pictured: before.pictured + now.pictured,
    ofKnownSubjects: before.ofKnownSubjects + now.ofKnownSubjects,
  };
}

/** Null if every labelled joint has a picture. */
export function unmatchedLabels(match: LabelMatch): Failure | null {
  const { labelled, pictured } = match;
  return pictured === labelled ? null : failed('labels-unmatched', labelText.unmatched(match)).failure;
}
