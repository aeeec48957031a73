// What the interface may ask of the workstation without naming a study. Served under `/rpc`.

import { z } from 'zod';
import { AboutSchema, EngineSchema, ProgramLogSchema } from '../domain/about.ts';
import { BackupSchema, RestoringSchema } from '../domain/study/study-backup.ts';
import { RecentStudySchema, StudySummarySchema } from '../domain/study/study-summary.ts';
import { ModelSchema } from '../domain/training/model.ts';
import { PresetSchema } from '../domain/training/preflight.ts';
import { WorkstationNameSchema, WorkstationSchema, WorkstationStateSchema } from '../domain/training/workstation.ts';
import { controls, reads, writes } from './procedure.ts';

export const workstationContract = {
  workstation: {
    about: reads.output(AboutSchema),
    engines: reads.output(z.array(EngineSchema)),
    /** The newest entries of the program's log, the oldest first. */
    log: reads.output(ProgramLogSchema),
    /** The installed models of every joint. */
    models: reads.output(z.array(ModelSchema)),
    /** The recipes from which training can start. */
    presets: reads.output(z.array(PresetSchema)),
  },
  studies: {
    /** The study that was opened last and is still open. Null if none is open. */
    newest: reads.output(StudySummarySchema.nullable()),
    recent: reads.output(z.array(RecentStudySchema)),
    create: writes.input(z.object({ name: z.string().min(1), folder: z.string().nullable() })).output(StudySummarySchema),
    /** Opens the study in a folder. Other open studies stay open. */
    open: writes.input(z.object({ folder: z.string() })).output(StudySummarySchema),
    /** The backups of the study in a folder, newest first. The study may be damaged. */
    backups: reads.input(z.object({ folder: z.string() })).output(z.array(BackupSchema)),
    /** Restores a study, which is not open or opened for reading because it is damaged, from the named backup, or from the newest whole one, and opens it. */
    restore: writes
      .input(z.object({ folder: z.string(), backup: z.string().nullable() }))
      .output(z.object({ restoring: RestoringSchema, study: StudySummarySchema })),
    /** Opens or creates the synthetic study. The job in it draws, imports and grades. */
    demo: writes.output(z.object({ study: StudySummarySchema, jobId: z.string() })),
    /** Closes a study, and releases it for other programs. Fails while a job is running in it. */
    close: controls.input(z.object({ id: z.string() })).output(z.object({ closed: z.literal(true) })),
  },
  /** The paired workstations, on which runs can train. */
  workstations: {
    list: reads.output(z.array(WorkstationSchema)),
    /** Asks a workstation for its state. Fails if it cannot be reached or refuses. */
    state: reads.input(z.object({ name: WorkstationNameSchema })).output(WorkstationStateSchema),
    /** Pairs with the worker that printed the line. Fails, and keeps nothing, if that worker cannot be reached or refuses. */
    pair: controls.input(z.object({ name: WorkstationNameSchema, line: z.string().max(1000) })).output(WorkstationSchema),
    /** Removes the pairing here. */
    remove: controls.input(z.object({ name: WorkstationNameSchema })).output(z.object({ removed: z.literal(true) })),
    /** Stops a run there, and removes it with everything that it made. */
    forget: controls
      .input(z.object({ name: WorkstationNameSchema, jobId: z.string() }))
      .output(z.object({ forgotten: z.literal(true) })),
  },
  uploads: {
    /** Removes uploaded files that will not be imported. */
    forget: controls.input(z.object({ upload: z.string() })).output(z.object({ removed: z.literal(true) })),
  },
};
