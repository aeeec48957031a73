// Turns a network's answer into a hip's grading with its evidence.

import { FINDINGS, perFinding, quadrantsOf } from '../domain/finding.ts';
import type { CropPoint } from '../domain/geometry.ts';
import {
  HEATMAPS,
  keptScores,
  PRESENT_FROM,
  type Attention,
  type GradingKind,
  type HeatmapAnswer,
  type HeatmapScore,
  type HeatmapSet,
  type HipAnswers,
  type HipGrading,
} from '../domain/grading.ts';
import { CROP_SIZE } from '../domain/hip-crop.ts';
import type { LandmarkTable } from '../domain/landmark-table.ts';
import { perQuadrant, QUADRANTS, type Quadrant } from '../domain/quadrant.ts';
import { zoneMask } from '../imaging/zone-mask.ts';
import { gradCam } from './grad-cam.ts';
import { heatmapPixels, peakOf, shareInZone } from './heatmap.ts';
import type { HipCard } from './model-card.ts';
import { AUDIT_SCORE, gradeBy, scoreGradient, scoreOf, sigmoid, softmax } from './score.ts';
import type { Answer } from './session.ts';

export interface GradedHip {
  readonly grading: HipGrading;
  readonly maps: HeatmapSet;
}

interface HipPlace {
  /** The crop's 80 points, or an empty list. */
  readonly landmarks: readonly CropPoint[];
  readonly table: LandmarkTable;
}

/** Derives grades, probabilities and the attention audit from a network's answer. */
export function gradeHip(
  answer: Answer,
  card: HipCard,
  place: HipPlace,
): { readonly answers: HipAnswers; readonly maps: HeatmapSet } {
  const maps = heatmapSet(answer, card);
  return { answers: answersOf(answer, card, { maps, place }), maps };
}

interface Evidence {
  readonly maps: HeatmapSet;
  readonly place: HipPlace;
}

function answersOf({ logits }: Answer, card: HipCard, evidence: Evidence): HipAnswers {
  switch (card.system) {
    case 1:
      return {
        kind: 'grades',
        quadrants: perQuadrant((quadrant) => {
          const [p0, p1, p2, p3] = softmax(logits[quadrant]);
          const probabilities = [p0, p1, p2, p3] as const;
          return { grade: gradeBy(card.answer, probabilities), probabilities, ...attention(evidence, quadrant, [quadrant]) };
        }),
        globalProbability: card.strategy === 'pure-mil' ? noisyOr(logits) : sigmoid(logits['global'][0]),
      };
    case 2:
      return {
        kind: 'presence',
        quadrants: perQuadrant((quadrant) => {
          const probability = sigmoid(logits[quadrant][0]);
          return { present: probability >= PRESENT_FROM, probability, ...attention(evidence, quadrant, [quadrant]) };
        }),
      };
    case 4:
      return {
        kind: 'findings',
        findings: perFinding((finding) => {
          const probabilities = softmax(logits[finding]);
          const zones = quadrantsOf(finding);
          return {
            grade: gradeBy('most-probable', probabilities),
            probabilities,
            attention: zones.length === 0 ? null : attention(evidence, finding, zones),
          };
        }),
      };
  }
}

/** P(diseased) = 1 - prod_q p0(q). Pure MIL learns this, and never trains the global head (Ye, section 2.2.3). */
function noisyOr(logits: Answer['logits']): number {
  return 1 - QUADRANTS.reduce((healthy, quadrant) => healthy * softmax(logits[quadrant])[0], 1);
}

/** Audits the attention over the joint zones of these quadrants. */
function attention({ maps, place }: Evidence, answer: HeatmapAnswer, quadrants: readonly Quadrant[]): Attention {
  const map = heatmapOf(maps, answer, AUDIT_SCORE);
  const zone = union(quadrants.map((quadrant) => zoneMask(place.landmarks, place.table, quadrant)));
  const peak = peakOf(map, maps.size);
  return {
    attentionInZone: shareInZone(map, maps.size, zone),
    peak,
    peakInZone: zone[Math.round(peak.y) * CROP_SIZE + Math.round(peak.x)] !== 0 && map.some((value) => value > 0),
  };
}

