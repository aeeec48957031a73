// An experiment as pages show it: what it is, how far its runs are, and what its report says of the paper's claims.

import { z } from 'zod';
import { FigureSchema } from '../any-number.ts';
import { FailureSchema } from '../failure.ts';
import { EstimateSchema } from './evaluation.ts';

/** Names an experiment's folder, so it holds nothing that leads elsewhere. */
const ExperimentNameSchema = z.string().regex(/^[a-z0-9-]+$/);

/** What the runs learn from. */
const LearnsFromSchema = z.enum(['phantoms', 'study', 'pictures']);

/** An experiment in a list. */
export const ExperimentEntrySchema = z.object({
  name: ExperimentNameSchema,
  about: z.string(),
  paper: z.string().nullable(),
  /** Whether the user wrote it. The others ship with the program. */
  own: z.boolean(),
  runs: z.number(),
  learnsFrom: LearnsFromSchema,
  /** Why it cannot be run. Null if it can. */
  problem: FailureSchema.nullable(),
});

/** Which experiment, and the folder of pictures that its runs learn from, if they do. */
export const ExperimentChoiceSchema = z.object({
  name: ExperimentNameSchema,
  pictures: z.string().min(1).nullable().default(null),
});

export const RunStatusSchema = z.object({
  hash: z.string(),
  /** The settings that tell it from the experiment's other runs, by their place in the recipe. Empty for a run that gives others their weights. */
  settings: z.record(z.string(), z.string().nullable()),
  state: z.enum(['finished', 'failed', 'open']),
  /** Epochs that are done, and that are planned. */
  epochs: z.number(),
  planned: z.number(),
  failure: FailureSchema.nullable(),
  /** The workstation that trains it, or trained it. Null for this machine. */
  workstation: z.string().nullable(),
  /** The main figure of the run on its test set. Null until the run has ended. */
  figure: z.object({ name: z.string(), value: FigureSchema }).nullable(),
});

export const ExperimentStatusSchema = z.object({
  runs: z.array(RunStatusSchema),
  /** The job that runs it now. Null if it does not run here. */
  jobId: z.string().nullable(),
});

const CellSchema = z.union([z.string(), z.null(), EstimateSchema, FigureSchema]);

const ReportTableSchema = z.object({
  name: z.string(),
  columns: z.array(z.string()),
  rows: z.array(z.array(CellSchema)),
});

const ClaimSchema = z.object({
  says: z.string(),
  published: z.string(),
  figure: z.string(),
  here: EstimateSchema,
  seeds: z.number(),
  verdict: z.enum(['same direction', 'opposite', 'undecided']),
});

/** The paper's tables and claims, from the runs that are finished. */
export const ShownExperimentReportSchema = z.object({
  finished: z.number(),
  planned: z.number(),
  /** What must be known beside the figures, such as settings without effect. */
  notes: z.array(z.string()),
  tables: z.array(ReportTableSchema),
  claims: z.array(ClaimSchema),
});

export const WrittenReportSchema = z.object({ folder: z.string(), files: z.array(z.string()) });

export type ExperimentEntry = Readonly<z.infer<typeof ExperimentEntrySchema>>;
export type ExperimentChoice = Readonly<z.infer<typeof ExperimentChoiceSchema>>;
export type RunStatus = Readonly<z.infer<typeof RunStatusSchema>>;
export type ReportTable = z.infer<typeof ReportTableSchema>;
export type ReportClaim = z.infer<typeof ClaimSchema>;
export type ShownExperimentReport = Readonly<z.infer<typeof ShownExperimentReportSchema>>;
