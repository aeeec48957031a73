// A recipe: everything that shapes the trained model, and nothing about the machine it runs on.

import { z } from 'zod';
import { failed, success, type Result } from '../domain/failure.ts';
import { ATTENTION_BRANCHES } from '../network/architectures/attention-branches.ts';
import { BACKBONES } from '../network/architectures/backbone.ts';
import { PRIOR_KINDS } from '../network/loss/landmark-prior.ts';
import { locatingRecipeSchema, type LocatingRecipe } from './localisation/recipe.ts';
import { loopShape } from './loop-settings.ts';
import { classFolderData, phantomData, studyData } from './recipe-data.ts';
import { pictureSize } from './task.ts';
import { STRATEGIES } from './tasks/hip-supervision.ts';
import { trainingText } from './text.ts';

const { reason } = trainingText;

const hips = z.discriminatedUnion('kind', [phantomData, studyData]);

const named = {
  name: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .describe('Names the run and its model.'),
  start: z
    .enum(['scratch', 'weights'])
    .optional()
    .describe(
      'How the networks of the paper start: from random weights (`scratch`), or from weights trained elsewhere. A run that starts otherwise is warned of.',
    ),
  emptyGrades: z
    .literal('allowed')
    .optional()
    .describe(
      '`allowed`: the run starts even if no training hip shows some answer, such as a grade. The model will never give that answer.',
    ),
};

const prior = z.strictObject({
  weight: z.number().nonnegative().describe("Chen's lambda. 0 turns the prior off."),
  radius: z.number().positive().describe('In crop pixels.'),
  sigma: z.number().positive().describe('How fast the penalty rises beyond the radius, in crop pixels.'),
  kind: z
    .enum(PRIOR_KINDS)
    .optional()
    .describe("How the penalty rises beyond the radius. Default: the paper's plateau Gaussian."),
  grid: z
    .int()
    .min(7)
    .max(224)
    .optional()
    .describe(
      'Cells along each edge on which attention and penalty are compared. Default: those of the last feature map (7 for pictures of 224 pixels), where every radius below 22.6 pixels has the same effect.',
    ),
  landmarks: z
    .enum(['zone', 'one-acetabular'])
    .optional()
    .describe(
      "`one-acetabular`: each acetabular target has only the landmark in the middle of its zone, as in Chen's paper. Default: all landmarks of the zone.",
    ),
});

const networks = z
  .enum(['shared', 'separate'])
  .optional()
  .describe('`separate`: one network per location, or per finding in System 4. Default: one shared network.');

const weaklySupervised = z.strictObject({
  ...named,
  system: z.literal(1),
  strategy: z.enum(STRATEGIES).describe('What strong and weak hips teach; see docs/science.md, System 1.'),
  backbone: z.enum(BACKBONES),
  networks,
  data: hips,
  budget: z
    .strictObject({ strong: z.int().positive(), weak: z.int().nonnegative() })
    .optional()
    .describe(
      'Number of hips that keep their grades (`strong`), and of other hips that are used as weak ones. Drawn by the seed, nested.',
    ),
  ...loopShape,
  prior: prior.describe('The landmark prior of System 2.'),
});

const landmarkGuided = z.strictObject({
  ...named,
  system: z.literal(2),
  backbone: z.enum(BACKBONES),
  networks,
  data: hips,
  ...loopShape,
  prior,
});

/** How the grades of one answer are learned. */
const grading = {
  loss: z
    .enum(['cross-entropy', 'coral'])
    .describe('`cross-entropy` between grades, or `coral`: one score with a threshold between neighbouring grades.'),
  smoothing: z.number().min(0).max(0.5).describe('Share of a label that goes to its neighbouring grades.'),
  classWeights: z.enum(['none', 'balanced']).describe('`balanced`: rare grades count as much as frequent ones.'),
};

export const BRANCHES = ['att0', 'att1', 'att2'] as const;

const attention = z.strictObject({
  branches: z.array(z.enum(BRANCHES)).min(1).max(3).describe('Where the masks are attached, from shallow to deep.'),
  combined: z
    .enum(['multi-loss', 'early-fusion', 'beside'])
    .describe('Whether each branch answers, or all together, or the backbone alone: branches beside it only show their masks.'),
  weights: z.array(z.number().positive()).describe("Weights of the branches' losses, except under early-fusion."),
});

const kneeGrading = z.strictObject({
  ...named,
  system: z.literal(3),
  backbone: z.enum(BACKBONES),
  attention: attention.nullable().describe('Null: the backbone with one head on its global average pool.'),
  data: classFolderData,
  inputRange: z
    .enum(['zero-to-one', 'minus-one-to-one'])
    .optional()
    .describe('The input values for black and white. Default: 0 and 1. Use -1 and 1 with weights that were trained that way.'),
  ...grading,
  expectedGrade: z
    .number()
    .positive()
    .max(10)
    .optional()
    .describe('Weight of the squared difference between the expected and the true grade, added to the cross-entropy.'),
  ...loopShape,
});

