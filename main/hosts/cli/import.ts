// `osteograde import`: radiographs, labels, splits and cohort files into a study.

import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FailureError, type Failure } from '../../domain/failure.ts';
import { fileProblemsTable } from '../../services/study/file-problems-table.ts';
import { importIntoStudy, previewImport, readMapping, type StudyImportOrder } from '../../services/study/import-into-study.ts';
import { openInferenceHere } from '../../inference/inference.ts';
import { buildEnvironment } from '../build-workstation.ts';
import type { Say } from './terminal.ts';
import { stoppable } from './stop-signal.ts';

export interface ImportChoices {
  readonly study: string;
  readonly landmarks?: string;
  readonly spacing?: number;
  readonly mirrored?: 'yes' | 'no';
  readonly numbering?: 'original' | 'renumbered';
  readonly labels?: string;
  readonly splits?: string;
  readonly mapping?: string;
  readonly saveProblems?: string;
  readonly dryRun?: boolean;
  readonly grade?: boolean;
  readonly json?: boolean;
}

/** True when every file came in with both hips prepared. */
export async function importRadiographs(paths: readonly string[], choices: ImportChoices, say: Say): Promise<boolean> {
  const environment = buildEnvironment({ host: 'cli' });
  const errors: { file: string; code: string; message: string }[] = [];
  const order: StudyImportOrder = {
    study: resolve(choices.study),
    paths: [...paths, ...[choices.labels, choices.splits].flatMap((path) => path ?? [])],
    landmarks: choices.landmarks ?? null,
    answers: {
      mirrored: choices.mirrored !== 'no',
      numbering: choices.numbering ?? null,
      spacingMm: choices.spacing ?? null,
      mapping: choices.mapping === undefined ? null : readMapping(await textOf(choices.mapping)),
    },
    grade: choices.grade === true,
  };
  const problem = (file: string, { code, message }: Failure): void => {
    errors.push({ file, code, message });
    if (choices.json !== true) say.error(message);
  };
  const signal = stoppable();
  if (choices.dryRun === true) {
    const seen = await previewImport(order, signal);
    for (const { file, failure } of seen.problems) problem(file, failure);
    if (choices.json === true) say.line(JSON.stringify({ ...seen.counts, questions: seen.questions, errors }, null, 2));
    else {
      const { radiographs, subjects, hips, labels, matchedLabels, crops } = seen.counts;
      say.line(`${radiographs} radiographs and ${crops} crops of ${subjects} subjects, ${hips} hips.`);
      say.line(`${labels} hips with labels, ${matchedLabels} of them among these pictures.`);
      for (const question of seen.questions) say.line(`To be answered: ${question}`);
    }
  } else {
    const inference = openInferenceHere();
    try {
      const job = {
        signal,
        problem,
        step: (stage: string, done: number, total: number) => say.progress(`${stage} ${done}/${total}`),
      };
      const counts = await importIntoStudy(environment, inference, order, job);
      if (choices.json === true) say.line(JSON.stringify({ ...counts, errors }, null, 2));
      else {
        say.line(`${counts.imported} imported, ${counts.alreadyThere} already there, ${counts.failed} could not be read.`);
        if (counts.labels.added + counts.labels.changed > 0)
          say.line(`${counts.labels.added} labels added, ${counts.labels.changed} changed.`);
      }
    } finally {
      await inference.close();
    }
  }
  if (choices.saveProblems !== undefined) await writeFile(choices.saveProblems, fileProblemsTable(errors));
  return errors.length === 0 && !signal.aborted;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new FailureError({ code: 'file-not-found', message: 'The file of the label mapping cannot be read. Check its path.' });
  }
}
