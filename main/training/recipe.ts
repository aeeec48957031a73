// A training run written down: everything that shapes the resulting model, and nothing about where it runs.

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

const hips = z.discriminatedUnion('kind', [phantomData, studyData]);

const named = {
  name: z.string().regex(/^[a-z0-9-]+$/),
  /** `allowed`: an answer that no training hip shows, such as a grade, does not keep the run from starting; the model will never give it. */
  emptyGrades: z.literal('allowed').optional(),
};

const prior = z.strictObject({
  /** Chen's lambda; 0 leaves the prior out. */
  weight: z.number().nonnegative(),
  /** In crop pixels. */
  radius: z.number().positive(),
  sigma: z.number().positive(),
  /** How the penalty rises beyond the radius; the paper's plateau Gaussian where left out. */
  kind: z.enum(PRIOR_KINDS).optional(),
});

/** `separate`: a network of its own for each location, or in System 4 each finding; one for all where left out. */
const networks = z.enum(['shared', 'separate']).optional();

const weaklySupervised = z.strictObject({
  ...named,
  system: z.literal(1),
  strategy: z.enum(STRATEGIES),
  backbone: z.enum(BACKBONES),
  networks,
  data: hips,
  /** Of the training hips, so many strong ones keep their grades; the others count as weak, of which so many are used. Drawn by the seed, nested. */
  budget: z.strictObject({ strong: z.int().positive(), weak: z.int().nonnegative() }).optional(),
  ...loopShape,
  /** The landmark prior of System 2. */
  prior,
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
  /** `cross-entropy` between grades, or `coral`: one score with a threshold between each two grades. */
  loss: z.enum(['cross-entropy', 'coral']),
  /** The share of a label that goes to its neighbouring grades. */
  smoothing: z.number().min(0).max(0.5),
  /** `balanced`: rare grades count as much as frequent ones. */
  classWeights: z.enum(['none', 'balanced']),
};

export const BRANCHES = ['att0', 'att1', 'att2'] as const;

const attention = z.strictObject({
  /** Where the masks stand, shallow to deep. */
  branches: z.array(z.enum(BRANCHES)).min(1).max(3),
  combined: z.enum(['multi-loss', 'early-fusion']),
  /** Of the branches' losses under multi-loss. */
  weights: z.array(z.number().positive()),
});

const kneeGrading = z.strictObject({
  ...named,
  system: z.literal(3),
  backbone: z.enum(BACKBONES),
  /** Null: the backbone with one head on its global average pool. */
  attention: attention.nullable(),
  data: classFolderData,
  /** What the network sees black and white as: 0 and 1 where left out; -1 and 1 suit weights that were trained so. */
  inputRange: z.enum(['zero-to-one', 'minus-one-to-one']).optional(),
  ...grading,
  ...loopShape,
});

const multitask = z.strictObject({
  ...named,
  system: z.literal(4),
  backbone: z.enum(BACKBONES),
  networks,
  data: hips,
  /** `stretch`: each crop's grey values stretched to the whole range, as in the paper. */
  intensity: z.enum(['as-is', 'stretch']),
  /** Of the five findings' losses. */
  weights: z.strictObject({
    'femoral-osteophytes': z.number().nonnegative(),
    'acetabular-osteophytes': z.number().nonnegative(),
    'joint-space-narrowing': z.number().nonnegative(),
    sclerosis: z.number().nonnegative(),
    cysts: z.number().nonnegative(),
  }),
  ...grading,
  loss: z.literal('cross-entropy'),
  ...loopShape,
});

export const recipeSchema = z.discriminatedUnion('system', [weaklySupervised, landmarkGuided, kneeGrading, multitask]);

export type Recipe = z.infer<typeof recipeSchema>;
export type RecipeOf<System extends Recipe['system']> = Extract<Recipe, { system: System }>;

/** Of a model that grades, or of one of the networks that find hips. */
export const anyRecipeSchema = z.union([recipeSchema, locatingRecipeSchema]);
export type AnyRecipe = Recipe | LocatingRecipe;

export function isLocating(recipe: AnyRecipe): recipe is LocatingRecipe {
  return 'task' in recipe;
}

/** The recipe in a JSON text, or `recipe-malformed` naming the place that does not fit. */
export function parseAnyRecipe(text: string): Result<AnyRecipe> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed('recipe-malformed', `A recipe is a JSON file; this one cannot be read: ${why}. Correct it and try again.`);
  }
  const locating = typeof content === 'object' && content !== null && 'task' in content && !('system' in content);
  const parsed = locating ? locatingRecipeSchema.safeParse(content) : recipeSchema.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue.path.length > 0 ? issue.path.join('.') : 'its top level';
    return refused(place, issue.message);
  }
  return contradiction(parsed.data) ?? success(parsed.data);
}

