// Makes the probabilities of a System 1 model honest before it is written: one temperature per quadrant, fitted on the validation phantoms
// and divided into that quadrant's head. The most probable grades do not change, nor do the heatmaps once they are scaled. Which grade of the
// probabilities is the answer is chosen there too.

import type { Result } from '../../domain/failure.ts';
import { success } from '../../domain/failure.ts';
import type { Grade } from '../../domain/grade.ts';
import { ANSWER_RULES, answeredGrade, type AnswerRule } from '../../domain/ordinal-answer.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import type { ModelFigure } from '../../inference/model-card.ts';
import type { Architecture } from '../../network/architecture.ts';
import { closedFormOf } from '../../network/class-activation.ts';
import { parameterNamed, type Weights } from '../../network/parameters.ts';
import { atTemperature, fitTemperature } from '../../statistics/calibration.ts';
import { meanKappa } from '../../statistics/kappa.ts';
import { gradedPhantoms, type EvaluationOptions } from '../evaluation/evaluate-on-phantoms.ts';

export interface Calibration {
  readonly temperatures: PerQuadrant<number>;
  /** The rule whose answers have the highest mean kappa at these temperatures. */
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

type Answers = readonly { readonly truth: Grade; readonly probabilities: readonly number[] }[];

/** The rule with the highest mean kappa. */
export function bestRule(answers: PerQuadrant<Answers>): AnswerRule {
  const kappa = (rule: AnswerRule): number =>
    meanKappa(
      QUADRANTS.map((quadrant) => ({
        truth: answers[quadrant].map(({ truth }) => truth),
        predicted: answers[quadrant].map(({ probabilities }) => answeredGrade(probabilities, rule)),
      })),
    );
  return ANSWER_RULES.reduce((best, rule) => (kappa(rule) > kappa(best) ? rule : best));
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
  const data = `${subjects} phantom subjects, seed ${seed}, used to choose the epoch; already divided into the answers`;
  return QUADRANTS.map((quadrant) => ({ name: `temperature, ${quadrant}`, value: temperatures[quadrant], data }));
}
