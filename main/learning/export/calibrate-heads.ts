// Makes the probabilities of a System 1 model honest before it is written: one temperature per quadrant, fitted on the validation phantoms
// and divided into that quadrant's head. The grades do not change, nor do the heatmaps once they are scaled.

import type { Result } from '../../domain/failure.ts';
import { success } from '../../domain/failure.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import type { ModelFigure } from '../../inference/model-card.ts';
import type { Architecture } from '../../network/architecture.ts';
import { closedFormOf } from '../../network/class-activation.ts';
import { parameterNamed, type Weights } from '../../network/parameters.ts';
import { fitTemperature } from '../../statistics/calibration.ts';
import { gradedPhantoms, type EvaluationOptions } from '../evaluation/evaluate-on-phantoms.ts';

/** Fits the temperatures with the answers of the exported model. */
export async function fitTemperatures(
  options: EvaluationOptions,
  progress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Result<PerQuadrant<number>>> {
  const graded = await gradedPhantoms(options, progress, signal);
  if (!graded.ok) return graded;
  return success(
    perQuadrant((quadrant) =>
      fitTemperature(
        graded.value.hips.flatMap(({ truth, grading }) =>
          grading.kind === 'grades'
            ? [{ truth: truth.quadrants[quadrant], probabilities: grading.quadrants[quadrant].probabilities }]
            : [],
        ),
      ),
    ),
  );
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
