// A split: which subjects train, validate and test. Always by subject, never by image.

import { z } from 'zod';
import { SPLIT_PRESETS } from './split-presets.ts';

export const SPLIT_PARTS = ['train', 'val', 'test'] as const;

export type SplitPart = (typeof SPLIT_PARTS)[number];

export const SplitPartSchema = z.enum(SPLIT_PARTS);

const PartCountsSchema = z.object({ train: z.number(), val: z.number(), test: z.number() });

export const SplitRecipeSchema = z.object({
  /** Percent of train, validation and test; 63-7-30 is 70/30 with a tenth of the training part held back. */
  preset: z.enum(SPLIT_PRESETS).default('70-15-15'),
  seed: z.int().min(0).max(999_999_999).default(123),
  stratify: z.enum(['highest-grade', 'any-osteophyte', 'none']).default('highest-grade'),
  /** A split whose subjects keep their part. */
  keep: z.string().nullable().default(null),
});

export const BuiltSplitSchema = z.object({
  subjects: PartCountsSchema,
  strata: z.array(z.object({ stratum: z.string(), subjects: PartCountsSchema })),
  /** Subjects that kept the part they had. */
  kept: z.number(),
});

export const SplitNameSchema = z.string().trim().min(1).max(80);

export const SplitSchema = z.object({
  name: z.string(),
  inForce: z.boolean(),
  subjects: PartCountsSchema,
  /** How it was made; null for an imported one. */
  recipe: SplitRecipeSchema.nullable(),
});

export type SplitRecipe = z.infer<typeof SplitRecipeSchema>;
export type BuiltSplit = z.infer<typeof BuiltSplitSchema>;
export type Split = z.infer<typeof SplitSchema>;
