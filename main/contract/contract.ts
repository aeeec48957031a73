// What the interface may ask of the workstation. Pixels, heatmaps and files have routes of their own, see `byte-routes.ts`.

import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { cohortContract } from './cohort-contract.ts';
import { controls, reads, writes } from './procedure.ts';
import { QuadrantLabelSchema } from '../domain/grade.ts';
import { AboutSchema, EngineSchema } from '../domain/about.ts';
import { QuadrantSchema } from '../domain/quadrant.ts';
import { JobSchema, ProgressSchema } from '../domain/study/job.ts';
import { ReportFormatSchema, ReportSchema } from '../domain/study/report.ts';
import { StudySummarySchema } from '../domain/study/study-summary.ts';
import { ImportPlanSchema, ImportSourceSchema } from '../domain/study/import-plan.ts';
import { LiveRunSchema } from '../domain/training/live-run.ts';
import { ModelSchema } from '../domain/training/model.ts';
import { PreflightSchema, PresetSchema, TrainingChoiceSchema } from '../domain/training/preflight.ts';
import { CheckpointNameSchema, RunCurvesSchema, RunIdSchema, RunSchema } from '../domain/training/run.ts';

const progress = eventIterator(ProgressSchema);

export const contract = {
  workstation: {
    about: reads.output(AboutSchema),
    engines: reads.output(z.array(EngineSchema)),
  },
  study: {
    /** The open study, or null on a first start. */
    current: reads.output(StudySummarySchema.nullable()),
    recent: reads.output(z.array(z.object({ name: z.string(), folder: z.string() }))),
    create: writes.input(z.object({ name: z.string().min(1), folder: z.string().nullable() })).output(StudySummarySchema),
    open: writes.input(z.object({ folder: z.string() })).output(StudySummarySchema),
    /** Makes, imports and grades a synthetic study. */
    demo: writes.output(progress),
    /** Previews an import. Writes nothing. */
    planImport: reads.input(ImportSourceSchema).output(ImportPlanSchema),
    import: writes.input(ImportSourceSchema).output(progress),
    /** Removes uploaded files that will not be imported. */
    forgetUpload: controls.input(z.object({ upload: z.string() })).output(z.object({ removed: z.literal(true) })),
  },
  ...cohortContract,
  grading: {
    /** Grades these hips, or every ungraded hip if the list is empty. */
    run: writes.input(z.object({ hipIds: z.array(z.string()) })).output(progress),
    /** The installed models. The `chosen` one grades in the open study. */
    models: reads.output(z.array(ModelSchema)),
    choose: writes.input(z.object({ name: z.string() })).output(z.object({ chosen: z.string() })),
  },
  reading: {
    save: writes
      .input(z.object({ hipId: z.string(), quadrant: QuadrantSchema, label: QuadrantLabelSchema }))
      .output(z.object({ saved: z.literal(true) })),
  },
  report: {
    export: writes
      .input(z.object({ hipIds: z.array(z.string()).min(1), formats: z.array(ReportFormatSchema).min(1) }))
      .output(ReportSchema),
    list: reads.output(z.array(ReportSchema)),
  },
  training: {
    presets: reads.output(z.array(PresetSchema)),
    /** What would block a start, and what speaks against it. */
    preflight: reads.input(TrainingChoiceSchema).output(PreflightSchema),
    /** Starts a run in the open study. Fails if the preflight blocks. */
    start: writes.input(TrainingChoiceSchema).output(z.object({ runId: z.string(), jobId: z.string() })),
    /** The study's runs, newest first. */
    runs: reads.output(z.array(RunSchema)),
    run: reads.input(z.object({ runId: RunIdSchema })).output(RunCurvesSchema),
    /** A run's progress from now to its end; one message for a run that is not running. */
    follow: reads.input(z.object({ runId: RunIdSchema })).output(eventIterator(LiveRunSchema)),
    /** Ends after the present step and frees the machine. The run can be resumed later. */
    pause: controls.input(z.object({ runId: RunIdSchema })).output(z.object({ asked: z.boolean() })),
    /** Ends the run early and keeps its checkpoints. */
    stop: controls.input(z.object({ runId: RunIdSchema })).output(z.object({ asked: z.boolean() })),
    /** Resumes from the last checkpoint, with this many epochs more than the recipe says. */
    resume: writes
      .input(z.object({ runId: RunIdSchema, moreEpochs: z.int().min(0).max(1000) }))
      .output(z.object({ runId: z.string(), jobId: z.string() })),
    /** Exports a checkpoint as a model, checks it against the trainer's own outputs, and offers it for grading. */
    use: writes
      .input(z.object({ runId: RunIdSchema, checkpoint: CheckpointNameSchema }))
      .output(z.object({ name: z.string(), path: z.string(), grades: z.boolean(), single: z.number(), half: z.number() })),
  },
  jobs: {
    list: reads.output(z.array(JobSchema)),
    /** A job's progress from now to its end. */
    follow: reads.input(z.object({ jobId: z.string() })).output(progress),
    stop: controls.input(z.object({ jobId: z.string() })).output(z.object({ stopped: z.boolean() })),
  },
};
