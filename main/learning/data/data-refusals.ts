// Why a training does not start on these hips or pictures: the data cannot teach what the recipe asks for.

import { failed, type Result } from '../../domain/failure.ts';
import { GRADES } from '../../domain/grade.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import type { Recipe, RecipeOf } from '../../training/recipe.ts';
import type { Question } from '../../training/tasks/question.ts';
import type { LabelledHip } from '../../training/tasks/hip-set.ts';
import { supervise, type HipSupervision } from '../../training/tasks/hip-supervision.ts';
import { withinBudget } from '../../training/tasks/label-budget.ts';
import { gradeCounts, type LabelledPictures } from '../../training/tasks/labelled-pictures.ts';
import { presenceOf } from '../../training/tasks/presence-loss.ts';
import { dataText } from '../text/data.ts';

type Labels = Pick<LabelledHip, 'labels'>;

/**
 * Fails if no training hip shows some grade of a quadrant (System 1), or its presence or absence (System 2), unless the recipe allows
 * that.
 */
export function missingExample(recipe: RecipeOf<1> | RecipeOf<2>, train: readonly Labels[]): Result<never> | undefined {
  if (recipe.emptyGrades === 'allowed') return undefined;
  return recipe.system === 1 ? missingGrade(recipe, train) : missingPresence(train);
}

/** Counts labels as the losses do: only hips within the budget, and only what the strategy knows of them. */
function missingGrade(recipe: RecipeOf<1>, train: readonly Labels[]): Result<never> | undefined {
  const { budget } = recipe;
  const supervisions = supervisionOf(recipe, train);
  for (const quadrant of QUADRANTS) {
    const grade = GRADES.find((each) => !supervisions.some((hip) => hip?.quadrants[quadrant] === each));
    if (grade === undefined) continue;
    const budgetHidesSome = budget !== undefined && train.filter(({ labels }) => labels.kind === 'strong').length > budget.strong;
    if (!budgetHidesSome) return failed('labels-malformed', dataText.missing.grade(grade, quadrant));
    return failed('labels-malformed', dataText.missing.gradeWithinBudget(grade, quadrant, budget.strong));
  }
  return undefined;
}

/** Undefined for hips that the recipe leaves out. */
function supervisionOf(
  { strategy, budget, seed }: RecipeOf<1>,
  train: readonly Labels[],
): readonly (HipSupervision | undefined)[] {
  const known = withinBudget(train, strategy, budget === undefined ? undefined : { ...budget, seed });
  return known.map((labels) => (labels === undefined ? undefined : supervise(labels, strategy)));
}

function missingPresence(train: readonly Labels[]): Result<never> | undefined {
  const presence = train.map(({ labels }) => presenceOf(labels));
  for (const quadrant of QUADRANTS) {
    if (!presence.some((hip) => hip[quadrant] === true)) return failed('labels-malformed', dataText.missing.osteophyte(quadrant));
    if (!presence.some((hip) => hip[quadrant] === false)) return failed('labels-malformed', dataText.missing.absence(quadrant));
  }
  return undefined;
}

/** Fails if the recipe has a landmark prior and learns from a hip without landmarks. The crops of a cohort file have none. */
export function missingLandmarks(
  recipe: RecipeOf<1> | RecipeOf<2>,
  train: readonly (Labels & { readonly hasLandmarks: boolean })[],
): Result<never> | undefined {
  const isUsed =
    recipe.system === 1
      ? supervisionOf(recipe, train).map((supervision) => supervision !== undefined)
      : train.map(({ labels }) => Object.values(presenceOf(labels)).some((present) => present !== undefined));
  const used = train.filter((_, index) => isUsed[index]);
  const without = used.filter(({ hasLandmarks }) => !hasLandmarks).length;
  if (recipe.prior.weight === 0 || without === 0) return undefined;
  return failed('landmarks-missing', dataText.missing.landmarks(without, used.length));
}

/** Systems 3 and 4: fails if a label is off its scale, or if no training picture shows some grade, unless the recipe allows that. */
export function gradeRefusal(
  { emptyGrades }: Pick<Recipe, 'emptyGrades'>,
  { train, validation }: Readonly<Record<'train' | 'validation', LabelledPictures['items']>>,
  questions: readonly Question[],
): Result<never> | undefined {
  for (const { label, grades } of questions) {
    const value = [...train, ...validation].reduce((most, { labels }) => Math.max(most, labels[label] ?? 0), 0);
    const highest = grades - 1;
    if (value > highest) return failed('labels-malformed', dataText.labels.outOfRange(label, { value, highest }));
    const empty = gradeCounts({ items: train }, label, grades).indexOf(0);
    if (empty >= 0 && emptyGrades !== 'allowed') return failed('labels-malformed', dataText.missing.grade(empty, label));
  }
  return undefined;
}
