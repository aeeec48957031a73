// Answers of a run that are right with a given chance, so that the better of two runs is known.

import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import type { TrainedWith } from '../../../main/experiment/run-files.ts';
import type { RunAnswer, RunAnswers } from '../../../main/learning/evaluation/run-answers.ts';

/** Of a run without a manifest. */
export const NOT_TOLD: TrainedWith = { learned: null, fromWeights: null, splitName: null };

/** 48 hips of 24 subjects. The truth is the same for every seed and chance. */
export function plantedGrades(chance: number, seed: number): RunAnswers {
  return Object.fromEntries([...QUADRANTS, 'global'].map((question) => [question, planted(question, chance, seed)]));
}

function planted(question: string, chance: number, seed: number): RunAnswer[] {
  const truths = seededRandom(question);
  const random = seededRandom(`${question}/${seed}/${chance}`);
  const grades = question === 'global' ? 2 : 4;
  return Array.from({ length: 48 }, (_, item) => {
    const truth = truths.below(grades);
    const predicted = random.next() < chance ? truth : random.below(grades);
    return { subject: `subject ${Math.floor(item / 2)}`, item, truth, predicted, presence: predicted + random.next() / 2 };
  });
}
