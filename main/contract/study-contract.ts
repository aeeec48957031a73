// What the interface may ask of one open study. The study's id is part of the address, see `byte-routes.ts`.

import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { FileProblemSchema } from '../domain/failure.ts';
import { QuadrantLabelSchema } from '../domain/grade.ts';
import { DrawnMeasurementSchema, MeasurementSchema } from '../domain/measure/measurement.ts';
import { QuadrantSchema } from '../domain/quadrant.ts';
import { HipVersionSchema, ReasonSchema } from '../domain/study/hip-history.ts';
import { ImportPlanSchema, ImportSourceSchema } from '../domain/study/import-plan.ts';
import { JobSchema, ProgressSchema } from '../domain/study/job.ts';
import { KneeCaseSchema, KneeLabelSchema } from '../domain/study/knee-case.ts';
import { ReportFormatSchema, ReportSchema } from '../domain/study/report.ts';
import { ReadingSettingsSchema, UndoableSchema } from '../domain/study/changes.ts';
import { StudySummarySchema } from '../domain/study/study-summary.ts';
import { LiveRunSchema } from '../domain/training/live-run.ts';
import { PreflightSchema, TrainingChoiceSchema } from '../domain/training/preflight.ts';
import { CheckpointNameSchema, RunCurvesSchema, RunIdSchema, RunSchema } from '../domain/training/run.ts';
import { SendingSchema, WorkstationNameSchema } from '../domain/training/workstation.ts';
import { cohortContract } from './cohort-contract.ts';
import { evaluationContract } from './evaluation-contract.ts';
import { experimentContract } from './experiment-contract.ts';
import { controls, reads, writes } from './procedure.ts';

const progress = eventIterator(ProgressSchema);

/** What a report is on. */
const ReportedSchema = z.object({
  hipIds: z.array(z.string()).min(1),
  /** Writes a file for each subject instead of one for all. */
  perSubject: z.boolean().default(false),
});

