// A workstation on which runs can train instead of this machine, and what a run sends there.

import { z } from 'zod';

/** The user's own name for it. */
export const WorkstationNameSchema = z.string().min(1).max(60);

export const WorkstationSchema = z.object({
  name: WorkstationNameSchema,
  host: z.string(),
  port: z.number(),
  /** SHA-256 of its certificate, the only one that is accepted. */
  fingerprint: z.string(),
  pairedAt: z.string(),
});

export type Workstation = z.infer<typeof WorkstationSchema>;

const WorkstationJobSchema = z.object({
  jobId: z.string(),
  run: z.string(),
  state: z.enum(['queued', 'running', 'finished', 'stopped', 'failed']),
  /** The number of runs before it in the queue. Null unless it is queued. */
  before: z.number().nullable(),
  createdAt: z.string(),
});

/** What computes there. */
export const WorkstationEngineSchema = z.object({
  version: z.string(),
  device: z.enum(['cpu', 'cuda']),
  /** The GPU that it uses. Null on a processor, or if it is not known. */
  gpu: z.object({ name: z.string(), memoryBytes: z.number() }).nullable(),
});

export type WorkstationEngine = z.infer<typeof WorkstationEngineSchema>;

/** What a workstation says of itself. */
export const WorkstationStateSchema = z.object({
  version: z.string(),
  platform: z.string(),
  cores: z.number(),
  memoryBytes: z.number(),
  freeMemoryBytes: z.number(),
  /** Null if the workstation does not know it yet, or is of an earlier version. */
  engine: WorkstationEngineSchema.nullable(),
  /** What this machine keeps there, the most it may keep, and what is free on the disk. */
  usedBytes: z.number(),
  quotaBytes: z.number(),
  freeBytes: z.number(),
  /** The longest that a run may take, and how long ended runs are kept. */
  hours: z.number(),
  keepDays: z.number(),
  running: z.number(),
  waiting: z.number(),
  /** The runs of this machine that are there. */
  jobs: z.array(WorkstationJobSchema),
});

export type WorkstationState = z.infer<typeof WorkstationStateSchema>;

/** What a run or grading would send to a workstation. Nothing else leaves this machine. */
export const SendingSchema = z.object({
  workstation: z.string(),
  host: z.string(),
  port: z.number(),
  items: z.array(
    z.object({
      what: z.enum(['recipe', 'crops', 'pictures', 'labels', 'zones', 'weights', 'checkpoints', 'models', 'points', 'knees']),
      /** The number of pictures or of labelled items. Null for a single file. */
      count: z.number().nullable(),
      bytes: z.number().nullable(),
    }),
  ),
});

export type Sending = z.infer<typeof SendingSchema>;
