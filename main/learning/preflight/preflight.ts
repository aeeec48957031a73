// The checks before a training starts. Each says whether it blocks the start, warns or is OK, and what to do.

import type { EngineSurvey } from './engine-survey.ts';
import { freemem, totalmem } from 'node:os';
import { statfs } from 'node:fs/promises';
import type { Study } from '../../cohort/study-folder.ts';
import type { Preflight, PreflightCheck } from '../../domain/training/preflight.ts';
import { FailureError, type Failure } from '../../domain/failure.ts';
import { layerShapes } from '../../network/layer-shapes.ts';
import { parameterSpecs } from '../../network/parameters.ts';
import { architectureOf } from '../../training/recipe-architecture.ts';
import { recipeRefusal } from '../../training/recipe-check.ts';
import type { Recipe } from '../../training/recipe.ts';
import { blocked, ok, warning } from './preflight-check.ts';
import { folderChecks } from './preflight-folder.ts';
import { studyChecks } from './preflight-study.ts';
import { weightsCheck } from './preflight-weights.ts';
import { stagesOf, type RecipeStage } from '../run/recipe-summary.ts';

export interface PreflightOrder {
  readonly study: Study;
  readonly recipe: Recipe;
  /** The folder of the class folders, for recipes that learn from them. */
  readonly dataFolder: string | null;
  /** The file of weights to start from. Null for random weights. */
  readonly weights: string | null;
  readonly survey: EngineSurvey;
  /** True while another run is in progress. */
  readonly busy: boolean;
  /** The most memory a training may use on this machine. Null for no limit. */
  readonly memoryLimitBytes: number | null;
}

export async function preflight(order: PreflightOrder): Promise<Preflight> {
  const { study, recipe, dataFolder, weights, survey, busy, memoryLimitBytes } = order;
  const refusal = recipeRefusal(recipe);
  if (refusal?.ok === false) return refusedRecipe(refusal.failure);
  const checks = [
    await engineCheck(survey),
    memoryCheck(needOf(recipe), { free: freemem(), total: totalmem(), limit: memoryLimitBytes }),
    await diskCheck(study.folder, needOf(recipe).checkpoints + cropBytes(recipe)),
    await weightsCheck(recipe, weights),
    ...(await dataChecks(recipe, study, dataFolder)),
    ...(busy ? [blocked('other-run', 'Another training run is in progress. Pause it, or wait until it ends.')] : []),
  ];
  return { checks, canStart: checks.every(({ level }) => level !== 'blocks') };
}

/** Returns the preflight of a recipe that cannot be read. */
export function refusedRecipe(failure: Failure): Preflight {
  return { checks: [blocked('recipe', failure.message)], canStart: false };
}

async function engineCheck(survey: EngineSurvey): Promise<PreflightCheck> {
  try {
    const chosen = (await survey()).find((engine) => engine.chosen);
    if (chosen === undefined)
      return blocked(
        'engine',
        'No training engine works on this machine. Run "npm run setup" again. Settings shows why each engine failed.',
      );
    const { name, version, device, threads, gflops } = chosen;
    const what = `${name} ${version ?? ''} on ${device}, ${threads} threads, ${gflops} GFLOP/s`;
    if (name !== 'wasm') return ok('engine', `${what}.`);
    return warning(
      'engine',
      `${what}. It is about ten times slower than libtorch. Run "npm run setup" to build libtorch, or train on few hips.`,
    );
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
  const allowed = limit === null ? '' : `, and a training may use ${gigabytes(limit)}`;
  const what = `A step needs about ${gigabytes(step)}; ${gigabytes(free)} of ${gigabytes(total)} are free${allowed}`;
  if (step > 2 * total) return blocked('memory', `${what}. Choose a recipe with a smaller batch or smaller images.`);
  const trial = 'The run tries one batch before the first step';
  if (step <= available) return ok('memory', `${what}. ${trial}.`);
  return warning('memory', `${what}. ${trial}. If it does not fit, close other programs or choose a smaller batch.`);
}

async function diskCheck(folder: string, bytes: number): Promise<PreflightCheck> {
  const { bavail, bsize } = await statfs(folder);
  const what = `Checkpoints and crops need about ${gigabytes(bytes)}; the study's disk has ${gigabytes(bavail * bsize)} free`;
  if (bytes > bavail * bsize) return blocked('disk', `${what}. Free some space first.`);
  return ok('disk', `${what}.`);
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
    warning(
      'data',
      `${graded + weak} synthetic subjects to learn from, ${validation.subjects} to choose the best epoch, ${test.subjects} to test the model. Use such a model to try the program out, not on real hips.`,
    ),
    ok('labels', `${graded} subjects have grades by quadrant; of ${weak} only healthy or diseased is known.`),
    ok('split', 'Split by subject: each set has subjects of its own.'),
  ];
}

function product(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

function gigabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.max(1, Math.round(bytes / 1e6))} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
