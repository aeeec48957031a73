// A knee of a study: its Kellgren-Lawrence grade by a model, a reader and the imported tables.
// Kellgren JH, Lawrence JS. Radiological assessment of osteo-arthrosis. Ann Rheum Dis 1957;16:494.

import { z } from 'zod';
import { CaseModelSchema } from './case-model.ts';
import { FamiliaritySchema } from '../film/familiarity.ts';
import { NotGradableReasonSchema } from '../grade.ts';
import { SideSchema } from '../hip.ts';
import type { Immutable } from '../immutable.ts';
import { StudyRadiographSchema } from '../radiograph.ts';

export const KL_GRADES = [0, 1, 2, 3, 4] as const;

export const KlGradeSchema = z.literal(KL_GRADES);

export type KlGrade = z.infer<typeof KlGradeSchema>;

/** What a reader says of a knee. Grade 0, not read and not gradable are three different things. */
export const KneeLabelSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('graded'), grade: KlGradeSchema }),
  z.object({ kind: z.literal('missing') }),
  z.object({ kind: z.literal('not-gradable'), reason: NotGradableReasonSchema }),
]);

export type KneeLabel = Readonly<z.infer<typeof KneeLabelSchema>>;

/** What a line of the worklist says of a knee. */
export const KneeSummarySchema = z.object({
  model: KlGradeSchema.nullable(),
  reading: KneeLabelSchema,
  /** What the imported tables and class folders say. */
  label: KlGradeSchema.nullable(),
});

/** A part of a film in image pixels, from edge to edge. The first pixel covers -0.5 to 0.5. */
const KneeAreaSchema = z.object({ left: z.number(), top: z.number(), width: z.number(), height: z.number() });

export type KneeArea = Readonly<z.infer<typeof KneeAreaSchema>>;

/** Where the answered grade comes from (Grad-CAM), or where an attention branch looks. Covers the part of the area that the model reads. */
const KneeMapSchema = z.object({
  kind: z.enum(['grad-cam', 'mask']),
  name: z.string(),
  height: z.number(),
  width: z.number(),
  /** From 0 to 1. // [height, width] */
  values: z.array(z.number()),
});

export type KneeMap = Immutable<z.infer<typeof KneeMapSchema>>;

export const KneeMapsSchema = z.object({
  /** The part of the knee's area that the model reads, in shares of its height and width. */
  region: z.object({ top: z.number(), left: z.number(), height: z.number(), width: z.number() }),
  maps: z.array(KneeMapSchema),
  /** Absent if the model does not know what its training pictures are like. */
  familiarity: FamiliaritySchema.optional(),
});

export type KneeMaps = Immutable<z.infer<typeof KneeMapsSchema>>;

const KneeGradingSchema = KneeMapsSchema.extend({
  model: z.object({ name: z.string(), version: z.string(), sha256: z.string() }),
  grade: KlGradeSchema,
  /** One per grade; they sum to one. // [5] */
  probabilities: z.array(z.number()),
  /** The mean of the grades, weighted by their probabilities. */
  expected: z.number(),
  milliseconds: z.number(),
  gradedAt: z.string(),
});

export type KneeGrading = z.infer<typeof KneeGradingSchema>;

const CaseKneeSchema = z.object({
  hipId: z.string(),
  side: SideSchema,
  area: KneeAreaSchema,
  ...KneeSummarySchema.omit({ model: true }).shape,
  grading: KneeGradingSchema.nullable(),
});

export type CaseKnee = z.infer<typeof CaseKneeSchema>;

export const KneeCaseSchema = z.object({
  radiograph: StudyRadiographSchema.extend({ pixels: z.string() }),
  /** The knees of the radiograph, the requested one first. */
  knees: z.array(CaseKneeSchema),
  /** The model that graded the knee or would grade it. Null if no model has and none is installed. */
  model: CaseModelSchema.nullable(),
});

export type KneeCase = z.infer<typeof KneeCaseSchema>;
