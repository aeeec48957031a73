// The available models: those that come with the program, and the user's own in the home folder.

import { join } from 'node:path';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { Joint } from '../../domain/joint.ts';
import { gradesHips, type KneeCard, type ModelCard } from '../../inference/model-card.ts';
import { listModels, readModelFiles } from '../../inference/model-files.ts';
import { gradingText } from '../text/grading.ts';

export interface InstalledModel {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly limits: string;
  readonly sha256: string;
  readonly card: ModelCard;
}

/** What tells a model from others: two can have the same bytes under two names, with a card each. */
export type ModelIdentity = Pick<InstalledModel, 'name' | 'sha256'>;

export function sameModel(one: ModelIdentity, other: ModelIdentity): boolean {
  return one.name === other.name && one.sha256 === other.sha256;
}

/** The program's resources and the user's home folder. Each may contain a folder `models`. */
export interface ModelFolders {
  readonly resources: string;
  readonly home: string;
}

/** Returns the folder of the locating networks that come with the program. */
export function locatingNetworks({ resources }: { readonly resources: string }): string {
  return join(resources, 'models', 'localise');
}

/** Returns the models of all systems, the program's own first. */
export async function installedModels(folders: ModelFolders): Promise<readonly InstalledModel[]> {
  const listings = await Promise.all([folders.resources, folders.home].map((folder) => listModels(join(folder, 'models'))));
  return listings.flatMap(({ models }) =>
    models.map(({ path, card }) => {
      const { name, version, description, limits, sha256 } = card;
      return { path, name, version, description, limits, sha256, card };
    }),
  );
}

/** Returns the models that grade hips. The first is the default. */
export async function hipModels(folders: ModelFolders): Promise<readonly InstalledModel[]> {
  return (await installedModels(folders)).filter(({ card }) => gradesHips(card));
}

/** Returns the model that grades knees, or null. The first is the default. */
export async function kneeModel(folders: ModelFolders): Promise<(InstalledModel & { readonly card: KneeCard }) | null> {
  const models = await installedModels(folders);
  return models.flatMap((model) => (model.card.system === 3 ? [{ ...model, card: model.card }] : [])).at(0) ?? null;
}

/** Returns the model files whose card cannot be read. */
export async function unreadableModels(folders: ModelFolders): Promise<readonly ModelProblem[]> {
  const listings = await Promise.all([folders.resources, folders.home].map((folder) => listModels(join(folder, 'models'))));
  return listings.flatMap(({ problems }) => problems);
}

type ModelProblem = Awaited<ReturnType<typeof listModels>>['problems'][number];

/** Returns the model's mean kappa on validation items or, failing that, on test items. Null if its card states neither. */
export function kappaOf({ figures }: ModelCard): number | null {
  const figure = (name: string) => figures.find((one) => one.name === name)?.value;
  return figure('mean kappa (validation)') ?? figure('mean kappa') ?? null;
}

/** Returns the joint that a model grades. */
export function jointOf(card: ModelCard): Joint {
  return gradesHips(card) ? 'hip' : 'knee';
}

/** Finds a model by its name or by the path of its ONNX file. Without either, returns the default, which grades hips. */
export async function chosenModel(folders: ModelFolders, nameOrPath: string | undefined): Promise<Result<InstalledModel>> {
  const models = await installedModels(folders);
  if (nameOrPath?.endsWith('.onnx') === true) {
    const files = await readModelFiles(nameOrPath);
    if (!files.ok) return files;
    const { card } = files.value;
    const { name, version, description, limits, sha256 } = card;
    return success({ path: nameOrPath, name, version, description, limits, sha256, card });
  }
  const model =
    nameOrPath === undefined ? models.find(({ card }) => gradesHips(card)) : models.find((one) => one.name === nameOrPath);
  if (model !== undefined) return success(model);
  const names = models.map((one) => one.name);
  const { noneInstalled, unknown } = gradingText.model;
  return failed('model-not-found', nameOrPath === undefined ? noneInstalled(names) : unknown(nameOrPath, names));
}
