// What an import would bring into a study, the questions that it asks first, and their answers.

import { z } from 'zod';
import { FileProblemSchema } from '../failure.ts';
import { CircleSchema, PointSchema } from '../geometry.ts';
import { HipSchema } from '../hip.ts';
import { LabelNameSchema, LabelValueSchema } from '../label.ts';
import { NumberingSchema } from '../landmark-table.ts';
import { PatientSchema } from '../person/mention.ts';
import { DOUBTS } from '../person/people.ts';

const SameNumberSchema = z.enum(['one-person', 'different-people']);

/** What to import: files on the workstation's machine, or an upload by its name (see byte-routes). */
export const ImportSourceSchema = z.object({
  paths: z.array(z.string()),
  upload: z.string().nullable(),
  /** Millimetres per pixel, for files without a spacing. */
  spacingMm: z.number().positive().nullable(),
  answers: z
    .object({
      /** Whether the left hips of a cohort file already look like right ones. */
      mirrored: z.boolean(),
      numbering: NumberingSchema.nullable(),
      /** The mapping of an unknown label table's columns, as JSON text. */
      mapping: z.string().nullable(),
      /** Other columns of label tables that the user picked to keep. Nothing else of them is kept. */
      keep: z.array(z.string()).optional(),
      /** Why labels of the study are replaced. Without a reason they stay as they are. */
      replaceReason: z.string().trim().min(1).max(500).nullable().optional(),
      /** Whether people of one number who differ in sex, birth year or issuer are one person. Without an answer they are left out. */
      sameNumber: SameNumberSchema.nullable().optional(),
      /** The cohort of everything that names neither issuer nor cohort. */
      cohort: z.string().trim().min(1).max(100).nullable().optional(),
    })
    .optional(),
});

/** A femoral head in pixels of the question's picture. */
const HeadSchema = z.object({ circle: CircleSchema, arc: z.array(PointSchema) });

/** What only the user can tell. The page fetches the pictures by their names (see byte-routes). */
const ImportQuestionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mirrored'), file: z.string(), pictures: z.object({ right: z.string(), left: z.string() }) }),
  z.object({
    kind: z.literal('numbering'),
    file: z.string(),
    films: z.number(),
    picture: z.string(),
    /** The picture's width and height in pixels. */
    size: z.number(),
    /** Where each numbering puts the femoral head. */
    heads: z.object({ original: HeadSchema, renumbered: HeadSchema }),
  }),
  z.object({
    kind: z.literal('spacing'),
    /** Files without a pixel spacing, and how many of them have landmarks to estimate it from. */
    files: z.number(),
    estimable: z.number(),
  }),
  z.object({
    kind: z.literal('label-mapping'),
    file: z.string(),
    columns: z.array(z.string()),
    /** The first rows, by column. */
    rows: z.array(z.record(z.string(), z.string())),
    /** The columns whose name or cells look like a person's identity. */
    identifying: z.array(z.string()),
  }),
  z.object({
    /** Columns of a known table that have no meaning for the program. The user may pick some to keep. */
    kind: z.literal('other-columns'),
    file: z.string(),
    columns: z.array(z.string()),
    identifying: z.array(z.string()),
  }),
  z.object({
    /** Labels of the study that a table would replace. */
    kind: z.literal('replaced-labels'),
    labels: z.number(),
    examples: z.array(
      z.object({ ...HipSchema.shape, label: LabelNameSchema, before: LabelValueSchema, after: LabelValueSchema }),
    ),
  }),
  z.object({
    /** Numbers that may belong to several people. What belongs to them is left out until the user says whose they are. */
    kind: z.literal('people'),
    numbers: z.number(),
    examples: z.array(
      z.object({
        number: z.string(),
        /** What differs. `several`: a table or a split does not say which of several people it means. */
        why: z.enum([...DOUBTS, 'several']),
        /** What the files say of each. `origin` is the issuer or the cohort, empty if the file names neither. */
        people: z.array(z.object({ origin: z.string(), sex: PatientSchema.shape.sex, birthYear: PatientSchema.shape.birthYear })),
      }),
    ),
  }),
]);

const PlannedCountsSchema = z.object({
  radiographs: z.number(),
  withPoints: z.number(),
  subjects: z.number(),
  hips: z.number(),
  /** Joints with labels, and how many of them have a picture in these files or in the study. */
  labels: z.number(),
  matchedLabels: z.number(),
  splitSubjects: z.number(),
  crops: z.number(),
});

export const ImportPlanSchema = z.object({
  planId: z.string(),
  counts: PlannedCountsSchema,
  problems: z.array(FileProblemSchema),
  questions: z.array(ImportQuestionSchema),
});

export type ImportSource = z.infer<typeof ImportSourceSchema>;
export type SameNumber = z.infer<typeof SameNumberSchema>;
export type PlannedCounts = Readonly<z.infer<typeof PlannedCountsSchema>>;
export type ImportPlan = z.infer<typeof ImportPlanSchema>;
export type ImportQuestion = z.infer<typeof ImportQuestionSchema>;
