// The figures of a model that grades quadrants (System 1): its agreement with the true grades, and whether the evidence for positive
// grades lies in their zones. Every interval is a bootstrap over subjects.

import type { Evaluation } from './evaluation.ts';
import type { Grade } from '../../domain/grade.ts';
import type { GradingOf } from '../../domain/grading.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import { seededRandom } from '../../domain/random.ts';
import type { ModelFigure } from '../../inference/model-card.ts';
import { areaUnderRoc } from '../../statistics/auc.ts';
import { clusteredEstimate, type Estimate } from '../../statistics/bootstrap.ts';
import { expectedCalibrationError } from '../../statistics/calibration.ts';
import { confusionMatrix } from '../../statistics/confusion.ts';
import { meanKappa, quadraticKappa } from '../../statistics/kappa.ts';
import { mean, upperMedian } from './averages.ts';

export interface EvaluatedHip {
  readonly subject: string;
  readonly truth: PerQuadrant<Grade>;
  readonly grading: GradingOf<'grades'>;
}

/** Returns the figures of graded hips whose true grades are known. `seed` draws the intervals. */
export function gradeFigures(
  model: string,
  { subjects, seed }: { readonly subjects: number; readonly seed: number },
  hips: readonly EvaluatedHip[],
): Evaluation {
  const estimate = (statistic: (some: readonly EvaluatedHip[]) => number): Estimate =>
    clusteredEstimate(hips, statistic, seededRandom(`${seed}/intervals`));
  const readings = (some: readonly EvaluatedHip[]) =>
    perQuadrant((quadrant) => ({
      truth: some.map(({ truth }) => truth[quadrant]),
      predicted: some.map(({ grading }) => grading.quadrants[quadrant].grade),
    }));
  const positives = (some: readonly EvaluatedHip[]) =>
    some.flatMap(({ truth, grading }) => {
      return QUADRANTS.filter((quadrant) => truth[quadrant] > 0).map((quadrant) => ({
        quadrant,
        ...grading.quadrants[quadrant],
      }));
    });
  return {
    model,
    seed,
    subjects,
    hips: hips.length,
    meanKappa: estimate((some) => meanKappa(Object.values(readings(some)))),
    kappa: perQuadrant((quadrant) => estimate((some) => quadraticKappa(readings(some)[quadrant]))),
    confusion: perQuadrant((quadrant) => confusionMatrix(readings(hips)[quadrant], 4)),
    recallOfGradeTwo: estimate((some) =>
      mean(quadrantAnswers(some).flatMap(({ truth, grade }) => (truth === 2 ? [grade === 2 ? 1 : 0] : []))),
    ),
    calibrationError: estimate((some) => expectedCalibrationError(quadrantAnswers(some))),
    globalAuc: estimate((some) =>
      areaUnderRoc(
        some.map(({ truth }) => QUADRANTS.some((quadrant) => truth[quadrant] > 0)),
        some.map(({ grading }) => grading.globalProbability),
      ),
    ),
    positiveQuadrants: positives(hips).length,
    peakInZone: estimate((some) => mean(positives(some).map(({ peakInZone }) => (peakInZone ? 1 : 0)))),
    peakInZoneByQuadrant: perQuadrant((quadrant) =>
      mean(positives(hips).flatMap((each) => (each.quadrant === quadrant ? [each.peakInZone ? 1 : 0] : []))),
    ),
    attentionInZone: estimate((some) => mean(positives(some).map(({ attentionInZone }) => attentionInZone))),
    millisecondsPerHip: upperMedian(hips.map(({ grading }) => grading.milliseconds)),
  };
}

/** One answer for each quadrant of each hip. */
export function quadrantAnswers(hips: readonly EvaluatedHip[]) {
  return hips.flatMap(({ truth, grading }) =>
    QUADRANTS.map((quadrant) => ({ quadrant, truth: truth[quadrant], ...grading.quadrants[quadrant] })),
  );
}

/** Returns the figures for the model's card. */
export function cardFigures({
  seed,
  subjects,
  hips,
  meanKappa,
  kappa,
  globalAuc,
  peakInZone,
  ...rest
}: Evaluation): ModelFigure[] {
  const data = `${hips} hips of ${subjects} phantom subjects that training never saw, seed ${seed}`;
  const figure = (name: string, { value, low, high }: Estimate): ModelFigure => ({ name, value, low, high, data });
  return [
    figure('mean kappa', meanKappa),
    ...QUADRANTS.map((quadrant) => figure(`kappa, ${quadrant}`, kappa[quadrant])),
    figure('recall of grade 2', rest.recallOfGradeTwo),
    figure('expected calibration error, ten bins of equal mass', rest.calibrationError),
    figure('AUC of the global answer', globalAuc),
    figure('Grad-CAM peak inside the zone, of positive quadrants', peakInZone),
  ];
}
