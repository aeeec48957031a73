// What a desktop and a worker say to each other: addresses, manifests, states and events. Both sides parse what the other sends.

import { z } from 'zod';
import { FailureSchema } from '../domain/failure.ts';
import { WorkstationEngineSchema } from '../domain/training/workstation.ts';
import { DEVICES, ENGINE_NAMES } from '../tensor/engine.ts';
import { anyRecipeSchema, type AnyRecipe } from '../training/recipe.ts';
import { SeenSubjectsSchema } from '../learning/evaluation/seen-subjects.ts';
import { ExportedModelSchema, TrainedModelSchema, TrainingProgressSchema } from '../learning/run/training-calls.ts';

/** Grows when one side could misunderstand the other. The two sides must have the same number. */
export const PROTOCOL = 1;
export const PROTOCOL_HEADER = 'osteograde-protocol';

/** The most bytes of one piece of an upload. */
export const LARGEST_PIECE = 64 * 1024 * 1024;

export const Sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256');

/** The name of the file that a job of the kind `measure` leaves. */
export const MEASURED_FILE = 'measured.json';

/** The name of the file that jobs of the kinds `grade` and `grade-knees` leave. */
export const GRADINGS_FILE = 'gradings.jsonl';

/** The files of a job: its data, the model and the crops or knees to grade, the weights that it starts from, and what a resumed run or an export needs of the run's folder. */
const FILE_NAME =
  /^(data\/(items\.json|(train|validation|test)\.pixels)|model\/model\.(onnx|json)|hips\/(items\.json|crops\.pixels)|knees\/inputs\.floats|weights|proof\.floats|run\/(manifest\.json|metrics\.jsonl|figures\.json|(last|best-[a-z0-9-]{1,40})\.safetensors))$/;

const JobFileSchema = z.strictObject({ sha256: Sha256Schema, bytes: z.int().min(0) });
const JobFilesSchema = z.record(z.string().regex(FILE_NAME, 'expected the name of a file of a job'), JobFileSchema);
export type JobFiles = z.infer<typeof JobFilesSchema>;

/** Recipes stay as they were sent, because a parsed copy could have other bytes. */
const Recipe = z.custom<AnyRecipe>((recipe) => anyRecipeSchema.safeParse(recipe).success, 'expected a recipe');

const named = {
  /** The run's name on the desktop. */
  run: z.string().regex(/^[\w.-]{1,120}$/, 'expected the name of a run'),
  files: JobFilesSchema,
};
const shared = { ...named, recipe: Recipe };

/** Which GPU, counted from 0. Left out unless it is asked for, because earlier versions refuse it. */
const Gpu = z.int().min(0).max(999).optional();

const computing = {
  engine: z.enum(ENGINE_NAMES).optional(),
  device: z.enum(DEVICES).optional(),
  gpu: Gpu,
  threads: z.int().min(1).max(1024).optional(),
};

/** On what a model grades there. */
const GradingChoiceSchema = z.strictObject({ device: z.enum(DEVICES), precision: z.enum(['fp32', 'bf16']), gpu: Gpu });
export type GradingChoice = z.infer<typeof GradingChoiceSchema>;

/** The kinds of jobs that this version carries out. */
export const JOB_KINDS = ['train', 'export', 'measure', 'grade', 'grade-knees'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export const ManifestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('train'), ...shared, ...computing }),
  /** A run of an experiment: trains, and leaves in `measured.json` what its networks answer about the test set. */
  z.strictObject({ kind: z.literal('measure'), ...shared, ...computing }),
  /** Grades the crops in `hips/` with the model in `model/`, and leaves the answers in `gradings.jsonl`. */
  z.strictObject({ kind: z.literal('grade'), ...named, choice: GradingChoiceSchema }),
  /** Grades the knees in `knees/` with the model in `model/` on the processor, and leaves the answers in `gradings.jsonl`. */
  z.strictObject({ kind: z.literal('grade-knees'), ...named }),
  /** Makes a model of the checkpoint `run/<checkpoint>.safetensors`. */
  z.strictObject({
    kind: z.literal('export'),
    ...shared,
    checkpoint: z.string().regex(/^(last|best-[a-z0-9-]{1,40})$/, 'expected a checkpoint'),
    name: z.string().regex(/^[\w.-]{1,160}$/, 'expected the name of a model'),
    validationKappa: z.number().nullable(),
    /** Hashes of the subjects that the run has seen, for the model's card. */
    seen: SeenSubjectsSchema.nullable(),
    /** The pictures in `proof.floats`, each of `height` x `width` floats. */
    proof: z.strictObject({ height: z.int().min(1).max(4096), width: z.int().min(1).max(4096) }),
  }),
]);
export type Manifest = z.infer<typeof ManifestSchema>;

export const JobIdSchema = z.string().regex(/^[0-9a-f]{64}$/, 'expected the id of a job');

export const ArtifactSchema = z.object({
  name: z.string().regex(/^[A-Za-z0-9][\w.-]{0,200}$/, 'expected the name of a file'),
  sha256: Sha256Schema,
  bytes: z.number(),
});
export type Artifact = z.infer<typeof ArtifactSchema>;

const JOB_STATES = ['queued', 'running', 'finished', 'stopped', 'failed'] as const;

/** A job as its owner sees it. */
export const JobSchema = z.object({
  jobId: JobIdSchema,
  kind: z.enum(JOB_KINDS),
  run: z.string(),
  state: z.enum(JOB_STATES),
  /** How many jobs have their turn before this one. Null unless it is queued. */
  before: z.number().nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  failure: FailureSchema.nullable(),
  /** Without paths: of a model, the name of its file. Null for kinds whose result is a file. */
  result: z.union([TrainedModelSchema, ExportedModelSchema]).nullable(),
  /** The files of an ended job. Empty before. */
  artifacts: z.array(ArtifactSchema),
});
export type Job = z.infer<typeof JobSchema>;

export const hasEnded = ({ state }: Pick<Job, 'state'>): boolean => state !== 'queued' && state !== 'running';

const EventSchema = z.object({ progress: TrainingProgressSchema, residentBytes: z.number(), totalBytes: z.number() });
export type JobEvent = z.infer<typeof EventSchema>;

export const EventsSchema = z.object({
  job: JobSchema,
  events: z.array(EventSchema),
  /** Where the next events begin. */
  next: z.number(),
});

export const WorkerStateSchema = z.object({
  program: z.literal('osteograde-worker'),
  version: z.string(),
  /** The kinds of jobs that the worker carries out. Earlier versions do not say it, and have two. */
  kinds: z.array(z.string()).default(['train', 'export']),
  machine: z.object({
    platform: z.string(),
    cores: z.number(),
    memoryBytes: z.number(),
    freeMemoryBytes: z.number(),
    /** Null until it is known. Earlier versions do not say it. */
    engine: WorkstationEngineSchema.nullable().default(null),
  }),
  disk: z.object({ freeBytes: z.number(), usedBytes: z.number(), quotaBytes: z.number() }),
  limits: z.object({ hours: z.number(), memoryBytes: z.number().nullable(), keepDays: z.number(), atOnce: z.number() }),
  queue: z.object({ running: z.number(), waiting: z.number() }),
  /** The caller's own jobs, newest first. Those of other desktops are only counted. */
  jobs: z.array(JobSchema),
});
export type WorkerState = z.infer<typeof WorkerStateSchema>;

/** How a worker refuses: one of the program's failures. */
export const RefusalSchema = FailureSchema.extend({
  /** The objects that a manifest names and the worker does not have. */
  missing: z.array(Sha256Schema).optional(),
});