const multitask = z.strictObject({
  ...named,
  system: z.literal(4),
  backbone: z.enum(BACKBONES),
  networks,
  data: hips,
  intensity: z
    .enum(['as-is', 'stretch'])
    .describe('`stretch`: the grey values of each crop are stretched to the whole range, as in the paper.'),
  weights: z
    .strictObject({
      'femoral-osteophytes': z.number().nonnegative(),
      'acetabular-osteophytes': z.number().nonnegative(),
      'joint-space-narrowing': z.number().nonnegative(),
      sclerosis: z.number().nonnegative(),
      cysts: z.number().nonnegative(),
    })
    .describe("Weights of the five findings' losses."),
  ...grading,
  loss: z.literal('cross-entropy'),
  ...loopShape,
});

export const recipeSchema = z.discriminatedUnion('system', [weaklySupervised, landmarkGuided, kneeGrading, multitask]);

export type Recipe = z.infer<typeof recipeSchema>;
export type RecipeOf<System extends Recipe['system']> = Extract<Recipe, { system: System }>;

/** A recipe for a model that grades, or for one of the networks that find hips. */
export const anyRecipeSchema = z.union([recipeSchema, locatingRecipeSchema]);
export type AnyRecipe = Recipe | LocatingRecipe;

export function isLocating(recipe: AnyRecipe): recipe is LocatingRecipe {
  return 'task' in recipe;
}

/** Parses the recipe in a JSON text. Fails with `recipe-malformed` and names the entry that does not fit. */
export function parseAnyRecipe(text: string): Result<AnyRecipe> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed('recipe-malformed', trainingText.recipe.notJson(why));
  }
  const locating = typeof content === 'object' && content !== null && 'task' in content && !('system' in content);
  const parsed = locating ? locatingRecipeSchema.safeParse(content) : recipeSchema.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue.path.length > 0 ? issue.path.join('.') : trainingText.entry.topLevel;
    return refuse(place, issue.message);
  }
  return contradiction(parsed.data) ?? success(parsed.data);
}

/** Parses a recipe for a model that grades. */
export function parseRecipe(text: string): Result<Recipe> {
  const parsed = parseAnyRecipe(text);
  if (!parsed.ok) return parsed;
  const { value: recipe } = parsed;
  if (!isLocating(recipe)) return success(recipe);
  return refuse('task', reason.doesNotGrade);
}

/** Refuses entries that are valid on their own but contradict each other. */
function contradiction(recipe: AnyRecipe): Result<never> | undefined {
  if (isLocating(recipe)) return undefined;
  if (recipe.headOnly === true) {
    if ('prior' in recipe && recipe.prior.weight > 0) return refuse('headOnly', reason.priorNeedsMaps);
    if (recipe.system === 1 && recipe.strategy === 'attention-mil') return refuse('headOnly', reason.attentionMilNeedsMaps);
    if (recipe.system === 3 && recipe.attention !== null) return refuse('headOnly', reason.attentionNeedsMaps);
    if (areSeparate(recipe)) return refuse('headOnly', reason.headOnlyNeedsOneNetwork);
    if (recipe.stages.length > 1) return refuse('stages', reason.headOnlyHasOneStage);
  }
  return recipe.system === 3 ? kneeContradiction(recipe) : hipContradiction(recipe);
}

function hipContradiction(recipe: Exclude<Recipe, RecipeOf<3>>): Result<never> | undefined {
  for (const [place, { size }] of recipe.stages.entries()) {
    const { height, width } = pictureSize(size);
    if (height !== width) return refuse(`stages.${place}.size`, reason.notSquare(height, width));
  }
  if (recipe.system === 1 && recipe.strategy === 'attention-mil' && areSeparate(recipe))
    return refuse('networks', reason.attentionMilNeedsOneNetwork);
  return undefined;
}

function kneeContradiction(recipe: RecipeOf<3>): Result<never> | undefined {
  const { top = 0, left = 0, height = 1, width = 1 } = recipe.data.region ?? {};
  if (top + height > 1 || left + width > 1) return refuse('data.region', reason.regionBeyondPicture);
  if (recipe.loss === 'coral' && recipe.smoothing > 0) return refuse('smoothing', reason.coralSmoothing);
  if (recipe.loss === 'coral' && recipe.expectedGrade !== undefined) return refuse('expectedGrade', reason.coralExpectedGrade);
  if (recipe.attention === null) return undefined;
  if (ATTENTION_BRANCHES[recipe.backbone] === undefined)
    return refuse('backbone', reason.backboneWithoutAttention(recipe.backbone, Object.keys(ATTENTION_BRANCHES)));
  const { branches, combined, weights } = recipe.attention;
  const repeated = branches.find((branch, index) => branches.indexOf(branch) < index);
  if (repeated !== undefined) return refuse('attention.branches', reason.branchRepeated(repeated));
  if (combined !== 'early-fusion' && weights.length !== branches.length)
    return refuse('attention.weights', reason.branchWeights(branches.length, weights.length));
  if (recipe.loss === 'coral') return refuse('loss', reason.coralWithBranches);
  const sizes = new Set(recipe.stages.map(({ size }) => JSON.stringify(size)));
  return sizes.size > 1 ? refuse('stages', reason.maskFitsOneSize) : undefined;
}

/** True if each answer has a network of its own. */
export function areSeparate(recipe: Recipe): boolean {
  return 'networks' in recipe && recipe.networks === 'separate';
}

function refuse(entry: string, why: string): Result<never> {
  return failed('recipe-malformed', trainingText.recipe.notValid(entry, why));
}
