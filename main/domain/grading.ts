// What a model says of one hip, with its evidence: grades of the quadrants, whether they have osteophytes, or five findings.

import { z } from 'zod';
import { FINDINGS, perFindingOf, type PerFinding } from './finding.ts';
import { PointSchema, type CropPoint } from './geometry.ts';
import { GradeSchema, type Grade, type GradeProbabilities } from './grade.ts';
import { perQuadrantOf, QUADRANTS, type PerQuadrant } from './quadrant.ts';

/** Where the Grad-CAM for an osteophyte lies; the attention audit. */
export interface Attention {
  /** The share of its mass inside the target zone, 0 to 1. */
  readonly attentionInZone: number;
  /** Its maximum, and whether it lies inside the zone. */
  readonly peak: CropPoint;
  readonly peakInZone: boolean;
}

export interface QuadrantGrading extends Attention {
  readonly grade: Grade;
  readonly probabilities: GradeProbabilities;
}

export interface QuadrantPresence extends Attention {
  readonly present: boolean;
  readonly probability: number;
}

export interface FindingGrading {
  readonly grade: Grade;
  /** Of each grade. // [4], or [2] for sclerosis and cysts */
  readonly probabilities: readonly number[];
  /** Over the zones of both quadrants of the finding's bone; null where it has no zones. */
  readonly attention: Attention | null;
}

/** What a model answers of a hip. */
export type HipAnswers =
  | {
      /** System 1. */
      readonly kind: 'grades';
      readonly quadrants: PerQuadrant<QuadrantGrading>;
      /** P(any grade > 0) of the global head. */
      readonly globalProbability: number;
    }
  /** System 2. */
  | { readonly kind: 'presence'; readonly quadrants: PerQuadrant<QuadrantPresence> }
  /** System 4. */
  | { readonly kind: 'findings'; readonly findings: PerFinding<FindingGrading> };

/** Time from the crop's request to the answers, without loading the model. */
type Timed = { readonly milliseconds: number };

export type HipGrading = HipAnswers & Timed;

const attention = { attentionInZone: z.number(), peak: PointSchema, peakInZone: z.boolean() };

const QuadrantGradingSchema = z.object({
  grade: GradeSchema,
  probabilities: z.tuple([z.number(), z.number(), z.number(), z.number()]).readonly(),
  ...attention,
});

const QuadrantPresenceSchema = z.object({ present: z.boolean(), probability: z.number(), ...attention });

const FindingGradingSchema = z.object({
  grade: GradeSchema,
  probabilities: z.array(z.number()).readonly(),
  attention: z.object(attention).nullable(),
});

const timed = { milliseconds: z.number() };

/** A model's grading of one hip, with its evidence. */
export const HipGradingSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('grades'),
    quadrants: perQuadrantOf(QuadrantGradingSchema),
    globalProbability: z.number(),
    ...timed,
  }),
  z.object({ kind: z.literal('presence'), quadrants: perQuadrantOf(QuadrantPresenceSchema), ...timed }),
  z.object({ kind: z.literal('findings'), findings: perFindingOf(FindingGradingSchema), ...timed }),
]);

export const GRADING_KINDS = ['grades', 'presence', 'findings'] as const satisfies readonly HipGrading['kind'][];

export type GradingKind = (typeof GRADING_KINDS)[number];
export type GradingOf<Kind extends GradingKind> = Extract<HipGrading, { kind: Kind }>;

/** An osteophyte that is at least as probable as not counts as present. **(ours)** */
export const PRESENT_FROM = 0.5;

/** Under this share of Grad-CAM mass inside the zone, a positive grade is flagged: a right grade for the wrong reason. **(ours)** */
const LOW_ATTENTION = 0.25;

/** Whether a positive answer's evidence lies mostly outside its zone. */
export function attentionIsLow(answer: QuadrantGrading | QuadrantPresence | FindingGrading): boolean {
  const positive = 'present' in answer ? answer.present : answer.grade > 0;
  const attention = 'attention' in answer ? answer.attention : answer;
  return positive && attention !== null && attention.attentionInZone < LOW_ATTENTION;
}

/** The answers one by one, in the order in which they are shown. */
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

/** What a heatmap explains: the probability of the predicted grade, or that the grade is at least so high. */
export const HEATMAP_SCORES = ['predicted', 'at-least-1', 'at-least-2', 'at-least-3'] as const;

export type HeatmapScore = (typeof HEATMAP_SCORES)[number];

/** The answers and scores of which a grading keeps heatmaps, in the order in which they are kept. // [answer, score] */
export const HEATMAPS = {
  grades: { answers: QUADRANTS, scores: HEATMAP_SCORES },
  presence: { answers: QUADRANTS, scores: ['at-least-1'] },
  findings: { answers: FINDINGS, scores: ['predicted', 'at-least-1'] },
} as const satisfies Record<GradingKind, { readonly answers: readonly string[]; readonly scores: readonly HeatmapScore[] }>;

/** A quadrant or a finding: what has heatmaps of its own. */
export type HeatmapAnswer = (typeof HEATMAPS)[GradingKind]['answers'][number];
