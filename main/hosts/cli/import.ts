// `osteograde import`: imports radiographs, labels, splits and cohort files into a study.

import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FailureError, type Failure } from '../../domain/failure.ts';
import { fileProblemsTable } from '../../services/study/file-problems-table.ts';
import { importIntoStudy, previewImport, readMapping, type StudyImportOrder } from '../../services/study/import-into-study.ts';
import { openInferenceHere } from '../../inference/inference.ts';
import { buildEnvironment } from '../build-workstation.ts';
import type { Terminal } from './terminal.ts';
import { stopSignal } from './stop-signal.ts';

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

/** True if there was no problem with any file or hip, and the import was not stopped. */
export async function importRadiographs(paths: readonly string[], choices: ImportChoices, terminal: Terminal): Promise<boolean> {
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
    if (choices.json !== true) terminal.error(message);
  };
  const signal = stopSignal();
  if (choices.dryRun === true) {
    const preview = await previewImport(order, signal);
    for (const { file, failure } of preview.problems) problem(file, failure);
    if (choices.json === true)
      terminal.line(JSON.stringify({ ...preview.counts, questions: preview.questions, errors }, null, 2));
    else {
      const { radiographs, subjects, hips, labels, matchedLabels, crops } = preview.counts;
      terminal.line(`${radiographs} radiographs and ${crops} crops of ${subjects} subjects, ${hips} hips.`);
      terminal.line(`${labels} hips with labels, ${matchedLabels} of them on these radiographs.`);
      for (const question of preview.questions) terminal.line(`Question to answer: ${question}`);
    }
  } else {
    const inference = openInferenceHere();
    try {
      const job = {
        signal,
        problem,
        step: (stage: string, done: number, total: number) => terminal.progress(`${stage} ${done}/${total}`),
      };
      const counts = await importIntoStudy(environment, inference, order, job);
      if (choices.json === true) terminal.line(JSON.stringify({ ...counts, errors }, null, 2));
      else {
        terminal.line(`${counts.imported} imported, ${counts.alreadyThere} already there, ${counts.failed} could not be read.`);
        if (counts.labels.added + counts.labels.changed > 0)
          terminal.line(`${counts.labels.added} labels added, ${counts.labels.changed} changed.`);
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
    throw new FailureError({ code: 'file-not-found', message: 'The mapping file cannot be read. Check its path.' });
  }
}
