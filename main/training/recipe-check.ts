// Checks a recipe without reading any picture: before data are read, and before the Train screen lets a run start.

import { failed, type Result } from '../domain/failure.ts';
import { headFinderNetwork, hipFinderNetwork, pointFinderNetwork } from '../network/architectures/locating-networks.ts';
import { HEAD_FINDING_FIGURES } from './localisation/find-head.ts';
import { HIP_FINDING_FIGURES } from './localisation/find-hips.ts';
import { POINT_FIGURES } from './localisation/find-points.ts';
import { architectureOf } from './recipe-architecture.ts';
import { isLocating, type AnyRecipe } from './recipe.ts';
import { planRefusal, type Plan } from './refusals.ts';
import { gradedFigureNames } from './tasks/graded-figures.ts';
import { findingQuestions } from './tasks/hip-findings.ts';
import { HIP_FIGURES } from './tasks/hip-figures.ts';
import { kneeQuestion } from './tasks/knee-grade.ts';
import { PRESENCE_FIGURES } from './tasks/presence-figures.ts';
import { trainingText } from './text.ts';

/** Returns `recipe-malformed` if the recipe's entries do not fit its network or its figures, `split-leak` if two parts are the same phantoms. */
export function recipeRefusal(recipe: AnyRecipe): Result<never> | undefined {
  return planRefusal(planOf(recipe), recipe) ?? sharedPhantoms(recipe);
}

function sharedPhantoms(recipe: AnyRecipe): Result<never> | undefined {
  if (isLocating(recipe) || recipe.data.kind !== 'phantom') return undefined;
  const { seed, validation, calibration, test } = recipe.data;
  const partOf = new Map([[seed, 'training']]);
  for (const [name, part] of Object.entries({ validation, calibration, test })) {
    if (part === undefined) continue;
    const other = partOf.get(part.seed);
    if (other !== undefined) return failed('split-leak', trainingText.recipe.sharedSeed(other, name, part.seed));
    partOf.set(part.seed, name);
  }
  return undefined;
}

function planOf(recipe: AnyRecipe): Plan {
  if (isLocating(recipe)) {
    switch (recipe.task) {
      case 'find-hips':
        return { architecture: hipFinderNetwork(), figures: HIP_FINDING_FIGURES };
      case 'find-head':
        return { architecture: headFinderNetwork(), figures: HEAD_FINDING_FIGURES };
      case 'find-points':
        return { architecture: pointFinderNetwork(), figures: POINT_FIGURES };
    }
  }
  const architecture = architectureOf(recipe);
  switch (recipe.system) {
    case 1:
      return { architecture, figures: HIP_FIGURES };
    case 2:
      return { architecture, figures: PRESENCE_FIGURES };
    case 3:
      return { architecture, figures: gradedFigureNames([kneeQuestion(recipe)]) };
    case 4:
      return { architecture, figures: gradedFigureNames(findingQuestions(recipe)) };
  }
}
