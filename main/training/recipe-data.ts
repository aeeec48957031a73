// Where a recipe's pictures and labels come from. Folders are chosen when a run starts and are never part of a recipe.

import { z } from 'zod';

export const phantomData = z.strictObject({
  kind: z.literal('phantom'),
  seed: z.int(),
  /** Groups of subjects, drawn one after the other from the same seed, so no subject is in two groups. */
  training: z
    .array(
      z.strictObject({
        subjects: z.int().positive(),
        /** `published`: grades as frequent as in the cohorts. `balanced`: as many positive as healthy, nearly independent of each other. */
        grades: z.enum(['published', 'balanced']),
        /** What the labels contain: the grade of every quadrant (`strong`), or only whether there is any osteophyte (`weak`). */
        labels: z.enum(['strong', 'weak']),
      }),
    )
    .min(1),
  /** The data that select the epoch. Their grades are as frequent as in the cohorts. */
  validation: z.strictObject({ seed: z.int(), subjects: z.int().positive() }),
  /** Used neither for training nor for selection: only the figures of the finished model come from it. */
  test: z.strictObject({ seed: z.int(), subjects: z.int().positive() }),
});
export type PhantomData = z.infer<typeof phantomData>;

/** The hips of the study chosen at the start, with their labels, the readings made in the workstation, and a split. */
export const studyData = z.strictObject({
  kind: z.literal('study'),
  /** The split's name. Default: the active split. */
  split: z.string().min(1).optional(),
});

const edge = z.int().min(16).max(1024);
const share = z.number().min(0).max(1);

/** Pictures in `train|val|test/<class>/<subject><L|R>.png`, in the folder chosen at the start. */
export const classFolderData = z.strictObject({
  kind: z.literal('class-folder'),
  /** The part of each picture that is used, as shares of its height and width. Default: the whole picture. */
  region: z.strictObject({ top: share, left: share, height: share.positive(), width: share.positive() }).optional(),
  /** The size at which the pictures are kept in memory. They are read only once. */
  stored: z.strictObject({ height: edge, width: edge }),
  /** Leaves grey values as they are, or equalises each picture's histogram. */
  intensity: z.enum(['as-is', 'equalise']),
  /** Uses at most this many pictures of each part, drawn by the recipe's seed. For quick tests. */
  atMost: z.int().positive().optional(),
});
export type ClassFolderData = z.infer<typeof classFolderData>;
