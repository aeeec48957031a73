// Writes the tables and figures of an evaluation or a comparison to a folder.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Study } from '../../cohort/study-folder.ts';
import type { Comparison } from '../../domain/evaluation/comparison.ts';
import type { StudyEvaluation, Subgroup } from '../../domain/evaluation/evaluation.ts';
import { FailureError } from '../../domain/failure.ts';
import { folderFailure } from '../../files/file-failure.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import { comparisonFigures, comparisonTables } from '../../report/evaluation/comparison.ts';
import { evaluationFigures } from '../../report/evaluation/figures.ts';
import { kneeFigures, kneeTables } from '../../report/evaluation/knees.ts';
import { evaluationTables } from '../../report/evaluation/tables.ts';
import type { Figure } from '../../report/figures/figure.ts';
import { printedFiles, type Printed } from '../../report/figures/printed-files.ts';
import { studySubgroups } from './study-subgroups.ts';

export interface WrittenFiles {
  readonly folder: string;
  readonly files: string[];
}

/** Writes to `evaluations/<id>` of the study, by pseudonyms. Throws a `FailureError` if the folder cannot be written. */
export async function exportEvaluation(study: Study, evaluation: StudyEvaluation): Promise<WrittenFiles> {
  const folder = join(study.folder, 'evaluations', evaluation.evaluationId);
  const subgroups = studySubgroups(study, evaluation, null);
  return writeEvaluationFiles(folder, { ...evaluation, subgroups }, new Date(evaluation.measuredAt));
}

/** Writes to a folder of the study that is named for the evaluations. */
export async function exportComparison(
  studyFolder: string,
  { comparison, createdAt }: { readonly comparison: Comparison; readonly createdAt: Date },
): Promise<WrittenFiles> {
  const ids = comparison.models.map(({ evaluationId }) => evaluationId).join(' ');
  const name = `comparison-${createHash('sha256').update(ids).digest('hex').slice(0, 12)}`;
  return writeComparisonFiles(join(studyFolder, 'evaluations', name), comparison, createdAt);
}

export async function writeEvaluationFiles(
  folder: string,
  evaluation: Pick<StudyEvaluation, 'measured' | 'rows' | 'meanMaps' | 'agreement'> & { readonly subgroups: readonly Subgroup[] },
  createdAt: Date,
): Promise<WrittenFiles> {
  const { measured, rows, meanMaps } = evaluation;
  const [tables, figures] = [evaluationTables(evaluation), evaluationFigures(measured, rows, meanMaps)];
  return writePrinted(folder, { tables, figures, createdAt });
}

export async function writeComparisonFiles(folder: string, comparison: Comparison, createdAt: Date): Promise<WrittenFiles> {
  const [tables, figures] = [comparisonTables(comparison), comparisonFigures(comparison)];
  return writePrinted(folder, { tables, figures, createdAt });
}

export async function writeFigures(folder: string, figures: readonly Figure[], createdAt: Date): Promise<WrittenFiles> {
  return writePrinted(folder, { tables: [], figures, createdAt });
}

export async function writeKneeFiles(
  folder: string,
  parts: Parameters<typeof kneeTables>[0],
  createdAt: Date,
): Promise<WrittenFiles> {
  return writePrinted(folder, { tables: kneeTables(parts), figures: kneeFigures(parts), createdAt });
}

async function writePrinted(folder: string, printed: Printed): Promise<WrittenFiles> {
  const files = await printedFiles(printed);
  try {
    await makeFolder(folder, { shared: true });
    for (const [name, content] of files) await writeWhole(join(folder, name), content, { shared: true });
  } catch (error) {
    const failure = folderFailure(error, folder);
    if (failure === null) throw error;
    throw new FailureError(failure, { cause: error });
  }
  return { folder, files: [...files.keys()] };
}
