// Where a recipe's pictures and labels come from. Folders are told at the start, never written into a recipe.

import { z } from 'zod';

export const phantomData = z.strictObject({
  kind: z.literal('phantom'),
  seed: z.int(),
  /** Groups of subjects, one after the other from the same seed, so that no subject is in two. */
  training: z
    .array(
      z.strictObject({
        subjects: z.int().positive(),
        /** `published`: grades as frequent as in the cohorts; `balanced`: as many positives as healthy, nearly independent. */
        grades: z.enum(['published', 'balanced']),
        /** What is known of these hips: every quadrant's grade, or only whether there is any osteophyte. */
        labels: z.enum(['strong', 'weak']),
      }),
    )
    .min(1),
  /** Chooses the epoch; graded as frequently as in the cohorts. */
  validation: z.strictObject({ seed: z.int(), subjects: z.int().positive() }),
  /** Seen by no training and no choice: only the finished model's figures come from it. */
  test: z.strictObject({ seed: z.int(), subjects: z.int().positive() }),
});
export type PhantomData = z.infer<typeof phantomData>;

/** The hips of the study named at the start, by their labels, the readings made in the workstation, and a split. */
export const studyData = z.strictObject({
  kind: z.literal('study'),
  /** The split's name; the one in force where left out. */
  split: z.string().min(1).optional(),
});

const edge = z.int().min(16).max(1024);
const share = z.number().min(0).max(1);

/** Pictures in `train|val|test/<class>/<subject><L|R>.png`, in the folder named at the start. */
export const classFolderData = z.strictObject({
  kind: z.literal('class-folder'),
  /** The part of each picture that is used, in shares of its height and width; all of it where left out. */
  region: z.strictObject({ top: share, left: share, height: share.positive(), width: share.positive() }).optional(),
  /** The size at which the pictures are kept; they are not read anew for every epoch. */
  stored: z.strictObject({ height: edge, width: edge }),
  /** How grey values are set: as they are, or by equalising each picture's histogram. */
  intensity: z.enum(['as-is', 'equalise']),
  /** So many pictures of each part at most, drawn by the recipe's seed: for trying out. */
  atMost: z.int().positive().optional(),
});
export type ClassFolderData = z.infer<typeof classFolderData>;
