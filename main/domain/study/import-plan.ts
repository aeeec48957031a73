// What an import would bring into a study, the questions it has to ask first, and their answers.

import { z } from 'zod';
import { FailureSchema } from '../failure.ts';
import { CircleSchema, PointSchema } from '../geometry.ts';
import { NumberingSchema } from '../landmark-table.ts';

/** What to import: files of the workstation's machine, or what was uploaded under a name (see byte-routes). */
export const ImportSourceSchema = z.object({
  paths: z.array(z.string()),
  upload: z.string().nullable(),
  /** Millimetres per pixel, for files that do not say. */
  spacingMm: z.number().positive().nullable(),
  answers: z
    .object({
      /** Left hips of a cohort file look like right ones already. */
      mirrored: z.boolean(),
      numbering: NumberingSchema.nullable(),
      /** What the columns of an unknown label table are: the text of a mapping, as it is saved. */
      mapping: z.string().nullable(),
    })
    .optional(),
});

const HeadSchema = z.object({ circle: CircleSchema, arc: z.array(PointSchema) });

/** Pictures are fetched by their names (see byte-routes). */
const ImportQuestionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mirrored'), file: z.string(), pictures: z.object({ right: z.string(), left: z.string() }) }),
  z.object({
    kind: z.literal('numbering'),
    file: z.string(),
    films: z.number(),
    picture: z.string(),
    /** Of the picture, in pixels. */
    size: z.number(),
    heads: z.object({ original: HeadSchema, renumbered: HeadSchema }),
  }),
  z.object({ kind: z.literal('spacing'), files: z.number(), estimable: z.number() }),
  z.object({
    kind: z.literal('label-mapping'),
    file: z.string(),
    columns: z.array(z.string()),
    rows: z.array(z.record(z.string(), z.string())),
  }),
]);

export const ImportPlanSchema = z.object({
  planId: z.string(),
  counts: z.object({
    radiographs: z.number(),
    withPoints: z.number(),
    subjects: z.number(),
    hips: z.number(),
    labels: z.number(),
    matchedLabels: z.number(),
    splitSubjects: z.number(),
    crops: z.number(),
  }),
  problems: z.array(z.object({ file: z.string(), failure: FailureSchema })),
  questions: z.array(ImportQuestionSchema),
});

export type ImportSource = z.infer<typeof ImportSourceSchema>;
export type ImportPlan = z.infer<typeof ImportPlanSchema>;
export type ImportQuestion = z.infer<typeof ImportQuestionSchema>;
