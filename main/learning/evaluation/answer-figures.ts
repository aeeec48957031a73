// The figures of a model that answers presence (System 2) or findings (System 4): each answer is compared with the truth if that is known,
// and the evidence for truly positive answers with their zones. Every interval is a bootstrap over subjects.

import { FINDING_GRADES, FINDINGS, quadrantsOf, type Finding } from '../../domain/finding.ts';
import { GRADES, type Grade } from '../../domain/grade.ts';
import type { Attention, GradingOf, HeatmapAnswer } from '../../domain/grading.ts';
import { QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import { seededRandom } from '../../domain/random.ts';
import { areaUnderRoc } from '../../statistics/auc.ts';
import { clusteredEstimate, type Estimate } from '../../statistics/bootstrap.ts';
import { quadraticKappa } from '../../statistics/kappa.ts';
import { mean, upperMedian } from './averages.ts';

/** The true grades of a hip's quadrants, and of findings that do not follow from them. */
export interface KnownHip {
  readonly quadrants: PerQuadrant<Grade>;
  readonly findings: Readonly<Partial<Record<Finding, Grade>>>;
}

export interface AnsweredHip {
  readonly subject: string;
  readonly truth: KnownHip;
  readonly grading: GradingOf<'presence'> | GradingOf<'findings'>;
}

/** The figures of one answer. NaN, written as null, for a figure that is not defined. */
interface AnswerFigures {
  readonly accuracy: Estimate;
  /** AUC of grade 1 and above. */
  readonly auc: Estimate;
  /** Quadratic kappa; Cohen's kappa for two grades. */
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
  /** Measured on truly positive answers that have zones. */
  readonly peakInZone: Estimate;
  readonly attentionInZone: Estimate;
  readonly millisecondsPerHip: number;
}

/** Undefined if the truth is not known. The osteophyte finding of a bone is the higher of its two quadrants. */
export function truthOf({ quadrants, findings }: KnownHip, answer: HeatmapAnswer): Grade | undefined {
  if (!isFinding(answer)) return quadrants[answer];
  const grades = quadrantsOf(answer).map((quadrant) => quadrants[quadrant]);
  return findings[answer] ?? GRADES.findLast((grade) => grades.includes(grade));
}

function isFinding(answer: HeatmapAnswer): answer is Finding {
  return answer in FINDING_GRADES;
}

/** `hips` holds at least one hip, and answers of one kind only. */
export function answerFigures(
  model: string,
  { subjects, seed }: { readonly subjects: number; readonly seed: number },
  hips: readonly AnsweredHip[],
): AnswersEvaluation {
  const [first] = hips;
  if (first === undefined) throw new Error('Figures need at least one hip.');
  const { kind } = first.grading;
  const estimate = <Item extends { readonly subject: string }>(
    name: string,
    items: readonly Item[],
    statistic: (some: readonly Item[]) => number,
  ): Estimate => clusteredEstimate(items, statistic, seededRandom(`${seed}/${name}`));
  const answers: readonly HeatmapAnswer[] = kind === 'findings' ? FINDINGS : QUADRANTS;
  const compared = answers.map((answer) => ({
    answer,
    items: hips.flatMap((hip) => comparedAnswer(hip, answer)),
  }));
  const withZones = compared.flatMap(({ items }) => items.filter(({ truth, attention }) => truth > 0 && attention !== null));
  const figuresOf = (answer: HeatmapAnswer, items: readonly Compared[]): AnswerFigures => {
    const classes = isFinding(answer) ? FINDING_GRADES[answer] : 2;
    return {
      accuracy: estimate(`${answer}/accuracy`, items, (some) =>
        mean(some.map(({ truth, predicted }) => Number(truth === predicted))),
      ),
      auc: estimate(`${answer}/auc`, items, (some) =>
        areaUnderRoc(
          some.map(({ truth }) => truth > 0),
          some.map(({ probability }) => probability),
        ),
      ),
      kappa: estimate(`${answer}/kappa`, items, (some) =>
        quadraticKappa({ truth: some.map(({ truth }) => truth), predicted: some.map(({ predicted }) => predicted) }, classes),
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
      compared.flatMap(({ answer, items }) => (items.length === 0 ? [] : [[answer, figuresOf(answer, items)]])),
    ),
    peakInZone: estimate('peak', withZones, (some) => mean(some.map(({ attention }) => Number(attention?.peakInZone)))),
    attentionInZone: estimate('mass', withZones, (some) => mean(some.map(({ attention }) => attention?.attentionInZone ?? 0))),
    millisecondsPerHip: upperMedian(hips.map(({ grading }) => grading.milliseconds)),
  };
}

interface Compared {
  readonly subject: string;
  readonly truth: number;
  readonly predicted: number;
  /** P(grade >= 1). */
  readonly probability: number;
  readonly attention: Attention | null;
}

/** Returns at most one comparison. Presence is compared with a true grade above 0. */
function comparedAnswer({ subject, truth, grading }: AnsweredHip, answer: HeatmapAnswer): Compared[] {
  const grade = truthOf(truth, answer);
  if (grade === undefined) return [];
  if (grading.kind === 'findings') {
    if (!isFinding(answer)) throw new Error(`A model of findings does not answer ${answer}.`);
    const { grade: predicted, probabilities, attention } = grading.findings[answer];
    const [absent = Number.NaN] = probabilities;
    return [{ subject, truth: grade, predicted, probability: 1 - absent, attention }];
  }
  if (isFinding(answer)) throw new Error(`A model of presence does not answer ${answer}.`);
  const { present, probability, ...attention } = grading.quadrants[answer];
  return [{ subject, truth: Number(grade > 0), predicted: Number(present), probability, attention }];
}
