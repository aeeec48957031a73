// What a page prints of a hip, answer by answer: a model's quadrants or findings, all in one shape.

import { FINDINGS, quadrantsOf, type Finding, type PerFinding } from '../../domain/finding.ts';
import type { CropPoint } from '../../domain/geometry.ts';
import type { QuadrantLabel } from '../../domain/grade.ts';
import { QUADRANTS, type PerQuadrant, type Quadrant } from '../../domain/quadrant.ts';
import type { ReportHip } from '../report-model.ts';
import type { Wording } from '../text/wording.ts';

/** One row of the table and one panel. */
export interface PrintedAnswer {
  readonly name: string;
  /** The name over a narrow picture. */
  readonly lines: readonly string[];
  /** One colour an answer, bright enough on a radiograph; always beside its number, never alone. */
  readonly colour: string;
  /** The quadrants in whose zones it is sought. */
  readonly zones: readonly Quadrant[];
  /** In the canonical crop. // [224, 224] */
  readonly heatmap: Uint8Array;
  /** The probability that there is an osteophyte, or that the finding is there at all. */
  readonly certainty: number;
  readonly positive: boolean;
  /** Null where the model says only whether there is one. */
  readonly grade: number | null;
  /** The answer in a word: moderate, or present. */
  readonly word: string;
  /** Of each grade, or of presence alone. // [4], [2] or [1] */
  readonly probabilities: readonly number[];
  /** Null where there is no zone to look in. */
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

/** The answers in the order in which they are numbered. */
export function printedAnswers(hip: ReportHip, words: Wording): readonly PrintedAnswer[] {
  switch (hip.kind) {
    case 'grades':
      return QUADRANTS.map((quadrant) => {
        const { grade, probabilities } = hip.quadrants[quadrant];
        const own = { certainty: 1 - probabilities[0], positive: grade > 0, grade, word: words.grade[grade], probabilities };
        return { ...quadrantParts(hip, quadrant, words), ...own };
      });
    case 'presence':
      return QUADRANTS.map((quadrant) => {
        const { present, probability } = hip.quadrants[quadrant];
        const own = { certainty: probability, positive: present, grade: null, word: words.presence(present) };
        return { ...quadrantParts(hip, quadrant, words), ...own, probabilities: [probability] };
      });
    case 'findings':
      return FINDINGS.map((finding) => printedFinding(hip, finding, words));
  }
}

function quadrantParts({ quadrants, figure }: Exclude<ReportHip, { kind: 'findings' }>, quadrant: Quadrant, words: Wording) {
  const { attentionInZone, attentionLow, reading } = quadrants[quadrant];
  return {
    name: words.quadrant[quadrant],
    lines: [words.quadrant[quadrant]],
    colour: QUADRANT_COLOUR[quadrant],
    zones: [quadrant],
    heatmap: figure.heatmaps[quadrant],
    attention: { share: attentionInZone, low: attentionLow, peak: figure.peaks[quadrant] },
    reading,
  };
}

function printedFinding(
  { findings, figure }: Extract<ReportHip, { kind: 'findings' }>,
  finding: Finding,
  words: Wording,
): PrintedAnswer {
  const { grade, probabilities, attentionInZone, attentionLow } = findings[finding];
  const peak = figure.peaks[finding];
  return {
    name: words.finding[finding],
    lines: words.findingInLines[finding],
    colour: FINDING_COLOUR[finding],
    zones: quadrantsOf(finding),
    heatmap: figure.heatmaps[finding],
    certainty: 1 - probabilities[0],
    positive: grade > 0,
    grade,
    word: words.findingGrade(finding, grade),
    probabilities,
    attention: attentionInZone === null || peak === null ? null : { share: attentionInZone, low: attentionLow, peak },
    reading: null,
  };
}
