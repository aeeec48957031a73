// What a page prints about a hip, answer by answer: quadrants or findings of any model in one shape.

import { FINDINGS, quadrantsOf, type Finding, type PerFinding } from '../../domain/finding.ts';
import type { CropPoint } from '../../domain/geometry.ts';
import type { QuadrantLabel } from '../../domain/grade.ts';
import { QUADRANTS, type PerQuadrant, type Quadrant } from '../../domain/quadrant.ts';
import type { ReportHip } from '../report-model.ts';
import type { Wording } from '../text/wording.ts';

/** One row of the table and one panel. */
export interface PrintedAnswer {
  readonly name: string;
  /** The name above a narrow image. */
  readonly lines: readonly string[];
  /** One colour per answer, bright enough on a radiograph, and always next to the answer's number. */
  readonly colour: string;
  /** The quadrants whose zones the model should look at. */
  readonly zones: readonly Quadrant[];
  /** On the canonical crop. // [224, 224] */
  readonly heatmap: Uint8Array;
  /** The probability of an osteophyte, or of the finding in any grade. */
  readonly certainty: number;
  readonly positive: boolean;
  /** Null if the model states only presence. */
  readonly grade: number | null;
  /** The answer in a word, such as moderate or present. */
  readonly word: string;
  /** One per grade, or the probability of presence alone. // [4], [2] or [1] */
  readonly probabilities: readonly number[];
  /** Null if the answer has no zone, and where nothing was found: what speaks for an absent finding has no place. */
  readonly attention: { readonly share: number; readonly low: boolean; readonly peak: CropPoint } | null;
  readonly reading: QuadrantLabel | null;
}

const QUADRANT_COLOUR: PerQuadrant<string> = {
  'femur-superior': '#ffc640',
  'femur-inferior': '#3fd6a5',
  'acetabulum-superior': '#58b7ff',
  'acetabulum-inferior': '#ff8fb1',
};

const FINDING_COLOUR: PerFinding<string> = {
  'femoral-osteophytes': '#ffc640',
  'acetabular-osteophytes': '#58b7ff',
  'joint-space-narrowing': '#3fd6a5',
  sclerosis: '#ff8fb1',
  cysts: '#c9b2ff',
};

/** Returns the answers in the order of their numbers. */
export function printedAnswers(hip: ReportHip, wording: Wording): readonly PrintedAnswer[] {
  switch (hip.kind) {
    case 'grades':
      return QUADRANTS.map((quadrant) => {
        const { grade, probabilities } = hip.quadrants[quadrant];
        const own = { certainty: 1 - probabilities[0], positive: grade > 0, grade, word: wording.grade[grade], probabilities };
        return { ...quadrantParts(hip, quadrant, { wording, positive: own.positive }), ...own };
      });
    case 'presence':
      return QUADRANTS.map((quadrant) => {
        const { present, probability } = hip.quadrants[quadrant];
        const own = { certainty: probability, positive: present, grade: null, word: wording.presence(present) };
        return { ...quadrantParts(hip, quadrant, { wording, positive: present }), ...own, probabilities: [probability] };
      });
    case 'findings':
      return FINDINGS.map((finding) => printedFinding(hip, finding, wording));
  }
}

function quadrantParts(
  { quadrants, figure }: Exclude<ReportHip, { kind: 'findings' }>,
  quadrant: Quadrant,
  { wording, positive }: { readonly wording: Wording; readonly positive: boolean },
) {
  const { attentionInZone, attentionLow, reading } = quadrants[quadrant];
  return {
    name: wording.quadrant[quadrant],
    lines: [wording.quadrant[quadrant]],
    colour: QUADRANT_COLOUR[quadrant],
    zones: [quadrant],
    heatmap: figure.heatmaps[quadrant],
    attention: positive ? { share: attentionInZone, low: attentionLow, peak: figure.peaks[quadrant] } : null,
    reading,
  };
}

function printedFinding(
  { findings, figure }: Extract<ReportHip, { kind: 'findings' }>,
  finding: Finding,
  wording: Wording,
): PrintedAnswer {
  const { grade, probabilities, attentionInZone, attentionLow } = findings[finding];
  const peak = figure.peaks[finding];
  const hasPlace = grade > 0 && attentionInZone !== null && peak !== null;
  return {
    name: wording.finding[finding],
    lines: wording.findingInLines[finding],
    colour: FINDING_COLOUR[finding],
    zones: quadrantsOf(finding),
    heatmap: figure.heatmaps[finding],
    certainty: 1 - probabilities[0],
    positive: grade > 0,
    grade,
    word: wording.findingGrade(finding, grade),
    probabilities,
    attention: hasPlace ? { share: attentionInZone, low: attentionLow, peak } : null,
    reading: null,
  };
}
