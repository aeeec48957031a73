// A run of the command line that learns from a study. It is kept in the study's folder, so the window lists it and can resume and use it.

import { isStudyFolder } from '../../cohort/study-folder.ts';
import { FailureError, type Failure } from '../../domain/failure.ts';
import { isLocating, type AnyRecipe, type Recipe } from '../../training/recipe.ts';
import { newRunRecord, runFolder, writeRunRecord, type RunRecord } from './run-records.ts';

export interface StudyRun {
  readonly folder: string;
  /** Trains, and records the run's start and end in the study. */
  readonly recorded: <T>(train: () => Promise<T>) => Promise<T>;
}

/** Null if the recipe does not learn from a study, or the folder is not a study: then the training says so. */
export async function studyRun(
  environment: { readonly now: () => Date; readonly newId: () => string },
  study: string,
  recipe: AnyRecipe,
): Promise<StudyRun | null> {
  if (!learnsFromStudy(recipe) || !(await isStudyFolder(study))) return null;
  const record = newRunRecord(recipe, { startedAt: environment.now().toISOString(), id: environment.newId() });
  const end = (state: RunRecord['state'], failure: Failure | null): Promise<void> =>
    writeRunRecord(study, { ...record, state, failure, endedAt: environment.now().toISOString() });
  return {
    folder: runFolder(study, record.runId),
    recorded: async (train) => {
      await writeRunRecord(study, record);
      try {
        const trained = await train();
        await end('finished', null);
        return trained;
      } catch (error) {
        const failure = error instanceof FailureError ? error.failure : null;
        await end(failure?.code === 'stopped' ? 'paused' : 'failed', failure?.code === 'stopped' ? null : failure);
        throw error;
      }
    },
  };
}

function learnsFromStudy(recipe: AnyRecipe): recipe is Recipe {
  return !isLocating(recipe) && recipe.data.kind === 'study';
}
