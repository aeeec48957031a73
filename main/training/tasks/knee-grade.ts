// System 3 (Gorriz): Kellgren-Lawrence grades 0 to 4 of a knee, from attention branches or one head.

import type { Architecture } from '../../network/architecture.ts';
import { KELLGREN_LAWRENCE_GRADES } from '../../network/architectures/heads.ts';
import type { Engine } from '../../network/tensors.ts';
import type { RecipeOf } from '../recipe.ts';
import { gradedAnswers } from './graded-answers.ts';
import type { LabelledPictures } from './labelled-pictures.ts';
import type { Question } from './question.ts';

export interface KneeGrade {
  readonly recipe: RecipeOf<3>;
  readonly architecture: Architecture;
  readonly engine: Engine;
  readonly train: LabelledPictures;
  readonly validation: LabelledPictures;
}

export function kneeGrade({ recipe, ...rest }: KneeGrade): ReturnType<typeof gradedAnswers> {
  return gradedAnswers({ ...recipe, ...rest, questions: [kneeQuestion(recipe)] });
}

/** The outputs that answer the question, with their weights. */
export function kneeQuestion({ attention }: Pick<RecipeOf<3>, 'attention'>): Question {
  const question = { label: 'kl', grades: KELLGREN_LAWRENCE_GRADES };
  if (attention === null) return { ...question, outputs: [{ name: 'kellgren-lawrence', weight: 1 }] };
  const branches = attention.branches.map((name, place) => ({ name, weight: attention.weights[place] }));
  if (attention.combined === 'beside') return { ...kneeQuestion({ attention: null }), beside: branches };
  if (attention.combined === 'early-fusion') return { ...question, outputs: [{ name: 'fused', weight: 1 }] };
  return { ...question, outputs: branches };
}
