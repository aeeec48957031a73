// Prepares a recipe's pictures and labels, from phantoms, a study or class folders.

import { failed, success, type Result } from '../../domain/failure.ts';
import type { Recipe, RecipeOf } from '../../training/recipe.ts';
import { findingQuestions } from '../../training/tasks/hip-findings.ts';
import { storedPictures, type HipSet } from '../../training/tasks/hip-set.ts';
import { kneeQuestion } from '../../training/tasks/knee-grade.ts';
import type { LabelledPictures } from '../../training/tasks/labelled-pictures.ts';
import type { Question } from '../../training/tasks/question.ts';
import { classFolderSet, selectingPart } from './class-folder-set.ts';
import { withRecipeContrast } from './contrast.ts';
import { gradeRefusal, missingExample, missingLandmarks } from './data-refusals.ts';
import { phantomFindings, phantomHipSet, type PhantomSetOptions } from './phantom-hip-set.ts';
import { originOf, provenanceOf, type HashedSet, type LabelSnapshot, type Provenance } from './provenance.ts';
import { readStudyHips, studyFindings, studyHipSet, type StudyHip } from './study-hip-set.ts';
import { testFolderLeak } from './test-folder-leak.ts';
import { dataText } from '../text/data.ts';

export interface DataOptions {
  /** The study's folder, for recipes that learn from a study. */
  readonly study?: string | undefined;
  /** The folder that holds `train` and `val`, for recipes that learn from class folders. */
  readonly data?: string | undefined;
  /** The folder for prepared pictures. */
  readonly cache: string;
  readonly version: string;
}

interface Sets<Set> {
  readonly train: Set;
  readonly validation: Set;
}

/** Called as the pictures of a set are prepared. */
export type DataProgress = (set: 'training' | 'validation' | 'test', done: number, total: number) => void;

type Prepared<Set> = Result<{
  readonly sets: Sets<Set>;
  readonly provenance: Provenance;
  readonly snapshot: LabelSnapshot;
}>;

export type HipRecipe = RecipeOf<1> | RecipeOf<2> | RecipeOf<4>;

/** Prepares the hips of Systems 1 and 2. Fails if the training hips cannot teach what the recipe asks for. */
export async function hipSets(
  recipe: RecipeOf<1> | RecipeOf<2>,
  options: DataOptions,
  progress: DataProgress,
  signal: AbortSignal,
): Promise<Prepared<HipSet>> {
  const sets = await readHips(recipe, options, { phantom: phantomHipSet, study: studyHipSet }, progress, signal);
  if (!sets.ok) return sets;
  const { train, validation, splitName } = sets.value;
  const learned = train.hips.map(({ labels, zones }) => ({ labels, hasLandmarks: zones !== undefined }));
  const refusal = missingExample(recipe, learned) ?? missingLandmarks(recipe, learned);
  if (refusal !== undefined) return refusal;
  const hashed = (set: HipSet): HashedSet => ({
    pixels: [storedPictures(set).pixels],
    items: set.hips.map(({ hip, labels }) => ({ subject: hip.subject, labels: [hip.visit, hip.side, labels] })),
  });
  return success(withProvenance(recipe, { train, validation }, hashed, splitName));
}

/** Prepares the hips of System 4. */
export async function findingSets(
  recipe: RecipeOf<4>,
  options: DataOptions,
  progress: DataProgress,
  signal: AbortSignal,
): Promise<Prepared<LabelledPictures>> {
  const sets = await readHips(recipe, options, { phantom: phantomFindings, study: studyFindings }, progress, signal);
  if (!sets.ok) return sets;
  const { splitName } = sets.value;
  const train = withRecipeContrast(recipe, sets.value.train);
  const validation = withRecipeContrast(recipe, sets.value.validation);
  return gradedSets(recipe, { train, validation }, { questions: findingQuestions(recipe), splitName });
}

