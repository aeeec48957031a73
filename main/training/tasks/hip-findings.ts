// System 4 (von Schacky): five findings of a hip, each with its own scale, on shared features.

import { FINDING_GRADES, FINDINGS } from '../../domain/finding.ts';
import type { Architecture } from '../../network/architecture.ts';
import type { Engine } from '../../network/tensors.ts';
import type { RecipeOf } from '../recipe.ts';
import { gradedAnswers } from './graded-answers.ts';
import type { LabelledPictures } from './labelled-pictures.ts';
import type { Question } from './question.ts';

export interface HipFindings {
  readonly recipe: RecipeOf<4>;
  readonly architecture: Architecture;
  readonly engine: Engine;
  readonly train: LabelledPictures;
  readonly validation: LabelledPictures;
}

export function hipFindings({ recipe, ...rest }: HipFindings): ReturnType<typeof gradedAnswers> {
  return gradedAnswers({ ...recipe, ...rest, questions: findingQuestions(recipe) });
}

export function findingQuestions({ weights }: RecipeOf<4>): Question[] {
  return FINDINGS.map((label) => {
    return { label, grades: FINDING_GRADES[label], outputs: [{ name: label, weight: weights[label] }] };
  });
}
