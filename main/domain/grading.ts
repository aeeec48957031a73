// What a model says of one hip, with its evidence: grades of the quadrants, whether they have osteophytes, or five findings.

import { z } from 'zod';
import { FamiliaritySchema } from './film/familiarity.ts';
import { FINDINGS, perFindingOf } from './finding.ts';
import { CropPointSchema } from './geometry.ts';
import { GradeProbabilitiesSchema, GradeSchema } from './grade.ts';
import type { Immutable } from './immutable.ts';
import { perQuadrantOf, QUADRANTS } from './quadrant.ts';

/** Where the Grad-CAM for an osteophyte lies; the attention audit. */
const AttentionSchema = z.object({
  /** The share of its mass inside the target zone, 0 to 1. */
  attentionInZone: z.number(),
  /** Its maximum, and whether the maximum lies inside the zone. */
  peak: CropPointSchema,
  peakInZone: z.boolean(),
});

const QuadrantGradingSchema = z.object({
  grade: GradeSchema,
  probabilities: GradeProbabilitiesSchema,
  ...AttentionSchema.shape,
});

const QuadrantPresenceSchema = z.object({ present: z.boolean(), probability: z.number(), ...AttentionSchema.shape });

const FindingGradingSchema = z.object({
  grade: GradeSchema,
  /** One per grade. // [4], or [2] for sclerosis and cysts */
  probabilities: z.array(z.number()).readonly(),
  /** Over the zones of both quadrants of the finding's bone. Null for a finding without zones. */
  attention: AttentionSchema.nullable(),
});

/** System 1: a grade for each quadrant. */
const GradesSchema = z.object({
  kind: z.literal('grades'),
  quadrants: perQuadrantOf(QuadrantGradingSchema),
  /** P(any grade > 0) of the global head. */
  globalProbability: z.number(),
});

/** System 2: whether each quadrant has an osteophyte. */
const PresenceSchema = z.object({ kind: z.literal('presence'), quadrants: perQuadrantOf(QuadrantPresenceSchema) });

/** System 4: a grade for each finding. */
const FindingsSchema = z.object({ kind: z.literal('findings'), findings: perFindingOf(FindingGradingSchema) });

const common = {
  /** Time from the crop's request to the answers, without loading the model. */
  milliseconds: z.number(),
  /** Absent if the model's card does not say what its training pictures are like. */
  familiarity: FamiliaritySchema.optional(),
};

/** A model's grading of one hip, with its evidence. */
export const HipGradingSchema = z.discriminatedUnion('kind', [
  GradesSchema.extend(common),
  PresenceSchema.extend(common),
  FindingsSchema.extend(common),
]);

export type Attention = Immutable<z.infer<typeof AttentionSchema>>;
export type QuadrantGrading = Immutable<z.infer<typeof QuadrantGradingSchema>>;
export type QuadrantPresence = Immutable<z.infer<typeof QuadrantPresenceSchema>>;
export type FindingGrading = Immutable<z.infer<typeof FindingGradingSchema>>;
export type HipGrading = Immutable<z.infer<typeof HipGradingSchema>>;

/** What a model answers for a hip. */
export type HipAnswers = Immutable<
  z.infer<typeof GradesSchema> | z.infer<typeof PresenceSchema> | z.infer<typeof FindingsSchema>
>;

export const GRADING_KINDS = ['grades', 'presence', 'findings'] as const satisfies readonly HipGrading['kind'][];

export type GradingKind = (typeof GRADING_KINDS)[number];
export type GradingOf<Kind extends GradingKind> = Extract<HipGrading, { kind: Kind }>;

/** An osteophyte that is at least as probable as not counts as present. **(ours)** */
export const PRESENT_FROM = 0.5;

/** Below this share of Grad-CAM mass inside the zone, a positive grade is flagged: right grade, wrong reason. **(ours)** */
const LOW_ATTENTION = 0.25;

/** Whether a positive answer's evidence lies mostly outside its zone. */
export function attentionIsLow(answer: QuadrantGrading | QuadrantPresence | FindingGrading): boolean {
  const positive = 'present' in answer ? answer.present : answer.grade > 0;
  const attention = 'attention' in answer ? answer.attention : answer;
  return positive && attention !== null && attention.attentionInZone < LOW_ATTENTION;
}

/** The answers as a list, in the order in which they are shown. */
export function answersOf(grading: HipAnswers): readonly (QuadrantGrading | QuadrantPresence | FindingGrading)[] {
  switch (grading.kind) {
    case 'grades':
      return QUADRANTS.map((quadrant) => grading.quadrants[quadrant]);
    case 'presence':
      return QUADRANTS.map((quadrant) => grading.quadrants[quadrant]);
    case 'findings':
      return FINDINGS.map((finding) => grading.findings[finding]);
  }
}

/**
 * What a heatmap explains: the probability of the predicted grade, of at least a given grade, of one grade, or that the whole hip has an
 * osteophyte (`global`).
 */
export const HEATMAP_SCORES = [
  'predicted',
  'at-least-1',
  'at-least-2',
  'at-least-3',
  'grade-0',
  'grade-1',
  'grade-2',
  'grade-3',
  'global',
] as const;

export type HeatmapScore = (typeof HEATMAP_SCORES)[number];

/**
 * The answers and scores whose heatmaps a grading keeps, in the order in which they are stored. // [answer, score]
 * Append scores only: a stored grading keeps those of its time, and a model whose last ones mean nothing leaves them out.
 */
export const HEATMAPS = {
  grades: { answers: QUADRANTS, scores: HEATMAP_SCORES },
  presence: { answers: QUADRANTS, scores: ['at-least-1'] },
  findings: { answers: FINDINGS, scores: ['predicted', 'at-least-1', 'grade-0', 'grade-1', 'grade-2', 'grade-3'] },
} as const satisfies Record<GradingKind, { readonly answers: readonly string[]; readonly scores: readonly HeatmapScore[] }>;

/** The Grad-CAM maps of one hip on the feature grid, each with a maximum of one. */
export interface HeatmapSet {
  readonly kind: GradingKind;
  /** In the order of `HEATMAPS` for the kind, with the scores that `keptScores` returns. // [answer, score, size, size] */
  readonly values: Float32Array;
  readonly size: number;
}

/** Returns the scores whose heatmaps the set holds: the first ones of its kind. */
export function keptScores({ kind, values, size }: HeatmapSet): readonly HeatmapScore[] {
  const { answers, scores } = HEATMAPS[kind];
  return scores.slice(0, Math.floor(values.length / (answers.length * size * size)));
}

/** A quadrant or a finding: what has heatmaps of its own. */
export type HeatmapAnswer = (typeof HEATMAPS)[GradingKind]['answers'][number];
