// Makes the probabilities of a System 1 model honest before it is written: one temperature per quadrant, fitted on the calibration phantoms
// and divided into that quadrant's head. The most probable grades do not change, nor do the heatmaps once they are scaled. Which grade of the
// probabilities is the answer is chosen there too.

import type { Result } from '../../domain/failure.ts';
import { success } from '../../domain/failure.ts';
import { GRADES, type Grade } from '../../domain/grade.ts';
import { answeredGrade, MEDIAN, type AnswerRule } from '../../domain/ordinal-answer.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import type { ModelFigure } from '../../inference/model-card.ts';
import type { Architecture } from '../../network/architecture.ts';
import { closedFormOf } from '../../network/class-activation.ts';
import { parameterNamed, type Weights } from '../../network/parameters.ts';
import { atTemperature, fitTemperature } from '../../statistics/calibration.ts';
import { confusionMatrix } from '../../statistics/confusion.ts';
import { balancedAccuracy } from '../../statistics/grade-counts.ts';
import { meanKappa } from '../../statistics/kappa.ts';
import { gradedPhantoms, type EvaluationOptions } from '../evaluation/evaluate-on-phantoms.ts';

export interface Calibration {
  readonly temperatures: PerQuadrant<number>;
  /** See `bestRule`; at these temperatures. */
  readonly answer: AnswerRule;
}

/** Fits the temperatures, and chooses the rule, with the answers of the exported model. */
export async function fitCalibration(
  options: EvaluationOptions,
  progress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Result<Calibration>> {
  const graded = await gradedPhantoms(options, progress, signal);
  if (!graded.ok) return graded;
  const answers = perQuadrant((quadrant) =>
    graded.value.hips.flatMap(({ truth, grading }) =>
      grading.kind === 'grades'
        ? [{ truth: truth.quadrants[quadrant], probabilities: grading.quadrants[quadrant].probabilities }]
        : [],
    ),
  );
  const temperatures = perQuadrant((quadrant) => fitTemperature(answers[quadrant]));
  const calibrated = perQuadrant((quadrant) =>
    answers[quadrant].map(({ truth, probabilities }) => ({
      truth,
      probabilities: atTemperature(probabilities, temperatures[quadrant]),
    })),
  );
  return success({ temperatures, answer: bestRule(calibrated) });
}

/** What may answer. Grades that are rare are more often taken for a lower one than for a higher one, so no order below the median is tried. */
const RULES: readonly AnswerRule[] = ['most-probable', MEDIAN, 0.55, 0.6, 0.65, 0.7, 0.75];

type Answers = readonly { readonly truth: Grade; readonly probabilities: readonly number[] }[];

/** Mean kappas that are this near to each other are alike. */
const ALIKE = 0.005;

/** The rule with the highest mean kappa. Among those that agree alike, the one with the highest mean recall of the grades: rare grades count. */
export function bestRule(answers: PerQuadrant<Answers>): AnswerRule {
  const tried = RULES.map((rule) => {
    const read = QUADRANTS.map((quadrant) => ({
      truth: answers[quadrant].map(({ truth }) => truth),
      predicted: answers[quadrant].map(({ probabilities }) => answeredGrade(probabilities, rule)),
    }));
    const all = { truth: read.flatMap(({ truth }) => truth), predicted: read.flatMap(({ predicted }) => predicted) };
    return { rule, kappa: meanKappa(read), recall: balancedAccuracy(confusionMatrix(all, GRADES.length)) };
  });
  const highest = Math.max(...tried.map(({ kappa }) => kappa));
  return tried.filter(({ kappa }) => kappa >= highest - ALIKE).reduce((best, one) => (one.recall > best.recall ? one : best))
    .rule;
}

/** The weights with each quadrant's head divided by its temperature. */
export function withTemperatures(architecture: Architecture, weights: Weights, temperatures: PerQuadrant<number>): Weights {
  const calibrated = new Map(weights);
  for (const quadrant of QUADRANTS) {
    const form = closedFormOf(architecture, quadrant);
    if (form === null) throw new Error(`The answer ${quadrant} of ${architecture.name} does not read a pooled map.`);
    for (const name of [`${form.dense}.weight`, `${form.dense}.bias`]) {
      const { shape, data } = parameterNamed(weights, name);
      calibrated.set(name, { shape, data: data.map((value) => value / temperatures[quadrant]) });
    }
  }
  return calibrated;
}

/** What the card says of the temperatures. */
export function temperatureFigures(
  temperatures: PerQuadrant<number>,
  { subjects, seed }: { readonly subjects: number; readonly seed: number },
): ModelFigure[] {
  const data = `${subjects} phantom subjects, seed ${seed}, used to fit it and to choose the answer; already divided into the answers`;
  return QUADRANTS.map((quadrant) => ({ name: `temperature, ${quadrant}`, value: temperatures[quadrant], data }));
}
