// A recipe's pictures and labels, from wherever it takes them, and what they are: hashes that tell two runs' data apart.

import { createHash } from 'node:crypto';
import { failed, success, type Result } from '../../domain/failure.ts';
import { stretch } from '../../imaging/grey-levels.ts';
import type { Recipe, RecipeOf } from '../../training/recipe.ts';
import { findingQuestions } from '../../training/tasks/hip-findings.ts';
import { storedPictures, type HipSet } from '../../training/tasks/hip-set.ts';
import { kneeQuestion } from '../../training/tasks/knee-grade.ts';
import { gradeCounts, type LabelledPictures } from '../../training/tasks/labelled-pictures.ts';
import type { Question } from '../../training/tasks/question.ts';
import { classFolderSet } from './class-folder-set.ts';
import { emptyGrade, missingExample, missingLandmarks } from './data-refusals.ts';
import { phantomFindings, phantomHipSet, type PhantomSetOptions } from './phantom-hip-set.ts';
import { readStudyHips, studyFindings, studyHipSet, type StudyHip } from './study-hip-set.ts';
import { testFolderLeak } from './test-folder-leak.ts';

export interface DataOptions {
  /** The study's folder, for recipes that learn from one. */
  readonly study?: string | undefined;
  /** The folder of class folders, for recipes that learn from one. */
  readonly data?: string | undefined;
  /** Where prepared pictures are kept. */
  readonly cache: string;
  readonly version: string;
}

interface Sets<S> {
  readonly train: S;
  readonly validation: S;
}

/** What stands in a run's manifest of its data. */
export interface Provenance {
  /** SHA-256 of all pixels, of all labels, and of which subject is in which part. */
  readonly pixels: string;
  readonly labels: string;
  readonly split: string;
  readonly counts: { readonly train: number; readonly validation: number };
  readonly splitName: string | null;
  /** The order in which landmarks were counted, and where left joints were mirrored; null where there are none. */
  readonly numbering: string | null;
  readonly mirroring: string | null;
}

/** Hears how far the preparation of a set is. */
export type Heard = (set: 'training' | 'validation' | 'test', done: number, total: number) => void;
/** `snapshot`: the labels as they were, for the run's folder. */
type Prepared<S> = Result<{ readonly sets: Sets<S>; readonly provenance: Provenance; readonly snapshot: LabelSnapshot }>;

export interface LabelSnapshot {
  readonly train: Described['items'];
  readonly validation: Described['items'];
}

/** Systems 1 and 2. Refuses a quadrant's answer that no training hip shows, unless the recipe allows it. */
export async function hipSets(
  recipe: RecipeOf<1> | RecipeOf<2>,
  options: DataOptions,
  heard: Heard,
  signal: AbortSignal,
): Promise<Prepared<HipSet>> {
  const sets = await hipSource(recipe, options, { phantom: phantomHipSet, study: studyHipSet }, heard, signal);
  if (!sets.ok) return sets;
  const { train, validation, split } = sets.value;
  const landmarked = train.hips.map(({ zones }) => ({ hasLandmarks: zones !== undefined }));
  const missing = missingExample(recipe, train.hips) ?? missingLandmarks(recipe, landmarked);
  if (missing !== undefined) return missing;
  const described = [train, validation].map((set) => ({
    pixels: [storedPictures(set).pixels],
    items: set.hips.map(({ hip, labels }) => ({ subject: hip.subject, labels: [hip.visit, hip.side, labels] })),
  }));
  const [learned, checked] = described;
  const snapshot = { train: learned.items, validation: checked.items };
  return success({
    sets: { train, validation },
    provenance: provenanceOf(described, { splitName: split, ...placesOf(recipe) }),
    snapshot,
  });
}

/** System 4. */
export async function findingSets(
  recipe: RecipeOf<4>,
  options: DataOptions,
  heard: Heard,
  signal: AbortSignal,
): Promise<Prepared<LabelledPictures>> {
  const sets = await hipSource(recipe, options, { phantom: phantomFindings, study: studyFindings }, heard, signal);
  if (!sets.ok) return sets;
  return gradedSets(
    recipe,
    { train: asRead(recipe, sets.value.train), validation: asRead(recipe, sets.value.validation) },
    {
      questions: findingQuestions(recipe),
      split: sets.value.split,
    },
  );
}

/** System 3. Refuses subjects of a test folder among those to learn from or to choose by. */
export async function kneeSets(
  recipe: RecipeOf<3>,
  { data: folder, cache }: DataOptions,
  heard: Heard,
  signal: AbortSignal,
): Promise<Prepared<LabelledPictures>> {
  if (folder === undefined) return failed('bad-request', 'This recipe learns from class folders. Name their folder with --data.');
  const { data, seed } = recipe;
  const leak = await testFolderLeak({ folder, data, seed });
  if (leak !== undefined) return leak;
  const read = (part: 'train' | 'val', set: 'training' | 'validation') =>
    classFolderSet({ folder, part, data, seed, cache }, (done, total) => heard(set, done, total), signal);
  const train = await read('train', 'training');
  if (!train.ok) return train;
  const validation = await read('val', 'validation');
  if (!validation.ok) return validation;
  return gradedSets(
    recipe,
    { train: train.value, validation: validation.value },
    { questions: [kneeQuestion(recipe)], split: null },
  );
}