/** Prepares the pictures of System 3. Fails with `split-leak` if a subject of the test folder is in `train` or `val` too. */
export async function kneeSets(
  recipe: RecipeOf<3>,
  { data: folder, cache }: DataOptions,
  progress: DataProgress,
  signal: AbortSignal,
): Promise<Prepared<LabelledPictures>> {
  if (folder === undefined) return failed('bad-request', dataText.classFolders.notNamed);
  const { data, seed } = recipe;
  const leak = await testFolderLeak({ folder, data, seed });
  if (leak !== undefined) return leak;
  const read = (part: 'train' | 'val' | 'held-out', set: 'training' | 'validation') =>
    classFolderSet({ folder, part, data, seed, cache }, (done, total) => progress(set, done, total), signal);
  const train = await read('train', 'training');
  if (!train.ok) return train;
  const validation = await read(selectingPart(data), 'validation');
  if (!validation.ok) return validation;
  const sets = { train: train.value, validation: validation.value };
  const prepared = gradedSets(recipe, sets, { questions: [kneeQuestion(recipe)], splitName: null });
  return prepared.ok ? success({ ...prepared.value, snapshot: withNumberedSubjects(prepared.value.snapshot) }) : prepared;
}

/** A class folder names its subjects after files, which may be named after patients. A run's folder must not name them. */
function withNumberedSubjects({ train, validation }: LabelSnapshot): LabelSnapshot {
  const numbers = new Map([...train, ...validation].map(({ subject }) => [subject, '']));
  for (const [index, subject] of [...numbers.keys()].entries()) numbers.set(subject, `subject ${index + 1}`);
  const numbered = (items: LabelSnapshot['train']): LabelSnapshot['train'] =>
    items.map(({ subject, labels }) => ({ subject: numbers.get(subject) ?? '', labels }));
  return { train: numbered(train), validation: numbered(validation) };
}

function gradedSets(
  recipe: Recipe,
  sets: Sets<LabelledPictures>,
  { questions, splitName }: { readonly questions: readonly Question[]; readonly splitName: string | null },
): Prepared<LabelledPictures> {
  const refusal = gradeRefusal(recipe, { train: sets.train.items, validation: sets.validation.items }, questions);
  if (refusal !== undefined) return refusal;
  const hashed = ({ stored, items }: LabelledPictures): HashedSet => ({ pixels: [stored.pixels], items });
  return success(withProvenance(recipe, sets, hashed, splitName));
}

function withProvenance<Set>(recipe: Recipe, sets: Sets<Set>, hashed: (set: Set) => HashedSet, splitName: string | null) {
  const [train, validation] = [hashed(sets.train), hashed(sets.validation)];
  return {
    sets,
    provenance: provenanceOf(train, validation, originOf(recipe, splitName)),
    snapshot: { train: train.items, validation: validation.items },
  };
}

interface HipReaders<Set> {
  phantom(options: PhantomSetOptions, progress: (done: number, total: number) => void, signal: AbortSignal): Promise<Result<Set>>;
  study(hips: readonly StudyHip[]): Result<Set>;
}

async function readHips<Set>(
  { data }: HipRecipe,
  { study, cache, version }: DataOptions,
  readers: HipReaders<Set>,
  progress: DataProgress,
  signal: AbortSignal,
): Promise<Result<Sets<Set> & { readonly splitName: string | null }>> {
  if (data.kind === 'phantom') {
    const { seed, subjects } = data.validation;
    const report = (set: 'training' | 'validation') => (done: number, total: number) => progress(set, done, total);
    const train = await readers.phantom({ cache, seed: data.seed, groups: data.training, version }, report('training'), signal);
    if (!train.ok) return train;
    const groups = [{ subjects, grades: 'published', labels: 'strong' } as const];
    const validation = await readers.phantom({ cache, seed, groups, version }, report('validation'), signal);
    return validation.ok ? success({ train: train.value, validation: validation.value, splitName: null }) : validation;
  }
  if (study === undefined) return failed('bad-request', dataText.study.notNamed);
  const hips = await readStudyHips(study, data.split);
  if (!hips.ok) return hips;
  const { parts, split: splitName } = hips.value;
  const train = readers.study(parts.train);
  if (!train.ok) return train;
  const validation = readers.study(parts.val);
  return validation.ok ? success({ train: train.value, validation: validation.value, splitName }) : validation;
}
