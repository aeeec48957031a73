// A split: which subjects train, validate and test. Always by subject, never by image.

import { z } from 'zod';
import { SPLIT_PRESETS, STRATIFICATIONS } from './split-presets.ts';

export const SPLIT_PARTS = ['train', 'val', 'test'] as const;

export type SplitPart = (typeof SPLIT_PARTS)[number];

export const SplitPartSchema = z.enum(SPLIT_PARTS);

const PartCountsSchema = z.object({ train: z.number(), val: z.number(), test: z.number() });

/** How many subjects each part has. */
export type PartCounts = z.infer<typeof PartCountsSchema>;

export const SplitRecipeSchema = z.object({
  preset: z.enum(SPLIT_PRESETS).default('70-15-15'),
  seed: z.int().min(0).max(999_999_999).default(123),
  stratify: z.enum(STRATIFICATIONS).default('highest-grade'),
  /** A split whose subjects keep their part, such as an imported one. Null for a new split. */
  keep: z.string().nullable().default(null),
});

export const BuiltSplitSchema = z.object({
  subjects: PartCountsSchema,
  /** In the order of the strata's names. */
  strata: z.array(z.object({ stratum: z.string(), subjects: PartCountsSchema })),
  /** Subjects that kept the part they had. */
  kept: z.number(),
});

export const SplitNameSchema = z.string().trim().min(1).max(80);

export const SplitSchema = z.object({
  name: z.string(),
  inForce: z.boolean(),
  subjects: PartCountsSchema,
  /** How it was built. Null for an imported split. */
  recipe: SplitRecipeSchema.nullable(),
});

export type SplitRecipe = Readonly<z.infer<typeof SplitRecipeSchema>>;
export type BuiltSplit = z.infer<typeof BuiltSplitSchema>;
export type Split = z.infer<typeof SplitSchema>;
