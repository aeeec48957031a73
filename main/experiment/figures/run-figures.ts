// Figures of one run, from its answers alone.

import { QUADRANTS } from '../../domain/quadrant.ts';
import type { RunAnswer, RunAnswers } from '../../learning/evaluation/run-answers.ts';
import { areaUnderRoc } from '../../statistics/auc.ts';
import { accuracy, type Readings } from '../../statistics/confusion.ts';
import { quadraticKappa } from '../../statistics/kappa.ts';
import { FINDINGS } from '../../domain/finding.ts';
import type { Recipe } from '../../training/recipe.ts';

export type Answers = readonly RunAnswer[];

export function readingsOf(answers: Answers): Readings {
  return { truth: answers.map(({ truth }) => truth), predicted: answers.map(({ predicted }) => predicted) };
}

export function aucOf(answers: Answers): number {
  const known = answers.flatMap(({ truth, presence }) => (presence === null ? [] : [{ truth, presence }]));
  return areaUnderRoc(
    known.map(({ truth }) => truth > 0),
    known.map(({ presence }) => presence),
  );
}

/** The mean of a figure over questions. NaN if it is not defined for one of them. */
export function meanOver(names: readonly string[], answers: RunAnswers, figure: (own: Answers) => number): number {
  return names.reduce((sum, name) => sum + figure(answers[name] ?? []), 0) / names.length;
}

export const meanKappaOf = (answers: RunAnswers): number =>
  meanOver(QUADRANTS, answers, (own) => quadraticKappa(readingsOf(own)));

/** The figure by which runs of a system are compared at a glance. */
export function headlineOf({ system }: Recipe, answers: RunAnswers): { readonly name: string; readonly value: number } {
  switch (system) {
    case 1:
      return { name: 'meanKappa', value: meanKappaOf(answers) };
    case 2:
      return { name: 'centreDistance', value: meanOver(QUADRANTS, answers, placeOf('centreDistance')) };
    case 3:
      return { name: 'accuracy', value: accuracy(readingsOf(answers['kl'] ?? [])) };
    case 4:
      return { name: 'meanAuc', value: meanOver(FINDINGS, answers, aucOf) };
  }
}

type PlaceFigure = keyof NonNullable<RunAnswer['place']>;

/** The mean over positive hips with a map that is not empty. */
export function placeOf(figure: PlaceFigure): (answers: Answers) => number {
  return (answers) => {
    const values = answers.flatMap(({ place }) => place?.[figure] ?? []);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
}
