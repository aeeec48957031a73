// Where a recipe's pictures and labels come from. Folders are chosen when a run starts and are never part of a recipe.

import { z } from 'zod';
import { BUDGET_STRATEGIES } from '../domain/study/budget.ts';
import { PhantomVersionSchema } from '../domain/training/phantom-version.ts';

export const phantomData = z.strictObject({
  kind: z.literal('phantom'),
  seed: z.int(),
  version: PhantomVersionSchema.optional().describe('The version of the phantom. Default: 1.'),
  training: z
    .array(
      z.strictObject({
        subjects: z.int().positive(),
        grades: z
          .enum(['published', 'balanced'])
          .describe(
            '`published`: grades as frequent as in the cohorts. `balanced`: as many positive as healthy, nearly independent of each other.',
          ),
        labels: z
          .enum(['strong', 'weak'])
          .describe(
            'What the labels contain: the grade of every quadrant (`strong`), or only whether there is any osteophyte (`weak`).',
          ),
      }),
    )
    .min(1)
    .describe('Groups of subjects, drawn one after the other from the same seed, so no subject is in two groups.'),
  validation: z
    .strictObject({ seed: z.int(), subjects: z.int().positive() })
    .describe('The data that select the epoch. Their grades are as frequent as in the cohorts.'),
  calibration: z
    .strictObject({ seed: z.int(), subjects: z.int().positive() })
    .optional()
    .describe(
      'The data that fit the temperatures and choose which grade of the probabilities is the answer. Default: `validation`.',
    ),
  test: z
    .strictObject({ seed: z.int(), subjects: z.int().positive() })
    .describe('Used neither for training nor for selection: only the figures of the finished model come from it.'),
});
export type PhantomData = z.infer<typeof phantomData>;

/** The hips of the study chosen at the start, with their labels, the readings made in the workstation, and a split. */
export const studyData = z.strictObject({
  kind: z.literal('study'),
  split: z.string().min(1).optional().describe("The split's name. Default: the active split."),
  graded: z
    .strictObject({ strategy: z.enum(BUDGET_STRATEGIES), hips: z.int().positive(), seed: z.int() })
    .optional()
    .describe(
      'Learns only from this many hips of the training part: the first that the strategy would have graded. See `osteograde next-hips`.',
    ),
});

const edge = z.int().min(16).max(1024);
const share = z.number().min(0).max(1);

/** Pictures in `train|val|test/<class>/<subject><L|R>.png`, in the folder chosen at the start. */
export const classFolderData = z.strictObject({
  kind: z.literal('class-folder'),
  region: z
    .strictObject({ top: share, left: share, height: share.positive(), width: share.positive() })
    .optional()
    .describe('The part of each picture that is used, as shares of its height and width. Default: the whole picture.'),
  stored: z
    .strictObject({ height: edge, width: edge })
    .describe('The size at which the pictures are kept in memory. They are read only once.'),
  heldOut: z
    .number()
    .min(0.02)
    .max(0.5)
    .optional()
    .describe(
      'Share of the subjects of `train`, drawn by a hash of their name, whose pictures select the epoch. `val` is then not read.',
    ),
  intensity: z.enum(['as-is', 'equalise']).describe("Leaves grey values as they are, or equalises each picture's histogram."),
  atMost: z
    .int()
    .positive()
    .optional()
    .describe("Uses at most this many pictures of each part, drawn by the recipe's seed. For quick tests."),
});
export type ClassFolderData = z.infer<typeof classFolderData>;