/** The same, of a model that grades. */
export function parseRecipe(text: string): Result<Recipe> {
  const parsed = parseAnyRecipe(text);
  if (!parsed.ok) return parsed;
  const { value: recipe } = parsed;
  if (!isLocating(recipe)) return success(recipe);
  return refused('task', 'a network that finds hips does not grade them; train it with "osteograde train"');
}

/** Entries that are right by themselves and wrong together. */
function contradiction(recipe: AnyRecipe): Result<never> | undefined {
  if (isLocating(recipe)) return undefined;
  if (recipe.headOnly === true) {
    if ('prior' in recipe && recipe.prior.weight > 0)
      return refused('headOnly', 'the landmark prior needs maps, not pooled features');
    if (recipe.system === 1 && recipe.strategy === 'attention-mil')
      return refused('headOnly', 'attention-mil needs maps, not pooled features');
    if (recipe.system === 3 && recipe.attention !== null) return refused('headOnly', 'attention needs maps, not pooled features');
    if (areSeparate(recipe)) return refused('headOnly', 'head-only training needs one network for all answers');
    if (recipe.stages.length > 1)
      return refused('stages', 'head-only training has one stage, since its features are computed once');
  }
  return recipe.system === 3 ? kneeContradiction(recipe) : hipContradiction(recipe);
}

function hipContradiction(recipe: Exclude<Recipe, RecipeOf<3>>): Result<never> | undefined {
  for (const [place, { size }] of recipe.stages.entries()) {
    const { height, width } = pictureSize(size);
    if (height !== width)
      return refused(`stages.${place}.size`, `hips are graded on square pictures, and ${height} x ${width} is none`);
  }
  if (recipe.system === 1 && recipe.strategy === 'attention-mil' && areSeparate(recipe))
    return refused('networks', 'attention-mil weighs features of one network, and those of separate ones cannot be compared');
  return undefined;
}

function kneeContradiction(recipe: RecipeOf<3>): Result<never> | undefined {
  const { top = 0, left = 0, height = 1, width = 1 } = recipe.data.region ?? {};
  if (top + height > 1 || left + width > 1) return refused('data.region', 'it reaches beyond the picture');
  if (recipe.loss === 'coral' && recipe.smoothing > 0)
    return refused('smoothing', 'coral learns thresholds, and has no label to share among grades; write 0');
  if (recipe.attention === null) return undefined;
  if (ATTENTION_BRANCHES[recipe.backbone] === undefined)
    return refused('backbone', `attention goes with ${Object.keys(ATTENTION_BRANCHES).join(', ')}, not with ${recipe.backbone}`);
  const { branches, combined, weights } = recipe.attention;
  const repeated = branches.find((branch, place) => branches.indexOf(branch) < place);
  if (repeated !== undefined) return refused('attention.branches', `${repeated} stands there more than once`);
  if (combined === 'multi-loss' && weights.length !== branches.length)
    return refused('attention.weights', `${branches.length} branches need as many weights; there are ${weights.length}`);
  if (recipe.loss === 'coral') return refused('loss', 'coral goes with one head, not with attention branches');
  const sizes = new Set(recipe.stages.map(({ size }) => JSON.stringify(size)));
  return sizes.size > 1 ? refused('stages', 'an attention mask fits pictures of one size only') : undefined;
}

/** Whether each answer has a network of its own. */
export function areSeparate(recipe: Recipe): boolean {
  return 'networks' in recipe && recipe.networks === 'separate';
}

function refused(place: string, why: string): Result<never> {
  return failed('recipe-malformed', `The recipe does not fit at ${place}: ${why}. Correct that entry and try again.`);
}
