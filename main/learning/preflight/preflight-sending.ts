// What a run would send to a workstation, counted before it starts.

import { stat } from 'node:fs/promises';
import type { Study } from '../../cohort/study-folder.ts';
import { labelsOfJoint } from '../../database/labels.ts';
import { splitByName, splitInForce } from '../../database/splits.ts';
import { hipsWithCrops, newestReadings } from '../../database/training-hips.ts';
import type { QuadrantLabel } from '../../domain/grade.ts';
import { CROP_SIZE } from '../../domain/hip-crop.ts';
import type { Quadrant } from '../../domain/quadrant.ts';
import type { Sending } from '../../domain/training/workstation.ts';
import type { Recipe } from '../../training/recipe.ts';
import { findClassPictures } from '../data/class-folder-set.ts';
import { hipFindings, hipLabels } from '../data/study-hip-set.ts';
import type { HipRecipe } from '../data/training-data.ts';

type Items = Sending['items'];

export interface SendingOrder {
  readonly study: Study;
  readonly recipe: Recipe;
  readonly dataFolder: string | null;
  readonly weights: string | null;
}

/** The recipe goes always; pictures and labels if the recipe does not draw phantoms. */
export async function itemsToSend({ study, recipe, dataFolder, weights }: SendingOrder): Promise<Items> {
  const data = recipe.system === 3 ? await folderItems(recipe, dataFolder) : studyItems(recipe, study);
  return [
    { what: 'recipe', count: null, bytes: JSON.stringify(recipe).length },
    ...data,
    ...(weights === null ? [] : [{ what: 'weights' as const, count: null, bytes: await sizeOf(weights) }]),
  ];
}

function studyItems(recipe: HipRecipe, { database }: Pick<Study, 'database'>): Items {
  if (recipe.data.kind !== 'study') return [];
  const split = recipe.data.split ?? splitInForce(database);
  const assignment = split === null ? new Map<string, string>() : splitByName(database, split);
  const readings = newestReadings(database);
  const count = hipsWithCrops(database).filter((record) => {
    const part = assignment.get(record.subject);
    if (part !== 'train' && part !== 'val') return false;
    const known = { labels: labelsOfJoint(database, record), readings: readings.get(record.hipId) ?? NO_READINGS };
    const labels = recipe.system === 4 ? hipFindings(record, known) : hipLabels(record, known);
    return labels.ok && labels.value !== null;
  }).length;
  return [
    { what: 'crops', count, bytes: count * CROP_SIZE ** 2 },
    { what: 'labels', count, bytes: null },
    ...(recipe.system === 4 ? [] : [{ what: 'zones' as const, count, bytes: null }]),
  ];
}

const NO_READINGS: ReadonlyMap<Quadrant, QuadrantLabel> = new Map();

async function folderItems({ data, seed }: Extract<Recipe, { system: 3 }>, folder: string | null): Promise<Items> {
  if (folder === null) return [];
  let count = 0;
  for (const part of ['train', 'val'] as const) {
    const found = await findClassPictures({ folder, part, data, seed });
    if (found.ok) count += found.value.length;
  }
  const { height, width } = data.stored;
  return [
    { what: 'pictures', count, bytes: count * height * width },
    { what: 'labels', count, bytes: null },
  ];
}

/** Null if the file is missing, which another check says. */
async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  );
}
