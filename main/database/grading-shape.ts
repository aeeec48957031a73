// The stored shape of a grading's answers, checked when a row is read.

import { z } from 'zod';
import { perFinding } from '../domain/finding.ts';
import type { HipGrading } from '../domain/grading.ts';
import { perQuadrant } from '../domain/quadrant.ts';

const Grade = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]);

const attention = {
  attentionInZone: z.number(),
  peak: z.object({ x: z.number(), y: z.number() }),
  peakInZone: z.boolean(),
};

const Quadrant = z.object({
  grade: Grade,
  probabilities: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  ...attention,
});

const Presence = z.object({ present: z.boolean(), probability: z.number(), ...attention });

const FindingGrade = z.object({ grade: Grade, probabilities: z.array(z.number()), attention: z.object(attention).nullable() });

const timed = { milliseconds: z.number() };

export const HipGradingSchema: z.ZodType<HipGrading> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('grades'),
    quadrants: z.object(perQuadrant(() => Quadrant)),
    globalProbability: z.number(),
    ...timed,
  }),
  z.object({ kind: z.literal('presence'), quadrants: z.object(perQuadrant(() => Presence)), ...timed }),
  z.object({ kind: z.literal('findings'), findings: z.object(perFinding(() => FindingGrade)), ...timed }),
]);
