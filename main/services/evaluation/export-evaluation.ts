// Writes the tables and figures of an evaluation to a folder: CSV, Markdown, LaTeX, SVG and PDF.

import { join } from 'node:path';
import type { EvaluationRow, MeasuredRows } from '../../domain/evaluation/evaluation.ts';
import { FailureError } from '../../domain/failure.ts';
import { folderFailure } from '../../files/file-failure.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import { pdfOf, svgOf } from '../../report/evaluation/drawing.ts';
import { evaluationFigures } from '../../report/evaluation/figures.ts';
import { csvOf, evaluationTables, latexOf, markdownOf } from '../../report/evaluation/tables.ts';

interface Measured {
  readonly measured: MeasuredRows;
  readonly rows: readonly EvaluationRow[];
}

/** Writes to `evaluations/<id>` of the study, by pseudonyms. Throws a `FailureError` if the folder cannot be written. */
export async function exportEvaluation(
  studyFolder: string,
  evaluation: Measured & { readonly evaluationId: string },
): Promise<{ folder: string; files: string[] }> {
  return writeEvaluationFiles(join(studyFolder, 'evaluations', evaluation.evaluationId), evaluation);
}

export async function writeEvaluationFiles(
  folder: string,
  { measured, rows }: Measured,
): Promise<{ folder: string; files: string[] }> {
  const files = new Map<string, string | Uint8Array>();
  for (const table of evaluationTables(measured, rows)) {
    files.set(`${table.name}.csv`, csvOf(table));
    files.set(`${table.name}.md`, markdownOf(table));
    files.set(`${table.name}.tex`, latexOf(table));
  }
  for (const [name, drawing] of evaluationFigures(measured, rows)) {
    files.set(`${name}.svg`, svgOf(drawing));
    files.set(`${name}.pdf`, await pdfOf(drawing));
  }
  try {
    await makeFolder(folder);
    for (const [name, content] of files) await writeWhole(join(folder, name), content);
  } catch (error) {
    const failure = folderFailure(error, folder);
    if (failure === null) throw error;
    throw new FailureError(failure, { cause: error });
  }
  return { folder, files: [...files.keys()] };
}
