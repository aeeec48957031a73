// The recipes to start from: those that ship with the program, and the user's own in the home folder.

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Preset } from '../../domain/training/preflight.ts';
import { failed, type Result } from '../../domain/failure.ts';
import { parseRecipe, type Recipe } from '../../training/recipe.ts';
import type { Environment } from '../environment.ts';
import { installedModels, type InstalledModel } from '../../learning/grading/installed-models.ts';
import { readText } from '../../files/read-json.ts';
import { summaryOfRecipe } from '../../learning/run/recipe-summary.ts';
import { servicesText } from '../text.ts';
import { jsonOrNull } from '../../domain/json.ts';

type Folders = Pick<Environment, 'resources' | 'home'>;

interface RecipeFile {
  readonly presetId: string;
  readonly text: string;
}

/** Lists the program's recipes first. An invalid recipe is listed with the reason. */
export async function listPresets(folders: Folders): Promise<readonly Preset[]> {
  const models = await installedModels(folders);
  return (await recipeFiles(folders)).map(({ presetId, text }) => {
    const parsed = parseRecipe(text);
    const recipe = summaryOfRecipe(parsed.ok ? parsed.value : jsonOrNull(text), presetId.replace(/^own-/, ''));
    if (!parsed.ok) return { presetId, recipe, problem: parsed.failure, settings: UNKNOWN, startModels: [] };
    const { seed, optimizer, emptyGrades } = parsed.value;
    return {
      presetId,
      recipe,
      problem: null,
      settings: { learningRate: optimizer.learningRate, seed, emptyGrades: emptyGrades === 'allowed' },
      startModels: models.filter(({ card }) => fits(card, parsed.value)).map(({ name }) => name),
    };
  });
}

const UNKNOWN: Preset['settings'] = { learningRate: null, seed: null, emptyGrades: false };

/** Whether a run can start from the weights of this model: the same answers by the same backbone. */
function fits(card: InstalledModel['card'], recipe: Recipe): boolean {
  return card.system === recipe.system && card.backbone === recipe.backbone;
}

/** Returns the recipe of a preset. Fails with `file-not-found` if it does not exist. */
export async function presetRecipe(folders: Folders, presetId: string): Promise<Result<Recipe>> {
  const file = (await recipeFiles(folders)).find((recipe) => recipe.presetId === presetId);
  if (file !== undefined) return parseRecipe(file.text);
  return failed('file-not-found', servicesText.training.recipeRemoved);
}

async function recipeFiles({ resources, home }: Folders): Promise<RecipeFile[]> {
  const folders = [
    { folder: join(resources, 'recipes'), prefix: '' },
    { folder: join(home, 'recipes'), prefix: 'own-' },
  ];
  const recipes = folders.map(async ({ folder, prefix }) => {
    const names = await readdir(folder).catch(() => []); // no folder means no recipes
    const files = names.filter((name) => name.endsWith('.json') && !name.endsWith('schema.json')).sort();
    const read = files.map(async (name) => ({
      presetId: `${prefix}${basename(name, '.json')}`,
      // A folder of this name, or a file that may not be read or is far too large, is listed as a recipe that cannot be read.
      text: await readText(join(folder, name)),
    }));
    return Promise.all(read);
  });
  return (await Promise.all(recipes)).flat();
}
