// Systems 1 and 2: what a model could never answer, since no training hip that the recipe learns from shows it.

import { failed, type Result } from '../../domain/failure.ts';
import { GRADES } from '../../domain/grade.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import type { RecipeOf } from '../../training/recipe.ts';
import type { LabelledHip } from '../../training/tasks/hip-set.ts';
import { supervise } from '../../training/tasks/hip-supervision.ts';
import { withinBudget } from '../../training/tasks/label-budget.ts';
import { presenceOf } from '../../training/tasks/presence-loss.ts';

type Labels = Pick<LabelledHip, 'labels'>;

/** A grade of a quadrant, or in System 2 its presence or absence, that no training hip shows, unless the recipe allows it. */
export function missingExample(recipe: RecipeOf<1> | RecipeOf<2>, train: readonly Labels[]): Result<never> | undefined {
  if (recipe.emptyGrades === 'allowed') return undefined;
  return recipe.system === 1 ? missingGrade(recipe, train) : missingPresence(train);
}

/** As the losses see it: only hips within the budget, with what the strategy knows of them. */
function missingGrade({ strategy, budget, seed }: RecipeOf<1>, train: readonly Labels[]): Result<never> | undefined {
  const used = withinBudget(train, strategy, budget === undefined ? undefined : { ...budget, seed });
  const seen = used.map((labels) => (labels === undefined ? undefined : supervise(labels, strategy)));
  for (const quadrant of QUADRANTS) {
    const grade = GRADES.find((each) => !seen.some((hip) => hip?.quadrants[quadrant] === each));
    if (grade === undefined) continue;
    const withheld = budget !== undefined && train.filter(({ labels }) => labels.kind === 'strong').length > budget.strong;
    const what = `has grade ${grade} of ${quadrant}`;
    if (!withheld) return refused(`training picture ${what}`);
    return refused(`training picture within the budget of ${budget.strong} strong hips ${what}`, 'Raise the budget');
  }
  return undefined;
}

function missingPresence(train: readonly Labels[]): Result<never> | undefined {
  const known = train.map(({ labels }) => presenceOf(labels));
  for (const quadrant of QUADRANTS) {
    if (!known.some((hip) => hip[quadrant] === true)) return refused(`training hip has an osteophyte at ${quadrant}`);
    if (!known.some((hip) => hip[quadrant] === false)) return refused(`training hip is known to have none at ${quadrant}`);
  }
  return undefined;
}

/** Fails with `landmarks-missing` if the recipe has a landmark prior and a training hip has no landmarks, as hips of a cohort file. */
export function missingLandmarks(
  { prior }: Pick<RecipeOf<1>, 'prior'>,
  train: readonly { readonly hasLandmarks: boolean }[],
): Result<never> | undefined {
  const without = train.filter(({ hasLandmarks }) => !hasLandmarks).length;
  if (prior.weight === 0 || without === 0) return undefined;
  return failed(
    'landmarks-missing',
    `${without} of ${train.length} training hips ${without === 1 ? 'has' : 'have'} no landmarks, and the recipe has a landmark prior. Add landmarks, or set its prior weight to 0.`,
  );
}

/** Of Systems 3 and 4. */
export function emptyGrade(label: string, grade: number): Result<never> {
  return refused(`training picture has grade ${grade} of ${label}`);
}

function refused(missing: string, remedy = 'Add some'): Result<never> {
  return failed(
    'labels-malformed',
    `No ${missing}, so a model could never learn it. ${remedy}, or write "emptyGrades": "allowed" into the recipe.`,
  );
}
