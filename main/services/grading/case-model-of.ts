// Which model a case is about: the one that graded the joint or, before that, the one that would.

import { caseModel } from '../../learning/grading/case-model.ts';
import { sameModel, type InstalledModel } from '../../learning/grading/installed-models.ts';
import type { CaseModel } from '../../domain/study/case-model.ts';
import { servicesText } from '../text.ts';

interface CaseModels {
  /** The model that graded the joint. Undefined if none has. */
  readonly used: Pick<InstalledModel, 'name' | 'version' | 'sha256'> | undefined;
  readonly installed: readonly InstalledModel[];
  /** The model that would grade the joint. Null if no model can. */
  readonly next: InstalledModel | null;
}

/** Null if no model has graded the joint and none can. */
export function caseModelOf({ used, installed, next }: CaseModels): CaseModel | null {
  if (used === undefined) return next === null ? null : caseModel(next);
  const model = installed.find((one) => sameModel(one, used));
  if (model !== undefined) return caseModel(model);
  return { name: used.name, version: used.version, limits: servicesText.grading.modelNotInstalled, failedTrials: [] };
}
