// Measures a model on a folder of radiographs with `labels.csv`. Labels and radiographs are matched by subject, visit and side.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { fileFailure } from '../../files/file-failure.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import { isGrade, type Grade } from '../../domain/grade.ts';
import { hipId, SIDES } from '../../domain/hip.ts';
import { COHORT_COLUMN, perQuadrant, QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import { answerFigures, type AnsweredHip, type AnswersEvaluation } from './answer-figures.ts';
import { gradeFigures, type EvaluatedHip, type Evaluation } from './grade-figures.ts';
import type { Inference } from '../../inference/inference.ts';
import type { InstalledModel } from '../grading/installed-models.ts';
import { predictFiles, type PredictError } from '../grading/predict-files.ts';

interface FolderRest {
  /** Hips that the model graded, but without labels in all four quadrants. */
  readonly unlabelled: number;
  readonly errors: readonly PredictError[];
}

/** For a model of System 1, or of System 2 or 4. */
export type FolderEvaluation = (Evaluation | AnswersEvaluation) & FolderRest;

export interface FolderEvaluationOrder {
  readonly folder: string;
  readonly model: InstalledModel;
  /** The folder of the networks that find hips in films without landmarks. */
  readonly networks: string;
  /** Draws the intervals. */
  readonly seed: number;
}

/** Grades every radiograph of the folder and compares with the labels. Unusable files are reported and left out. */
export async function evaluateFolder(
  order: FolderEvaluationOrder,
  inference: Inference,
  progress: (done: number) => void,
): Promise<Result<FolderEvaluation>> {
  const labels = await readLabels(join(order.folder, 'labels.csv'));
  if (!labels.ok) return labels;
  const hips: EvaluatedHip[] = [];
  const answered: AnsweredHip[] = [];
  const errors: PredictError[] = [];
  let graded = 0;
  const { networks, model } = order;
  const options = { paths: [order.folder], landmarks: null, spacingMm: null, modelPath: model.path, networks };
  for await (const prediction of predictFiles(options, inference)) {
    if (prediction.kind === 'error') {
      errors.push({ file: prediction.file, failure: prediction.failure });
      continue;
    }
    if (prediction.kind === 'left-out') continue; // a prosthesis, which the labels do not grade either
    const { hip, grading } = prediction.hip;
    const truth = labels.value.get(hipId(hip));
    const { subject } = hip;
    if (truth !== undefined && grading.kind === 'grades') hips.push({ subject, truth, grading });
    // labels.csv grades quadrants only (docs/file-formats.md), so the truth is known for the findings of osteophytes alone.
    else if (truth !== undefined && grading.kind !== 'grades')
      answered.push({ subject, truth: { quadrants: truth, findings: {} }, grading });
    progress(++graded);
  }
  const compared = [...hips, ...answered];
  if (compared.length === 0) {
    return failed(
      'labels-malformed',
      'No graded hip has labels in all four quadrants. Use the same subject, visit and side in labels.csv as in the DICOM files.',
    );
  }
  const about = { subjects: new Set(compared.map(({ subject }) => subject)).size, seed: order.seed };
  const found = hips.length > 0 ? gradeFigures(model.name, about, hips) : answerFigures(model.name, about, answered);
  return success({ ...found, unlabelled: graded - compared.length, errors });
}

/** The hips with a grade in every quadrant, by id. Columns are bound by name. */
async function readLabels(path: string): Promise<Result<ReadonlyMap<string, PerQuadrant<Grade>>>> {
  let rows: Record<string, string>[];
  try {
    rows = parse(await readFile(path), { columns: true, bom: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    const failure = fileFailure(error, path);
    if (failure !== null) return { ok: false, failure };
    return failed(
      'labels-malformed',
      'labels.csv is not a table with one header line. Write it as CSV with the columns of FORMATS.',
    );
  }
  const needed = ['subject', 'visit', 'side', ...Object.values(COHORT_COLUMN)];
  const missing = needed.filter((column) => rows.length > 0 && !(column in rows[0]));
  if (rows.length === 0 || missing.length > 0) {
    return failed(
      'labels-malformed',
      `labels.csv lacks ${missing.join(', ') || 'any row'}. It needs the columns ${needed.join(', ')}.`,
    );
  }
  const labels = new Map<string, PerQuadrant<Grade>>();
  for (const [index, row] of rows.entries()) {
    const side = SIDES.find((known) => known === row['side']?.toLowerCase());
    const grades = QUADRANTS.map((quadrant) => row[COHORT_COLUMN[quadrant]] ?? '');
    const wrong = grades.find((text) => text !== '' && !isGrade(Number(text)));
    if (side === undefined || wrong !== undefined) {
      const what =
        side === undefined
          ? `the side "${row['side'] ?? ''}" (right or left was expected)`
          : `the grade "${wrong ?? ''}" (0 to 3 was expected)`;
      return failed('labels-malformed', `Line ${index + 2} of labels.csv has ${what}. Correct it and try again.`);
    }
    if (grades.includes('')) continue;
    const hip = { subject: row['subject'] ?? '', visit: row['visit'] ?? '', side };
    labels.set(
      hipId(hip),
      perQuadrant((quadrant) => Number(row[COHORT_COLUMN[quadrant]]) as Grade),
    ); // checked above
  }
  return success(labels);
}
