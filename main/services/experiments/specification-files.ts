// The specifications of experiments: those that ship with the program, and the user's own in the home folder.

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ExperimentEntry } from '../../domain/evaluation/experiment.ts';
import { failed, success, type Failure, type Result } from '../../domain/failure.ts';
import { expandExperiment } from '../../experiment/expand.ts';
import { readExperiment } from '../../experiment/spec.ts';
import type { Recipe } from '../../training/recipe.ts';
import type { Environment } from '../environment.ts';
import { servicesText } from '../text.ts';

type Folders = Pick<Environment, 'resources' | 'home'>;

interface SpecificationFile {
  readonly name: string;
  readonly path: string;
  readonly own: boolean;
}

/** The runs of every experiment on phantoms or pictures, and the folder of the user's own specifications. */
export function experimentsFolder({ home }: Pick<Environment, 'home'>): string {
  return join(home, 'experiments');
}

/** A specification that cannot be read is listed with the reason. */
export async function listExperiments(folders: Folders): Promise<ExperimentEntry[]> {
  return Promise.all((await specificationFiles(folders)).map(entryOf));
}

/** Fails with `file-not-found` if there is no such experiment. */
export async function specificationNamed(folders: Folders, name: string): Promise<Result<SpecificationFile>> {
  const file = (await specificationFiles(folders)).find((one) => one.name === name);
  return file === undefined ? failed('file-not-found', servicesText.experiment.removed) : success(file);
}

async function entryOf({ name, path, own }: SpecificationFile): Promise<ExperimentEntry> {
  const unreadable = (problem: Failure): ExperimentEntry => {
    return { name, about: '', paper: null, own, runs: 0, learnsFrom: 'phantoms', problem };
  };
  const experiment = await readExperiment(path);
  if (!experiment.ok) return unreadable(experiment.failure);
  // The file names the experiment's folder and its address.
  if (experiment.value.name !== name)
    return unreadable(failed('recipe-malformed', servicesText.experiment.otherName(name, experiment.value.name)).failure);
  const expanded = expandExperiment(experiment.value, null);
  if (!expanded.ok) return unreadable(expanded.failure);
  const { about, paper = null } = experiment.value;
  const recipes = expanded.value.runs.map(({ recipe }) => recipe);
  return { name, about, paper, own, runs: recipes.length, learnsFrom: sourceOf(recipes), problem: null };
}

/** What the recipes of an experiment learn from. */
export function sourceOf(recipes: readonly Recipe[]): ExperimentEntry['learnsFrom'] {
  if (recipes.some(({ data }) => data.kind === 'study')) return 'study';
  return recipes.some(({ data }) => data.kind === 'class-folder') ? 'pictures' : 'phantoms';
}

/** A file of the user's does not hide one of the program's. */
async function specificationFiles({ resources, home }: Folders): Promise<SpecificationFile[]> {
  const folders = [
    { folder: join(resources, 'experiments'), own: false },
    { folder: experimentsFolder({ home }), own: true },
  ];
  const files = await Promise.all(
    folders.map(async ({ folder, own }) => {
      const names = await readdir(folder).catch(() => []); // no folder means no experiments
      const specifications = names.filter((each) => /^[a-z0-9-]+\.json$/.test(each)).toSorted();
      return specifications.map((file) => ({ name: basename(file, '.json'), path: join(folder, file), own }));
    }),
  );
  const [shipped = [], own = []] = files;
  return [...shipped, ...own.filter(({ name }) => shipped.every((one) => one.name !== name))];
}
