// What the interface may ask about the cohort: the worklist, saved filters, audits of the data, splits.

import { z } from 'zod';
import { AuditReportSchema } from '../domain/study/audit-report.ts';
import { BuiltSplitSchema, SplitNameSchema, SplitPartSchema, SplitRecipeSchema, SplitSchema } from '../domain/study/split.ts';
import { reads, writes } from './procedure.ts';
import { CoOccurrenceSchema } from '../domain/study/co-occurrence.ts';
import {
  HipConditionsSchema,
  HipFilterSchema,
  HipPageSchema,
  HipSelectionSchema,
  SavedFilterSchema,
} from '../domain/study/hip-filter.ts';
import { ReasonSchema } from '../domain/study/hip-history.ts';
import { HipRowSchema } from '../domain/study/hip-row.ts';
import { CaseSchema } from '../domain/study/case.ts';

const named = z.object({ name: SplitNameSchema });

export const cohortContract = {
  hips: {
    list: reads.input(HipFilterSchema).output(HipPageSchema),
    /** The ids of all hips that pass, in order. */
    ids: reads.input(HipSelectionSchema).output(z.array(z.string())),
    case: reads.input(z.object({ hipId: z.string() })).output(CaseSchema),
    /** All hips of a subject, by visit, right before left. */
    subject: reads.input(z.object({ subject: z.string() })).output(z.array(HipRowSchema)),
    coOccurrence: reads.input(HipConditionsSchema).output(CoOccurrenceSchema),
  },
  films: {
    /** Gives a film another pixel spacing and cuts its hips again. Their gradings are no longer in force. */
    correctSpacing: writes
      .input(z.object({ radiographId: z.string(), spacingMm: z.number().min(0.01).max(10), why: ReasonSchema }))
      .output(z.object({ hips: z.number() })),
  },
  filters: {
    list: reads.output(z.array(SavedFilterSchema)),
    /** Replaces the filter of the same name. */
    save: writes.input(SavedFilterSchema).output(z.array(SavedFilterSchema)),
    remove: writes.input(z.object({ name: z.string() })).output(z.array(SavedFilterSchema)),
  },
  audits: {
    run: reads.output(AuditReportSchema),
  },
  splits: {
    list: reads.output(z.array(SplitSchema)),
    /** The split that a recipe would build. Writes nothing. */
    preview: reads.input(SplitRecipeSchema).output(BuiltSplitSchema),
    /** Builds a split, saves it and puts it in force. */
    build: writes.input(z.object({ name: SplitNameSchema, recipe: SplitRecipeSchema })).output(BuiltSplitSchema),
    /** Puts a split in force. */
    choose: writes.input(named).output(z.array(SplitSchema)),
    /** Moves the subjects of these hips into a part of the split in force. */
    assign: writes
      .input(z.object({ hipIds: z.array(z.string()).min(1), part: SplitPartSchema }))
      .output(z.object({ subjects: z.number() })),
  },
};
