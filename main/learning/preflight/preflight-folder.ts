// Checks class folders before a training starts.

import type { PreflightCheck } from '../../domain/training/preflight.ts';
import type { RecipeOf } from '../../training/recipe.ts';
import { leakRefusal } from '../../training/refusals.ts';
import { kneeQuestion } from '../../training/tasks/knee-grade.ts';
import { gradeCounts } from '../../training/tasks/labelled-pictures.ts';
import { findClassPictures, selectingPart, type FoundPicture } from '../data/class-folder-set.ts';
import { blocked, ok } from './preflight-check.ts';
import { gradeRefusal } from '../data/data-refusals.ts';
import { testFolderLeak } from '../data/test-folder-leak.ts';
import { preflightText } from '../text/preflight.ts';

/** Reads file names only. The run itself reads the pictures, and refuses those that are damaged. */
export async function folderChecks(recipe: RecipeOf<3>, folder: string | null): Promise<PreflightCheck[]> {
  if (folder === null) return [blocked('data', preflightText.folders.notNamed)];
  const { data, seed } = recipe;
  const [train, val] = [
    await findClassPictures({ folder, part: 'train', data, seed }),
    await findClassPictures({ folder, part: selectingPart(data), data, seed }),
  ];
  if (!train.ok) return [blocked('data', train.failure.message)];
  if (!val.ok) return [blocked('data', val.failure.message)];
  const items = (found: readonly FoundPicture[]) => found.map(({ subject, grade }) => ({ subject, labels: { kl: grade } }));
  const sets = { train: items(train.value), validation: items(val.value) };
  const subjects = (found: readonly FoundPicture[]) => ({ items: found.length, subjects: found.map(({ subject }) => subject) });
  const question = kneeQuestion(recipe);
  const counts = gradeCounts({ items: sets.train }, question.label, question.grades);
  const leak =
    leakRefusal({ train: subjects(train.value), validation: subjects(val.value) }) ??
    (await testFolderLeak({ folder, data, seed }));
  const grades = gradeRefusal(recipe, sets, [question]);
  return [
    ok('data', preflightText.folders.data(train.value.length, val.value.length)),
    grades?.ok === false ? blocked('labels', grades.failure.message) : ok('labels', preflightText.folders.labels(counts)),
    leak?.ok === false ? blocked('split', leak.failure.message) : ok('split', preflightText.folders.split),
  ];
}
