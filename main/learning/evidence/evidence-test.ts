// Puts the maps of a model on trial, and writes the outcomes onto its card.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { EvidenceTrial, EvidenceTrials, TrialName } from '../../domain/training/evidence-trials.ts';
import { gradesHips, type ModelCard } from '../../inference/model-card.ts';
import { readModelFiles } from '../../inference/model-files.ts';
import { parseRecipe, type Recipe } from '../../training/recipe.ts';
import { changeCard } from '../export/change-card.ts';
import { evidenceText } from '../text/evidence.ts';
import { openExplainer, type Explainer } from './explainer.ts';
import { writeRandomNetwork } from './like-network.ts';
import { permutedLabelsTrial, shortcutTrial, type Retraining } from './retrained-trials.ts';
import { kneeTrialPictures, phantomTrialPictures, studyTrialPictures } from './trial-pictures.ts';
import { erasedJointTrial, likenessTrial, outlineTrial, repeatabilityTrial, type TrialPictures } from './trials.ts';

export type TrialSource = 'phantoms' | { readonly study: string } | { readonly data: string };

export interface EvidenceOrder {
  /** The model's ONNX file, with its card beside it. */
  readonly model: string;
  readonly source: TrialSource;
  readonly seed: number;
  /** At most this many pictures. */
  readonly pictures: number;
  /** How networks are trained for the last two trials. Null leaves them out. */
  readonly retraining: Retraining | null;
}

/** Networks of random weights whose maps are compared with the model's. */
const RANDOM_NETWORKS = 5;

/** Runs every trial in turn. `progress` hears which begins. Fails before anything is written. */
export async function testEvidence(
  order: EvidenceOrder,
  progress: (trial: TrialName) => void,
  signal: AbortSignal,
): Promise<Result<EvidenceTrials>> {
  const files = await readModelFiles(order.model);
  if (!files.ok) return files;
  const { card } = files.value;
  const recipe = parseRecipe(JSON.stringify(card.training['recipe'] ?? null));
  if (!recipe.ok) return failed('recipe-malformed', evidenceText.noCardRecipe(card.name));
  const { retraining } = order;
  if (retraining !== null && retraining.recipe.system !== card.system) {
    const { name, system } = retraining.recipe;
    return failed('bad-request', evidenceText.otherSystem(card.name, card.system, name, system));
  }
  const scratch = await mkdtemp(join(tmpdir(), 'osteograde-evidence-'));
  const open: Explainer[] = [];
  try {
    const pictures = await picturesOf(order, { card, recipe: recipe.value }, scratch, signal);
    if (!pictures.ok) return pictures;
    const joint = gradesHips(card) ? 'hip' : 'knee';
    const explainer = await opening(joint, open)(order.model);
    if (!explainer.ok) return explainer;
    const trials: EvidenceTrial[] = [];
    const { value: model } = explainer;
    const { value: shown } = pictures;
    const random = await randomNetworks(recipe.value, { seed: order.seed, scratch, joint, open });
    if (!random.ok) return random;
    const retrained =
      retraining === null ? null : { ...order, retraining, pictures: shown, scratch, signal, open: opening(joint, open) };
    const plan: readonly (readonly [TrialName, () => Promise<Result<EvidenceTrial>>])[] = [
      ['weight-randomisation', () => likenessTrial('weight-randomisation', model, random.value, shown)],
      ['repeatability', () => repeatabilityTrial(model, shown, order.seed)],
      ['erased-joint', () => erasedJointTrial(model, shown)],
      ['energy-in-outline', () => outlineTrial(model, shown)],
      ['label-permutation', () => (retrained === null ? notTrained('label-permutation') : permutedLabelsTrial(model, retrained))],
      ['planted-shortcut', () => (retrained === null ? notTrained('planted-shortcut') : shortcutTrial(retrained))],
    ];
    for (const [name, run] of plan) {
      if (signal.aborted) return failed('stopped', evidenceText.stopped);
      progress(name);
      const trial = await run();
      if (!trial.ok) return trial;
      trials.push(trial.value);
    }
    const evidence = { trials, data: pictures.value.data, seed: order.seed };
    await changeCard(order.model, { evidence });
    return success(evidence);
  } finally {
    for (const one of open) await one.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function picturesOf(
  { source, seed, pictures: most }: EvidenceOrder,
  { card, recipe }: { readonly card: ModelCard; readonly recipe: Recipe },
  scratch: string,
  signal: AbortSignal,
): Promise<Result<TrialPictures>> {
  if (gradesHips(card) && recipe.system !== 3) {
    if (source === 'phantoms') return success(await phantomTrialPictures(card, recipe, { seed, most }, signal));
    if ('study' in source) return studyTrialPictures(recipe, { folder: source.study, most });
    return failed('bad-request', evidenceText.wrongSource(card.name, 'hip'));
  }
  if (recipe.system !== 3 || source === 'phantoms' || 'study' in source)
    return failed('bad-request', evidenceText.wrongSource(card.name, 'knee'));
  return kneeTrialPictures(recipe, { folder: source.data, cache: join(scratch, 'knees'), most }, signal);
}

/** Opens explainers and keeps a list of them, to close them together. */
function opening(joint: 'hip' | 'knee', open: Explainer[]) {
  return async (path: string): Promise<Result<Explainer>> => {
    const explainer = await openExplainer(path, joint);
    if (explainer.ok) open.push(explainer.value);
    return explainer;
  };
}

async function randomNetworks(
  recipe: Recipe,
  {
    seed,
    scratch,
    joint,
    open,
  }: { readonly seed: number; readonly scratch: string; readonly joint: 'hip' | 'knee'; readonly open: Explainer[] },
): Promise<Result<Explainer[]>> {
  const networks: Explainer[] = [];
  for (let draw = 1; draw <= RANDOM_NETWORKS; draw++) {
    const path = await writeRandomNetwork(recipe, `evidence/${seed}/${draw}`, join(scratch, `random-${draw}`));
    if (!path.ok) return path;
    const network = await opening(joint, open)(path.value);
    if (!network.ok) return network;
    networks.push(network.value);
  }
  return success(networks);
}

async function notTrained(trial: TrialName): Promise<Result<EvidenceTrial>> {
  return success({ trial, outcome: 'not-run', why: evidenceText.noRecipe });
}
