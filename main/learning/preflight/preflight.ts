// The checks before a training starts. Each says whether it blocks the start, warns or is OK, and what to do.

import type { EngineSurvey } from './engine-survey.ts';
import { freemem, totalmem } from 'node:os';
import { statfs } from 'node:fs/promises';
import type { Study } from '../../cohort/study-folder.ts';
import type { Preflight, PreflightCheck } from '../../domain/training/preflight.ts';
import type { Sending } from '../../domain/training/workstation.ts';
import { FailureError, type Failure } from '../../domain/failure.ts';
import { layerShapes } from '../../network/layer-shapes.ts';
import { parameterSpecs } from '../../network/parameters.ts';
import { architectureOf } from '../../training/recipe-architecture.ts';
import { recipeRefusal } from '../../training/recipe-check.ts';
import type { Recipe } from '../../training/recipe.ts';
import { learnsFromWeak } from '../../training/tasks/hip-supervision.ts';
import { blocked, ok, warning } from './preflight-check.ts';
import { folderChecks } from './preflight-folder.ts';
import { studyChecks } from './preflight-study.ts';
import { itemsToSend } from './preflight-sending.ts';
import { splitByName, splitInForce } from '../../database/splits.ts';
import { hipsWithCrops } from '../../database/training-hips.ts';
import { priorCheck } from './prior-check.ts';
import { timeCheck } from './time-check.ts';
import { weightsCheck } from './preflight-weights.ts';
import type { WeightsReading } from './weights-reading.ts';
import { stagesOf, type RecipeStage } from '../run/recipe-summary.ts';
import { preflightText } from '../text/preflight.ts';

export interface PreflightOrder {
  readonly study: Study;
  readonly recipe: Recipe;
  /** The folder of the class folders, for recipes that learn from them. */
  readonly dataFolder: string | null;
  /** The file of weights to start from. Null for random weights. */
  readonly weights: string | null;
  readonly survey: EngineSurvey;
  readonly readWeights: WeightsReading;
  /** True while another run is in progress. */
  readonly busy: boolean;
  /** The paired workstation to train on. Null to train here. */
  readonly elsewhere: Elsewhere | null;
  /** The most memory a training may use on this machine. Null for no limit. */
  readonly memoryLimitBytes: number | null;
}

export interface Elsewhere {
  readonly place: Omit<Sending, 'items'>;
  /** Whether the workstation can be used, in words. */
  readonly check: PreflightCheck;
}

export async function preflight(order: PreflightOrder): Promise<Preflight> {
  const { study, recipe, dataFolder, weights, readWeights, busy, elsewhere } = order;
  const refusal = recipeRefusal(recipe);
  if (refusal?.ok === false) return refusedRecipe(refusal.failure);
  const checks = [
    // Engine, time and memory are those of the machine that trains.
    ...(elsewhere === null ? await machineChecks(order) : [elsewhere.check]),
    await diskCheck(study.folder, needOf(recipe).checkpoints + cropBytes(recipe)),
    await weightsCheck(recipe, weights, readWeights),
    ...priorCheck(recipe),
    ...(await dataChecks(recipe, study, dataFolder)),
    ...(busy ? [blocked('other-run', preflightText.otherRun)] : []),
  ];
  const sends = elsewhere === null ? null : { ...elsewhere.place, items: await itemsToSend(order) };
  return { checks, canStart: checks.every(({ level }) => level !== 'blocks'), sends };
}

/** Checks this machine: its engine, the time that it would need, and its memory. */
async function machineChecks({ study, recipe, survey, memoryLimitBytes }: PreflightOrder): Promise<PreflightCheck[]> {
  const engine = await engineCheck(survey);
  const chosen = engine.level === 'blocks' ? undefined : (await survey()).find((one) => one.chosen);
  return [
    engine,
    ...timeCheck(recipe, chosen, picturesOf(recipe, study)),
    memoryCheck(needOf(recipe), { free: freemem(), total: totalmem(), limit: memoryLimitBytes }),
  ];
}

/** How many pictures an epoch learns from. Null if only the folder on disk tells. */
function picturesOf(recipe: Recipe, { database }: Pick<Study, 'database'>): number | null {
  if (recipe.system === 3) return null;
  if (recipe.data.kind === 'phantom') return recipe.data.training.reduce((sum, { subjects }) => sum + 2 * subjects, 0);
  const split = recipe.data.split ?? splitInForce(database);
  if (split === null) return null;
  const parts = splitByName(database, split);
  const hips = hipsWithCrops(database).filter(({ subject }) => parts.get(subject) === 'train').length;
  const budget = recipe.system === 1 && recipe.budget !== undefined ? recipe.budget.strong + recipe.budget.weak : Infinity;
  return Math.min(hips, budget);
}