/** Returns a mask that is nonzero where any of the masks is. */
function union([first, ...others]: readonly Uint8Array[]): Uint8Array {
  return others.length === 0 ? first : first.map((value, at) => (others.some((other) => other[at] !== 0) ? 1 : value));
}

/** Returns true if the set holds this heatmap. */
export function hasHeatmap(maps: HeatmapSet, answer: string, score: string): boolean {
  return HEATMAPS[maps.kind].answers.some((name) => name === answer) && keptScores(maps).some((name) => name === score);
}

/** Returns one map of a set, on the feature grid. `hasHeatmap` tests whether it exists. // [size, size] */
export function heatmapOf(maps: HeatmapSet, answer: HeatmapAnswer, score: HeatmapScore): Float32Array {
  const { kind, values, size } = maps;
  if (!hasHeatmap(maps, answer, score))
    throw new RangeError(`A grading of the kind ${kind} has no heatmap for ${answer}, ${score}.`);
  const area = size * size;
  const scores = keptScores(maps);
  const index = HEATMAPS[kind].answers.findIndex((name) => name === answer) * scores.length + scores.indexOf(score);
  return values.subarray(index * area, (index + 1) * area);
}

/** Returns one map of a set on the canonical crop, with a maximum of 255. // [224, 224] */
export function heatmapPicture(maps: HeatmapSet, answer: HeatmapAnswer, score: HeatmapScore): Uint8Array {
  return heatmapPixels(heatmapOf(maps, answer, score), maps.size);
}

/** Each answer's head reads the map that its card names. All maps of a network have the same size. */
function heatmapSet({ logits, maps }: Answer, card: HipCard): HeatmapSet {
  const kind = KINDS[card.system];
  const heads = explainedHeads(card);
  const size = maps[heads[0].head.map].height;
  const values = heads.flatMap(({ answer, head }) =>
    explainedScores(card).flatMap((score) => {
      const map =
        score === 'global' ? globalMap(maps, card) : gradCam(maps[head.map], head, gradient(card, logits[answer], score));
      const highest = Math.max(...map);
      return Array.from(map, highest > 0 ? (value) => value / highest : () => 0);
    }),
  );
  return { kind, values: new Float32Array(values), size };
}

/** The map of the head for the whole hip, which is the same for every quadrant. Its single logit is its own score. */
function globalMap(maps: Answer['maps'], card: HipCard): Float64Array {
  if (card.system !== 1) throw new RangeError(`A model of System ${card.system} has no head for the whole hip.`);
  const head = card.heads.global;
  return gradCam(maps[head.map], head, [1]);
}

/** Pure MIL never trains the global head, so a map of it would mean nothing. */
function explainedScores(card: HipCard): readonly HeatmapScore[] {
  const { scores } = HEATMAPS[KINDS[card.system]];
  return card.strategy === 'pure-mil' ? scores.filter((score) => score !== 'global') : scores;
}

const KINDS = { 1: 'grades', 2: 'presence', 4: 'findings' } as const satisfies Record<HipCard['system'], GradingKind>;

function explainedHeads(card: HipCard) {
  return card.system === 4
    ? FINDINGS.map((answer) => ({ answer, head: card.heads[answer] }))
    : QUADRANTS.map((answer) => ({ answer, head: card.heads[answer] }));
}

/** Returns d score / d logits. A single logit is its own score, as in Chen's class activation map. */
function gradient(card: HipCard, logits: readonly number[], score: Exclude<HeatmapScore, 'global'>): readonly number[] {
  if (card.system === 2) return [1];
  const probabilities = softmax(logits);
  const predicted = gradeBy(card.system === 1 ? card.answer : 'most-probable', probabilities);
  return scoreGradient(scoreOf(score, predicted), probabilities);
}
