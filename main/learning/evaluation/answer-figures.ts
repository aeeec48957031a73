// How good a model is that says presence (System 2) or findings (System 4): each answer against the truth where it is known, and whether
// the evidence of truly positive ones lies in their zones. Every interval is a bootstrap over subjects.

import { FINDING_GRADES, FINDINGS, quadrantsOf, type Finding } from '../../domain/finding.ts';
import type { Grade } from '../../domain/grade.ts';
import { HEATMAPS, type Attention, type GradingOf, type HeatmapAnswer } from '../../domain/grading.ts';
import { QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import { seededRandom } from '../../domain/random.ts';
import { areaUnderRoc } from '../../statistics/auc.ts';
import { clusteredEstimate, type Estimate } from '../../statistics/bootstrap.ts';
import { quadraticKappa } from '../../statistics/kappa.ts';

/** What is known of a hip: the quadrants' grades, and perhaps findings that do not follow from them. */
export interface KnownHip {
  readonly quadrants: PerQuadrant<Grade>;
  readonly findings: Readonly<Partial<Record<Finding, Grade>>>;
}

export interface AnsweredHip {
  readonly subject: string;
  readonly truth: KnownHip;
  readonly grading: GradingOf<'presence'> | GradingOf<'findings'>;
}

/** One answer's figures; null where its truth is not known. NaN, written as null, where a figure is not defined. */
interface AnswerFigures {
  readonly accuracy: Estimate;
  /** Of presence: grade 1 and above. */
  readonly auc: Estimate;
  /** Quadratic; of two grades Cohen's own. */
  readonly kappa: Estimate;
  readonly positives: number;
}

export interface AnswersEvaluation {
  readonly kind: 'presence' | 'findings';
  readonly model: string;
  readonly seed: number;
  readonly subjects: number;
  readonly hips: number;
  readonly answers: Readonly<Partial<Record<HeatmapAnswer, AnswerFigures>>>;
  /** Over truly positive answers that have zones. */
  readonly peakInZone: Estimate;
  readonly attentionInZone: Estimate;
  readonly millisecondsPerHip: number;
}

/** Findings of osteophytes follow from the quadrants, the higher of a bone's two. */
export function truthOf({ quadrants, findings }: KnownHip, answer: HeatmapAnswer): Grade | undefined {
  const quadrant = QUADRANTS.find((known) => known === answer);
  if (quadrant !== undefined) return quadrants[quadrant];
  const finding = FINDINGS.find((known) => known === answer);
  if (finding === undefined) return undefined;
  const [first, ...others] = quadrantsOf(finding).map((zone) => quadrants[zone]);
  return findings[finding] ?? others.reduce((highest, grade) => (grade > highest ? grade : highest), first);
}

/** At least one hip; all of one kind. */
export function answerFigures(
  model: string,
  { subjects, seed }: { readonly subjects: number; readonly seed: number },
  hips: readonly AnsweredHip[],
): AnswersEvaluation {
  const { kind } = hips[0].grading;
  const estimate = <Item extends { readonly subject: string }>(
    name: string,
    items: readonly Item[],
    statistic: (some: readonly Item[]) => number,
  ): Estimate => clusteredEstimate(items, statistic, seededRandom(`${seed}/${name}`));
  const compared = HEATMAPS[kind].answers.map((answer) => ({
    answer,
    items: hips.flatMap((hip) => comparedAnswer(hip, answer)),
  }));
  const placed = compared.flatMap(({ items }) => items.filter(({ truth, attention }) => truth > 0 && attention !== null));
  const milliseconds = hips.map(({ grading }) => grading.milliseconds).sort((a, b) => a - b);
  const of = (answer: HeatmapAnswer, items: readonly Compared[]): AnswerFigures => {
    const classes = answer in FINDING_GRADES ? FINDING_GRADES[answer as Finding] : 2; // just found among the keys
    return {
      accuracy: estimate(`${answer}/accuracy`, items, (some) => mean(some.map(({ truth, said }) => Number(truth === said)))),
      auc: estimate(`${answer}/auc`, items, (some) =>
        areaUnderRoc(
          some.map(({ truth }) => truth > 0),
          some.map(({ probability }) => probability),
        ),
      ),
      kappa: estimate(`${answer}/kappa`, items, (some) =>
        quadraticKappa({ truth: some.map(({ truth }) => truth), predicted: some.map(({ said }) => said) }, classes),
      ),
      positives: items.filter(({ truth }) => truth > 0).length,
    };
  };
  return {
    kind,
    model,
    seed,
    subjects,
    hips: hips.length,
    answers: Object.fromEntries(
      compared.flatMap(({ answer, items }) => (items.length === 0 ? [] : [[answer, of(answer, items)]])),
    ),
    peakInZone: estimate('peak', placed, (some) => mean(some.map(({ attention }) => Number(attention?.peakInZone)))),
    attentionInZone: estimate('mass', placed, (some) => mean(some.map(({ attention }) => attention?.attentionInZone ?? 0))),
    millisecondsPerHip: milliseconds[Math.floor(milliseconds.length / 2)],
  };
}

interface Compared {
  readonly subject: string;
  readonly truth: number;
  readonly said: number;
  /** Of grade 1 and above. */
  readonly probability: number;
  readonly attention: Attention | null;
}

/** Presence is compared with whether there is a grade above 0. */
function comparedAnswer({ subject, truth, grading }: AnsweredHip, answer: HeatmapAnswer): Compared[] {
  const grade = truthOf(truth, answer);
  if (grade === undefined) return [];
  if (grading.kind === 'findings') {
    const { grade: said, probabilities, attention } = grading.findings[answer as Finding]; // asked for by `HEATMAPS` of this kind
    return [{ subject, truth: grade, said, probability: 1 - probabilities[0], attention }];
  }
  const own = grading.quadrants[answer as keyof typeof grading.quadrants]; // the same
  return [{ subject, truth: Number(grade > 0), said: Number(own.present), probability: own.probability, attention: own }];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