function gradedSets(
  recipe: Recipe,
  sets: Sets<LabelledPictures>,
  { questions, split }: { readonly questions: readonly Question[]; readonly split: string | null },
): Prepared<LabelledPictures> {
  const refusal = gradeRefusal(recipe, { train: sets.train.items, validation: sets.validation.items }, questions);
  if (refusal !== undefined) return refusal;
  const described = [sets.train, sets.validation].map(({ stored, items }) => ({ pixels: [stored.pixels], items }));
  const snapshot = { train: sets.train.items, validation: sets.validation.items };
  return success({ sets, provenance: provenanceOf(described, { splitName: split, ...placesOf(recipe) }), snapshot });
}

/** A label off its scale; or a grade without any training picture, unless the recipe allows it. */
export function gradeRefusal(
  { emptyGrades }: Pick<Recipe, 'emptyGrades'>,
  { train, validation }: Sets<LabelledPictures['items']>,
  questions: readonly Question[],
): Result<never> | undefined {
  for (const { label, grades } of questions) {
    const highest = [...train, ...validation].reduce((most, { labels }) => Math.max(most, labels[label] ?? 0), 0);
    if (highest >= grades) {
      return failed(
        'labels-malformed',
        `The label ${label} reaches ${highest}; 0 to ${grades - 1} was expected. Correct the labels.`,
      );
    }
    const empty = gradeCounts({ items: train }, label, grades).indexOf(0);
    if (empty >= 0 && emptyGrades !== 'allowed') return emptyGrade(label, empty);
  }
  return undefined;
}

export type HipRecipe = RecipeOf<1> | RecipeOf<2> | RecipeOf<4>;

interface HipSource<S> {
  phantom(options: PhantomSetOptions, progress: (done: number, total: number) => void, signal: AbortSignal): Promise<Result<S>>;
  study(hips: readonly StudyHip[]): Result<S>;
}

async function hipSource<S>(
  { data }: HipRecipe,
  { study, cache, version }: DataOptions,
  source: HipSource<S>,
  heard: Heard,
  signal: AbortSignal,
): Promise<Result<Sets<S> & { readonly split: string | null }>> {
  if (data.kind === 'phantom') {
    const { seed, subjects } = data.validation;
    const told = (set: 'training' | 'validation') => (done: number, total: number) => heard(set, done, total);
    const train = await source.phantom({ cache, seed: data.seed, groups: data.training, version }, told('training'), signal);
    if (!train.ok) return train;
    const groups = [{ subjects, grades: 'published', labels: 'strong' } as const];
    const validation = await source.phantom({ cache, seed, groups, version }, told('validation'), signal);
    return validation.ok ? success({ train: train.value, validation: validation.value, split: null }) : validation;
  }
  if (study === undefined) return failed('bad-request', 'This recipe learns from a study. Name its folder with --study.');
  const hips = await readStudyHips(study, data.split);
  if (!hips.ok) return hips;
  const train = source.study(hips.value.parts.train);
  if (!train.ok) return train;
  const validation = source.study(hips.value.parts.val);
  return validation.ok ? success({ train: train.value, validation: validation.value, split: hips.value.split }) : validation;
}

/** With the contrast at which a recipe of System 4 learns and grades. */
export function asRead({ intensity }: Pick<RecipeOf<4>, 'intensity'>, pictures: LabelledPictures): LabelledPictures {
  return intensity === 'stretch' ? withContrast(pictures) : pictures;
}

/** Each picture's grey values over the whole range. */
export function withContrast({ stored, items }: LabelledPictures): LabelledPictures {
  const area = stored.size.height * stored.size.width;
  const pixels = new Uint8Array(stored.pixels.length);
  for (let first = 0; first < pixels.length; first += area)
    pixels.set(stretch(stored.pixels.subarray(first, first + area)), first);
  return { stored: { ...stored, pixels }, items };
}

/** What is hashed of a set. */
interface Described {
  readonly pixels: readonly Uint8Array[];
  readonly items: readonly { readonly subject: string; readonly labels: unknown }[];
}

/** Of the training and the validation set. */
export function provenanceOf(
  [train, validation]: readonly Described[],
  told: Pick<Provenance, 'splitName' | 'numbering' | 'mirroring'>,
): Provenance {
  const hash = (parts: readonly (Uint8Array | string)[]): string => {
    const sum = createHash('sha256');
    for (const part of parts) sum.update(part);
    return sum.digest('hex');
  };
  const subjects = (set: Described): string[] => [...new Set(set.items.map(({ subject }) => subject))].sort();
  return {
    pixels: hash([...train.pixels, ...validation.pixels]),
    labels: hash([JSON.stringify(train.items), JSON.stringify(validation.items)]),
    split: hash([JSON.stringify([subjects(train), subjects(validation)])]),
    counts: { train: train.items.length, validation: validation.items.length },
    ...told,
  };
}

export const MIRRORED = 'left hips mirrored when cropped, by Osteograde';

/** Where landmarks and sides come from. */
function placesOf({ system, data }: Recipe): Pick<Provenance, 'numbering' | 'mirroring'> {
  if (system === 3) return { numbering: null, mirroring: null };
  return { numbering: data.kind === 'phantom' ? 'original' : 'as recorded with each hip', mirroring: MIRRORED };
}
