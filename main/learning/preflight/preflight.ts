// What is looked at before a training starts: what blocks it, what speaks against it, what is well. Each with what to do.

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
  /** Of class folders, for recipes that learn from them. */
  readonly dataFolder: string | null;
  /** The file to start from; null for chance. */
  readonly weights: string | null;
  readonly survey: EngineSurvey;
  /** True while another run is at work. */
  readonly busy: boolean;
  /** What a training may take here at most; null where nothing is said. */
  readonly memoryLimitBytes: number | null;
}

export async function preflight(asked: PreflightOrder): Promise<Preflight> {
  const { study, recipe, dataFolder, weights, survey, busy, memoryLimitBytes } = asked;
  const refusal = recipeRefusal(recipe);
  if (refusal?.ok === false) return refusedRecipe(refusal.failure);
  const checks = [
    await engineCheck(survey),
    memoryCheck(needOf(recipe), { free: freemem(), total: totalmem(), limit: memoryLimitBytes }),
    await diskCheck(study.folder, needOf(recipe).checkpoints + cropBytes(recipe)),
    await weightsCheck(recipe, weights),
    ...(await dataChecks(recipe, study, dataFolder)),
    ...(busy ? [blocked('other-run', 'Another training run is at work. Pause it, or wait for its end.')] : []),
  ];
  return { checks, canStart: checks.every(({ level }) => level !== 'blocks') };
}

/** The preflight of a recipe that cannot be read. */
export function refusedRecipe(failure: Failure): Preflight {
  return { checks: [blocked('recipe', failure.message)], canStart: false };
}

async function engineCheck(survey: EngineSurvey): Promise<PreflightCheck> {
  try {
    const chosen = (await survey()).find((engine) => engine.chosen);
    if (chosen === undefined)
      return blocked('engine', 'No training engine works here. Run "npm run setup" again; Settings says why.');
    const { name, version, device, threads, gflops } = chosen;
    const what = `${name} ${version ?? ''} on ${device}, ${threads} threads, ${gflops} GFLOP/s`;
    if (name !== 'wasm') return ok('engine', `${what}.`);
    return warning(
      'engine',
      `${what}: about ten times slower than libtorch. Run "npm run setup" to build that, or train on few hips.`,
    );
  } catch (error) {
    if (error instanceof FailureError) return blocked('engine', error.failure.message);
    throw error;
  }
}

interface Need {
  /** Tensors of one training step, in bytes, roughly. */
  readonly step: number;
  /** Of all checkpoint files. */
  readonly checkpoints: number;
}

/** Every map is kept for the way back and gets a gradient; weights have a gradient and two moments. */
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

/** An estimate only: what blocks is far beyond it. One batch is tried before the first step, in the process that trains. */
export function memoryCheck({ step }: Need, { free, total, limit }: Machine): PreflightCheck {
  const room = Math.min(0.9 * free, limit ?? Infinity);
  const allowed = limit === null ? '' : `, and trainings may take ${gigabytes(limit)}`;
  const what = `By estimate a step takes ${gigabytes(step)}; ${gigabytes(free)} of ${gigabytes(total)} are free${allowed}`;
  if (step > 2 * total) return blocked('memory', `${what}. Choose a recipe with a smaller batch or smaller pictures.`);
  const tried = 'One batch is tried before the first step';
  if (step <= room) return ok('memory', `${what}. ${tried}.`);
  return warning('memory', `${what}. ${tried}; if it does not fit, close other programs or choose a smaller batch.`);
}

async function diskCheck(folder: string, bytes: number): Promise<PreflightCheck> {
  const { bavail, bsize } = await statfs(folder);
  const what = `Checkpoints and crops take about ${gigabytes(bytes)}; the study's disk has ${gigabytes(bavail * bsize)} free`;
  if (bytes > bavail * bsize) return blocked('disk', `${what}. Make room first.`);
  return ok('disk', `${what}.`);
}

function cropBytes({ data }: Recipe): number {
  if (data.kind !== 'phantom') return 0; // they lie in the study or a folder already
  const subjects = data.training.reduce((sum, group) => sum + group.subjects, data.validation.subjects);
  return subjects * 2 * 224 * 224;
}

async function dataChecks(recipe: Recipe, study: Study, folder: string | null): Promise<PreflightCheck[]> {
  if (recipe.system === 3) return folderChecks(recipe, folder);
  if (recipe.data.kind === 'study') return studyChecks(study, recipe);
  const { training, validation, test } = recipe.data;
  const of = (labels: 'strong' | 'weak'): number =>
    training.reduce((sum, group) => sum + (group.labels === labels ? group.subjects : 0), 0);
  const all = of('strong') + of('weak');
  return [
    warning(
      'data',
      `${all} synthetic subjects to learn from, ${validation.subjects} to choose the epoch, ${test.subjects} for the figures. The model is for trying out, not for real hips.`,
    ),
    ok('labels', `${of('strong')} subjects graded quadrant by quadrant, ${of('weak')} known only as healthy or not.`),
    ok('split', 'By subject: each set is drawn for itself, so no subject is in two.'),
  ];
}

function product(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

function gigabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.max(1, Math.round(bytes / 1e6))} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