export const studyContract = {
  study: {
    summary: reads.output(StudySummarySchema),
    /** A number that grows with every change, so that a page can tell that another page changed the study. */
    revision: reads.output(z.object({ revision: z.number() })),
    /** Who stands behind each name of the study, as a CSV table. Fails without the key table. */
    keyTable: reads.output(z.object({ csv: z.string(), subjects: z.number() })),
    /** Previews an import. Writes nothing. */
    planImport: reads.input(ImportSourceSchema).output(ImportPlanSchema),
    import: writes.input(ImportSourceSchema).output(progress),
  },
  ...cohortContract,
  grading: {
    /** Grades these hips, or every ungraded hip if the list is empty. With `workstation`, they are graded there. */
    run: writes
      .input(z.object({ hipIds: z.array(z.string()), workstation: WorkstationNameSchema.nullable().default(null) }))
      .output(progress),
    /** What grading these joints on a workstation would send there. */
    sends: reads.input(z.object({ hipIds: z.array(z.string()), workstation: WorkstationNameSchema })).output(SendingSchema),
    /** The name of the model that grades in this study. Null if no model is installed. */
    model: reads.output(z.object({ name: z.string().nullable() })),
    /**
     * Chooses the model of this study. Its own grades come into force, and those of other models leave it. Fails with `model-weak` for a model
     * with a kappa below 0.2, unless the reader has accepted that.
     */
    choose: writes
      .input(z.object({ name: z.string(), acceptWeak: z.boolean().default(false) }))
      .output(z.object({ chosen: z.string() })),
  },
  reading: {
    /** Saves a reading. With `why`, an unchanged label becomes a version too, which gives its reason. */
    save: writes
      .input(z.object({ hipId: z.string(), quadrant: QuadrantSchema, label: QuadrantLabelSchema, why: ReasonSchema.optional() }))
      .output(z.object({ saved: z.literal(true) })),
    /** Reads every quadrant that is not read as the model graded it. One change, which can be undone. */
    accept: writes.input(z.object({ hipId: z.string() })).output(z.object({ read: z.number() })),
    /** Every value of a hip's readings and imported labels, newest first. */
    history: reads.input(z.object({ hipId: z.string() })).output(z.array(HipVersionSchema)),
  },
  knees: {
    case: reads.input(z.object({ hipId: z.string() })).output(KneeCaseSchema),
    /** Saves the reader's grade of a knee, or removes it. `why` gives the reason of a change. */
    read: writes
      .input(z.object({ hipId: z.string(), label: KneeLabelSchema, why: ReasonSchema.optional() }))
      .output(z.object({ saved: z.literal(true) })),
  },
  measurements: {
    /** A hip's measurements, oldest first. */
    list: reads.input(z.object({ hipId: z.string() })).output(z.array(MeasurementSchema)),
    /** Saves a measurement, or replaces the one of the same id. Returns all of the hip's. */
    save: writes.input(z.object({ hipId: z.string(), measurement: DrawnMeasurementSchema })).output(z.array(MeasurementSchema)),
    remove: writes.input(z.object({ hipId: z.string(), measurementId: z.string() })).output(z.array(MeasurementSchema)),
  },
  /** The reader's changes of readings and settings, which can be undone and done again, also after a restart. */
  changes: {
    /** The change that undo would take back, and the one that redo would repeat. */
    newest: reads.output(UndoableSchema),
    /** Takes back the newest change. Fails if that is no longer this one. */
    undo: writes.input(z.object({ changeId: z.number() })).output(UndoableSchema),
    redo: writes.input(z.object({ changeId: z.number() })).output(UndoableSchema),
  },
  settings: {
    /** How this study is read: what the screens keep over a restart. */
    reading: reads.output(ReadingSettingsSchema),
    putReading: writes.input(ReadingSettingsSchema).output(ReadingSettingsSchema),
  },
  report: {
    export: writes.input(ReportedSchema.extend({ formats: z.array(ReportFormatSchema).min(1) })).output(ReportSchema),
    /** Draws the first page of the PDF that `export` would write, and writes nothing. */
    firstPage: reads.input(ReportedSchema).output(z.object({ pdf: z.base64() })),
    list: reads.output(z.array(ReportSchema)),
  },
  evaluation: evaluationContract,
  experiments: experimentContract,
  training: {
    /** What would block a start, and what speaks against it. */
    preflight: reads.input(TrainingChoiceSchema).output(PreflightSchema),
    /** Starts a run. Fails if the preflight blocks, or while a run of any study is training. */
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
      .input(
        z.object({
          runId: RunIdSchema,
          moreEpochs: z.int().min(0).max(1000),
          /** Where to resume it: a paired workstation, or null for this machine. Left out, where it trained last. */
          workstation: WorkstationNameSchema.nullable().optional(),
        }),
      )
      .output(z.object({ runId: z.string(), jobId: z.string() })),
    /** Exports a checkpoint as a model, checks it against the trainer's own outputs, and offers it for grading. */
    use: writes
      .input(
        z.object({
          runId: RunIdSchema,
          checkpoint: CheckpointNameSchema,
          /** The paired workstation to export on. Null for this machine. */
          workstation: WorkstationNameSchema.nullable().default(null),
        }),
      )
      .output(z.object({ name: z.string(), path: z.string(), grades: z.boolean(), single: z.number(), half: z.number() })),
  },
  jobs: {
    list: reads.output(z.array(JobSchema)),
    /** A job's progress from now to its end. */
    follow: reads.input(z.object({ jobId: z.string() })).output(progress),
    /** The problems of a job, in the order in which they came up. */
    problems: reads
      .input(z.object({ jobId: z.string(), offset: z.int().min(0), limit: z.int().min(1).max(1000) }))
      .output(z.object({ total: z.number(), problems: z.array(FileProblemSchema) })),
    stop: controls.input(z.object({ jobId: z.string() })).output(z.object({ stopped: z.boolean() })),
  },
};
