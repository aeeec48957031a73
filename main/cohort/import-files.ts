// Plans and imports at once, without questions in between, with readers of its own.

import { NO_ANSWERS, type ImportAnswers } from './import-answers.ts';
import { jointsWithPictures } from '../database/subjects.ts';
import { knownPeople, NOBODY } from './identity/known-people.ts';
import { labelPresets } from './labels/label-presets.ts';
import { replacementQuestion } from './labels/replaced-labels.ts';
import { planImport, type ImportOptions, type KnownStudy, type PlanReading } from './import-plan.ts';
import { importStudy, type ImportCounts, type ImportJob } from './import-study.ts';
import type { PlannedImport } from './planned-import.ts';
import { openReader, type Reader } from './reading/open-reader.ts';
import type { Study } from './study-folder.ts';
import { importText } from './text/import.ts';

export interface FilesToImport extends Pick<ImportOptions, 'paths' | 'landmarks'> {
  readonly answers?: ImportAnswers;
}

type Reading = Pick<ImportJob, 'startReader' | 'signal'>;

/** What the import would add to this study, and the labels that it would replace. Stores nothing. */
export async function planForStudy(study: Study, files: FilesToImport, reading: Reading): Promise<PlannedImport> {
  const plan = await withReader(reading, async (plans) => plannedImport(study, files, plans));
  const replaced = await replacementQuestion(study, plan, files.answers ?? NO_ANSWERS);
  return replaced === null ? plan : { ...plan, questions: [...plan.questions, replaced] };
}

/** What the import would add to an empty study. */
export async function planFiles(files: FilesToImport, reading: Reading): Promise<PlannedImport> {
  const options = { answers: NO_ANSWERS, ...files, presets: [] };
  return withReader(reading, async (plans) => planImport(options, { ...NOBODY, joints: [] }, plans));
}

/** Imports until done or stopped. Throws a `FailureError` only if the study itself cannot be written. */
export async function importFiles(study: Study, files: FilesToImport, job: ImportJob): Promise<ImportCounts> {
  job.step(importText.stage.checking, 0, 0);
  try {
    return await withReader(job, async ({ reader, signal }) => {
      const plan = await plannedImport(study, files, { reader, signal });
      return importStudy(study, plan, files.answers ?? NO_ANSWERS, { ...job, reader });
    });
  } finally {
    await study.objects.discard();
  }
}

async function plannedImport(study: Study, files: FilesToImport, reading: PlanReading): Promise<PlannedImport> {
  const { answers = NO_ANSWERS } = files;
  return planImport({ ...files, answers, presets: labelPresets(study.database) }, knownStudy(study), reading);
}

/** The visits of joints are those that their files named. */
function knownStudy(study: Study): KnownStudy {
  const visitOf = (visit: string): string => study.identities.originalName('visit', visit) ?? visit;
  const joints = jointsWithPictures(study.database).map((joint) => ({ ...joint, visit: visitOf(joint.visit) }));
  return { ...knownPeople(study), joints };
}

async function withReader<T>({ startReader, signal }: Reading, use: (reading: PlanReading) => Promise<T>): Promise<T> {
  const reader: Reader = openReader({ start: startReader, signal });
  try {
    return await use({ reader, signal });
  } finally {
    await reader.close();
  }
}
