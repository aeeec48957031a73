// Prepares a recipe's pictures and labels, from phantoms, a study or class folders.

import { failed, success, type Result } from '../../domain/failure.ts';
import type { Recipe, RecipeOf } from '../../training/recipe.ts';
import { findingQuestions } from '../../training/tasks/hip-findings.ts';
import { storedPictures, type HipSet } from '../../training/tasks/hip-set.ts';
import { kneeQuestion } from '../../training/tasks/knee-grade.ts';
import type { LabelledPictures } from '../../training/tasks/labelled-pictures.ts';
import type { Question } from '../../training/tasks/question.ts';
import { spendBudget } from '../budget/spend-budget.ts';
import { readBundle, type BundledSets } from './bundle/data-bundle.ts';
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
  /** The folder of a bundle, which replaces the study or the class folders. See `bundle/data-bundle.ts`. */
  readonly bundle?: string | undefined;
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
  const sets = await readHips(recipe, options, HIP_READERS, progress, signal);
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
  const sets = await readHips(recipe, options, FINDING_READERS, progress, signal);
  if (!sets.ok) return sets;
  const { splitName } = sets.value;
  const train = withRecipeContrast(recipe, sets.value.train);
  const validation = withRecipeContrast(recipe, sets.value.validation);
  return gradedSets(recipe, { train, validation }, { questions: findingQuestions(recipe), splitName });
}

/** Prepares the pictures of System 3. */
export async function kneeSets(
  recipe: RecipeOf<3>,
  options: DataOptions,
  progress: DataProgress,
  signal: AbortSignal,
): Promise<Prepared<LabelledPictures>> {
  const sets =
    options.bundle === undefined ? await readFolders(recipe, options, progress, signal) : await bundledPictures(options.bundle);
  if (!sets.ok) return sets;
  const prepared = gradedSets(recipe, sets.value, { questions: [kneeQuestion(recipe)], splitName: null });
  return prepared.ok ? success({ ...prepared.value, snapshot: withNumberedSubjects(prepared.value.snapshot) }) : prepared;
}

/** Reads the sets of a recipe that does not learn from phantoms, to train on them elsewhere. */
export async function setsToSend(
  recipe: Recipe,
  options: DataOptions,
  progress: DataProgress,
  signal: AbortSignal,
): Promise<Result<BundledSets>> {
  if (recipe.system === 3) {
    const sets = await readFolders(recipe, options, progress, signal);
    return sets.ok ? success({ kind: 'pictures', ...sets.value }) : sets;
  }
  if (recipe.system === 4) {
    const sets = await readHips(recipe, options, FINDING_READERS, progress, signal);
    return sets.ok ? success({ kind: 'pictures', train: sets.value.train, validation: sets.value.validation }) : sets;
  }
  const sets = await readHips(recipe, options, HIP_READERS, progress, signal);
  return sets.ok ? success({ kind: 'hips', train: sets.value.train, validation: sets.value.validation }) : sets;
}

/** Reads class folders. Fails with `split-leak` if a subject of the test folder is in `train` or `val` too. */
async function readFolders(
  recipe: RecipeOf<3>,
  { data: folder, cache }: DataOptions,
  progress: DataProgress,
  signal: AbortSignal,
): Promise<Result<Sets<LabelledPictures>>> {
  if (folder === undefined) return failed('bad-request', dataText.classFolders.notNamed);
  const { data, seed } = recipe;
  const leak = await testFolderLeak({ folder, data, seed });
  if (leak !== undefined) return leak;
  const read = (part: 'train' | 'val' | 'held-out', set: 'training' | 'validation') =>
    classFolderSet({ folder, part, data, seed, cache }, (done, total) => progress(set, done, total), signal);
  const train = await read('train', 'training');
  if (!train.ok) return train;
  const validation = await read(selectingPart(data), 'validation');
  return validation.ok ? success({ train: train.value, validation: validation.value }) : validation;
}

async function bundledPictures(folder: string): Promise<Result<Sets<LabelledPictures>>> {
  const sets = await readBundle(folder);
  if (!sets.ok) return sets;
  return sets.value.kind === 'pictures' ? success(sets.value) : failed('labels-malformed', dataText.bundle.malformed);
}

async function bundledHips(folder: string): Promise<Result<Sets<HipSet>>> {
  const sets = await readBundle(folder);
  if (!sets.ok) return sets;
  return sets.value.kind === 'hips' ? success(sets.value) : failed('labels-malformed', dataText.bundle.malformed);
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
  bundle(folder: string): Promise<Result<Sets<Set>>>;
}

const HIP_READERS: HipReaders<HipSet> = { phantom: phantomHipSet, study: studyHipSet, bundle: bundledHips };
const FINDING_READERS: HipReaders<LabelledPictures> = { phantom: phantomFindings, study: studyFindings, bundle: bundledPictures };

async function readHips<Set>(
  { data }: HipRecipe,
  { study, bundle, cache, version }: DataOptions,
  readers: HipReaders<Set>,
  progress: DataProgress,
  signal: AbortSignal,
): Promise<Result<Sets<Set> & { readonly splitName: string | null }>> {
  if (data.kind === 'phantom') {
    const { seed, subjects } = data.validation;
    const report = (set: 'training' | 'validation') => (done: number, total: number) => progress(set, done, total);
    const phantom = data.version;
    const train = await readers.phantom(
      { cache, seed: data.seed, groups: data.training, version, phantom },
      report('training'),
      signal,
    );
    if (!train.ok) return train;
    const groups = [{ subjects, grades: 'published', labels: 'strong' } as const];
    const validation = await readers.phantom({ cache, seed, groups, version, phantom }, report('validation'), signal);
    return validation.ok ? success({ train: train.value, validation: validation.value, splitName: null }) : validation;
  }
  if (bundle !== undefined) {
    const sets = await readers.bundle(bundle);
    return sets.ok
      ? success({ train: sets.value.train, validation: sets.value.validation, splitName: data.split ?? null })
      : sets;
  }
  if (study === undefined) return failed('bad-request', dataText.study.notNamed);
  const hips = await readStudyHips(study, data.split);
  if (!hips.ok) return hips;
  const { parts, split: splitName } = hips.value;
  const graded = data.graded === undefined ? success(parts.train) : spendBudget(parts.train, data.graded);
  if (!graded.ok) return graded;
  const train = readers.study(graded.value);
  if (!train.ok) return train;
  const validation = readers.study(parts.val);
  return validation.ok ? success({ train: train.value, validation: validation.value, splitName }) : validation;
}
