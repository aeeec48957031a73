// What the interface may ask about measuring and comparing models on a study.

import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { ComparisonSchema } from '../domain/evaluation/comparison.ts';
import {
  EvaluationEntrySchema,
  EvaluationIdSchema,
  ShownEvaluationSchema,
  TruthSchema,
} from '../domain/evaluation/evaluation.ts';
import { ProgressSchema } from '../domain/study/job.ts';
import { SplitPartSchema } from '../domain/study/split.ts';
import { WorkstationNameSchema } from '../domain/training/workstation.ts';
import { reads, writes } from './procedure.ts';

const ComparedSchema = z.array(EvaluationIdSchema).min(2).max(8);

const MeasuringSchema = z.object({
  model: z.string().min(1),
  split: SplitPartSchema,
  /** What the model is compared with: readings over labels, or either alone. */
  truth: TruthSchema.default('merged'),
  workstation: WorkstationNameSchema.nullable().default(null),
});

const WrittenFilesSchema = z.object({ folder: z.string(), files: z.array(z.string()) });

export const evaluationContract = {
  /** Measures a model on a part of the split in force, and keeps the evaluation. A paired workstation grades the hips, if one is named. */
  run: writes.input(MeasuringSchema).output(eventIterator(ProgressSchema)),
  /** The study's evaluations, newest first. */
  list: reads.output(z.array(EvaluationEntrySchema)),
  /** One evaluation with every hip, and its subgroups. */
  get: reads.input(z.object({ evaluationId: EvaluationIdSchema })).output(ShownEvaluationSchema),
  /** Compares evaluations of one part on the hips that they share. */
  compare: reads.input(z.object({ evaluationIds: ComparedSchema })).output(ComparisonSchema),
  /** Writes the tables (CSV, Markdown, LaTeX) and figures (SVG, PDF, PNG) of an evaluation to a folder of the study. */
  export: writes.input(z.object({ evaluationId: EvaluationIdSchema })).output(WrittenFilesSchema),
  /** Writes the tables and figures of a comparison to a folder of the study. */
  exportComparison: writes.input(z.object({ evaluationIds: ComparedSchema })).output(WrittenFilesSchema),
};