/** Returns the preflight of a recipe that cannot be read. */
export function refusedRecipe(failure: Failure): Preflight {
  return { checks: [blocked('recipe', failure.message)], canStart: false, sends: null };
}

async function engineCheck(survey: EngineSurvey): Promise<PreflightCheck> {
  try {
    const chosen = (await survey()).find((engine) => engine.chosen);
    if (chosen === undefined) return blocked('engine', preflightText.engine.none);
    if (chosen.name !== 'wasm') return ok('engine', preflightText.engine.chosen(chosen));
    return warning('engine', preflightText.engine.slow(chosen));
  } catch (error) {
    if (error instanceof FailureError) return blocked('engine', error.failure.message);
    throw error;
  }
}

interface Need {
  /** A rough estimate for the tensors of one training step, in bytes. */
  readonly step: number;
  /** The size of all checkpoint files, in bytes. */
  readonly checkpoints: number;
}

/** The backward pass needs every map and its gradient. Each weight has a gradient and two moments. */
export function needOf(recipe: Recipe): Need {
  const architecture = architectureOf(recipe);
  const parameters = parameterSpecs(architecture).reduce((sum, { shape }) => sum + product(shape), 0);
  const numbers = ({ height, width }: RecipeStage): number =>
    [...layerShapes(architecture, height, width).values()].reduce((sum, shape) => sum + product(shape), 0);
  const maps = Math.max(...stagesOf(recipe).map(numbers));
  const bytes = recipe.precision === 'bf16' ? 2 : 4;
  return { step: maps * recipe.batch * bytes * 2 + parameters * 16, checkpoints: parameters * 4 * 5 };
}

interface Machine {
  readonly free: number;
  readonly total: number;
  readonly limit: number | null;
}

/** Blocks only far beyond the estimate: the training process tries one batch before the first step anyway. */
export function memoryCheck({ step }: Need, { free, total, limit }: Machine): PreflightCheck {
  const available = Math.min(0.9 * free, limit ?? Infinity);
  const bytes = { step, free, total, limit };
  if (step > 2 * total) return blocked('memory', preflightText.memory.tooLittle(bytes));
  if (step <= available) return ok('memory', preflightText.memory.enough(bytes));
  return warning('memory', preflightText.memory.perhapsTooLittle(bytes));
}

async function diskCheck(folder: string, needed: number): Promise<PreflightCheck> {
  const { bavail, bsize } = await statfs(folder);
  const bytes = { needed, free: bavail * bsize };
  if (bytes.needed > bytes.free) return blocked('disk', preflightText.disk.tooLittle(bytes));
  return ok('disk', preflightText.disk.enough(bytes));
}

function cropBytes({ data }: Recipe): number {
  if (data.kind !== 'phantom') return 0; // the crops are already in the study or a folder
  const subjects = data.training.reduce((sum, group) => sum + group.subjects, data.validation.subjects);
  return subjects * 2 * 224 * 224;
}

async function dataChecks(recipe: Recipe, study: Study, folder: string | null): Promise<PreflightCheck[]> {
  if (recipe.system === 3) return folderChecks(recipe, folder);
  if (recipe.data.kind === 'study') return studyChecks(study, recipe);
  const { training, validation, test } = recipe.data;
  const subjectsWith = (labels: 'strong' | 'weak'): number =>
    training.reduce((sum, group) => sum + (group.labels === labels ? group.subjects : 0), 0);
  const [graded, weak] = [subjectsWith('strong'), subjectsWith('weak')];
  return [
    warning('data', preflightText.phantoms.data({ train: graded + weak, validation: validation.subjects, test: test.subjects })),
    ok('labels', preflightText.phantoms.labels(graded, weak)),
    ...(recipe.system === 1 && learnsFromWeak(recipe.strategy) && weak === 0 && 2 * graded <= (recipe.budget?.strong ?? 0)
      ? [warning('labels', preflightText.noWeakHips(2 * graded))]
      : []),
    ok('split', preflightText.phantoms.split),
  ];
}

function product(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
