// What a case says of an installed model.

import type { CaseModel } from '../../domain/study/case-model.ts';
import { failedTrials } from '../../domain/training/evidence-trials.ts';
import type { InstalledModel } from './installed-models.ts';

export function caseModel({ name, version, limits, card }: InstalledModel): CaseModel {
  return { name, version, limits, failedTrials: failedTrials(card.evidence) };
}
