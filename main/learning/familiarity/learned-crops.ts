// The crops that a model learned from, and those that chose its epoch: read again from a study, or phantoms.

import { failed, success, type Result } from '../../domain/failure.ts';
import { CROP_SIZE } from '../../domain/hip-crop.ts';
import type { ModelCard } from '../../inference/model-card.ts';
import { parseRecipe, type Recipe, type RecipeOf } from '../../training/recipe.ts';
import type { PhantomData } from '../../training/recipe-data.ts';
import { dataInWords } from '../export/export-hip-model.ts';
import type { LabelledPictures } from '../../training/tasks/labelled-pictures.ts';
import { classFolderSet, selectingPart } from '../data/class-folder-set.ts';
import { setsToSend, type DataOptions, type DataProgress, type HipRecipe } from '../data/training-data.ts';
import { exportText } from '../text/export.ts';
import type { LearnedCrops } from './add-familiarity.ts';

/** Returns the recipe's crops, as they are cut and before the recipe's contrast. */
export async function learnedCrops(
  recipe: HipRecipe,
  options: DataOptions,
  progress: DataProgress,
  signal: AbortSignal,
): Promise<Result<LearnedCrops>> {
  const sets = await setsToSend(recipe, options, progress, signal);
  if (!sets.ok) return sets;
  const { train, validation } =
    sets.value.kind === 'hips'
      ? { train: sets.value.train.crops, validation: sets.value.validation.crops }
      : { train: sets.value.train.stored.pixels, validation: sets.value.validation.stored.pixels };
  const data = dataInWords(recipe);
  return success({
    training: cropsIn(train),
    validation: cropsIn(validation),
    data: exportText.familiarity.data(data.training.data, apartInWords(recipe) ?? data.validation),
  });
}

/** Null if the pictures of the threshold chose the epoch. */
function apartInWords({ data }: HipRecipe): string | null {
  if (data.kind !== 'phantom' || data.validation.seed !== data.calibration?.seed) return null;
  return exportText.familiarity.phantomsApart(data.validation.subjects, data.validation.seed);
}

/** Returns knees as the recipe's model stores them: those that trained, and those that chose the epoch. */
export async function learnedKnees(
  { data, seed }: RecipeOf<3>,
  { folder, cache }: { readonly folder: string; readonly cache: string },
  signal: AbortSignal,
): Promise<Result<LearnedCrops>> {
  const read = (part: 'train' | 'val' | 'held-out') =>
    classFolderSet({ folder, part, data, seed, cache }, () => undefined, signal);
  const train = await read('train');
  if (!train.ok) return train;
  const validation = await read(selectingPart(data));
  if (!validation.ok) return validation;
  const pictures = ({ stored: { pixels, size }, items }: LabelledPictures): Uint8Array[] =>
    items.map((_, at) => pixels.subarray(at * size.height * size.width, (at + 1) * size.height * size.width));
  const [training, chosen] = [pictures(train.value), pictures(validation.value)];
  const { kneesThatTrained, kneesThatChose } = exportText.familiarity;
  const words = exportText.familiarity.data(kneesThatTrained(training.length), kneesThatChose(chosen.length));
  return success({ training, validation: chosen, data: words });
}

/** Returns the recipe that a model was trained with. */
export function recipeOfCard(card: ModelCard): Result<Recipe> {
  const recipe = parseRecipe(JSON.stringify(card.training['recipe'] ?? null));
  const fits = recipe.ok && recipe.value.system === card.system;
  return fits ? recipe : failed('recipe-malformed', exportText.familiarity.noRecipe(card.name));
}

/**
 * Returns the recipe with at most about this many training subjects, and half as many for validation, drawn as before. Phantoms that
 * calibrated take the place of those that chose the epoch: there are more of them, and the network did not follow their grades.
 */
export function withFewerPhantoms(recipe: HipRecipe, data: PhantomData, subjects: number): HipRecipe {
  const total = data.training.reduce((sum, group) => sum + group.subjects, 0);
  const share = Math.min(1, subjects / total);
  const fewer = (count: number): number => Math.max(1, Math.round(count * share));
  const validation = data.calibration ?? data.validation;
  return {
    ...recipe,
    data: {
      ...data,
      training: data.training.map((group) => ({ ...group, subjects: fewer(group.subjects) })),
      validation: { ...validation, subjects: Math.min(validation.subjects, Math.max(20, Math.ceil(subjects / 2))) },
    },
  };
}

function cropsIn(pixels: Uint8Array): Uint8Array[] {
  return Array.from({ length: pixels.length / AREA }, (_, at) => pixels.subarray(at * AREA, (at + 1) * AREA));
}

const AREA = CROP_SIZE * CROP_SIZE;
