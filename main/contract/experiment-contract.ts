// What the interface may ask about experiments: studies of many runs, such as those of the papers.

import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import {
  ExperimentChoiceSchema,
  ExperimentEntrySchema,
  ExperimentStatusSchema,
  ShownExperimentReportSchema,
  WrittenReportSchema,
} from '../domain/evaluation/experiment.ts';
import { ProgressSchema } from '../domain/study/job.ts';
import { WorkstationNameSchema } from '../domain/training/workstation.ts';
import { reads, writes } from './procedure.ts';

export const experimentContract = {
  /** The experiments that ship with the program, then the user's own from `experiments` in the home folder. */
  list: reads.output(z.array(ExperimentEntrySchema)),
  /** Every run, those first that give others their weights. */
  status: reads.input(ExperimentChoiceSchema).output(ExperimentStatusSchema),
  /** Tables and claims from the runs that are finished. */
  report: reads.input(ExperimentChoiceSchema).output(ShownExperimentReportSchema),
  /**
   * Trains and measures the runs that have no result yet, on a paired workstation if one is named. Fails while a run or an experiment of any
   * study is training.
   */
  run: writes
    .input(ExperimentChoiceSchema.extend({ workstation: WorkstationNameSchema.nullable().default(null) }))
    .output(eventIterator(ProgressSchema)),
  /** Writes the report: tables (CSV, Markdown, LaTeX), figures (SVG, PDF, PNG) and `report.md`. */
  write: writes.input(ExperimentChoiceSchema).output(WrittenReportSchema),
};
