// What a run's network answers about each item of its test set, so that any figure can be computed later without the network.

import { z } from 'zod';
import type { MeanMap } from '../../domain/evaluation/evaluation.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import type { Network } from '../../network/network.ts';
import type { Recipe, RecipeOf } from '../../training/recipe.ts';
import { pictureSize, type PictureSize } from '../../training/task.ts';
import { gradedAnswersOf, type GradingRequest } from '../../training/tasks/graded-figures.ts';
import { findingQuestions } from '../../training/tasks/hip-findings.ts';
import { hipAnswers } from '../../training/tasks/hip-figures.ts';
import type { HipSet } from '../../training/tasks/hip-set.ts';
import { kneeQuestion } from '../../training/tasks/knee-grade.ts';
import type { LabelledPictures } from '../../training/tasks/labelled-pictures.ts';
import { presenceReadings } from '../../training/tasks/presence-figures.ts';
import { readBundle, type BundledSets } from '../data/bundle/data-bundle.ts';
import { classFolderSet, measuringPart } from '../data/class-folder-set.ts';
import { withRecipeContrast } from '../data/contrast.ts';
import { phantomFindings, phantomHipSet } from '../data/phantom-hip-set.ts';
import { readStudyHips, studyFindings, studyHipSet, type StudyHip } from '../data/study-hip-set.ts';
import type { DataOptions } from '../data/training-data.ts';
import { dataText } from '../text/data.ts';

const number = z.number().nullable();

/** One item's answer to one question. */
const RunAnswerSchema = z
  .object({
    subject: z.string(),
    /** The item's place in the test set. */
    item: z.int(),
    truth: z.int(),
    predicted: z.int(),
    /** Rises with the chance of any grade above 0. */
    presence: number,
    /** The probability given to the true grade, for graded questions. */
    chance: number.optional(),
    /** Where the evidence lies, on positive hips of System 2, in crop pixels. Null for an empty map. */
    place: z.object({ centreDistance: z.number(), peakDistance: z.number(), spread: z.number(), inOutline: number }).nullish(),
  })
  .readonly();
export type RunAnswer = z.infer<typeof RunAnswerSchema>;

/** Answers by question: a quadrant, `global`, a finding, `kl` (all branches together), or `kl.att0` (one branch). */
export const RunAnswersSchema = z.record(z.string(), z.array(RunAnswerSchema));
export type RunAnswers = z.infer<typeof RunAnswersSchema>;

/** What a network says of the test set. */
export interface TestAnswers {
  readonly answers: RunAnswers;
  /** Of System 2: where the evidence for each quadrant lies on average over positive hips. */
  readonly meanMaps?: Readonly<Record<string, MeanMap>>;
}

/** Reads the recipe's test set and returns what asks a network about it. */
export async function testQuestions(
  recipe: Recipe,
  options: DataOptions,
  signal: AbortSignal,
): Promise<Result<(network: Network) => Promise<TestAnswers>>> {
  const lastStage = recipe.stages.at(-1);
  if (lastStage === undefined) throw new Error('A recipe has at least one stage.');
  const view = { size: pictureSize(lastStage.size), batch: recipe.batch };
  if (recipe.system === 3) {
    const set = await testPictures(recipe, options, signal);
    return set.ok
      ? success(async (network) => ({ answers: await kneeAnswers({ network, pictures: set.value, recipe }, view) }))
      : set;
  }
  if (recipe.system === 4) {
    const set = await testPictures(recipe, options, signal);
    if (!set.ok) return set;
    const pictures = withRecipeContrast(recipe, set.value);
    return success(async (network) => ({
      answers: await findingAnswers({ network, pictures, questions: findingQuestions(recipe), loss: recipe.loss }, view),
    }));
  }
  const set = await testHips(recipe, options, signal);
  if (!set.ok) return set;
  return success(async (network) =>
    recipe.system === 1
      ? { answers: await quadrantAnswers(network, set.value, { ...view, strategy: recipe.strategy }) }
      : presenceAnswers(network, set.value, view),
  );
}

/** Adds the recipe's test set to the sets of a run that is measured elsewhere. */
export async function withTestSet(
  recipe: Recipe,
  sets: BundledSets,
  options: DataOptions,
  signal: AbortSignal,
): Promise<Result<BundledSets>> {
  if (sets.kind === 'hips' && (recipe.system === 1 || recipe.system === 2)) {
    const test = await testHips(recipe, options, signal);
    return test.ok ? success({ ...sets, test: test.value }) : test;
  }
  if (sets.kind === 'pictures' && (recipe.system === 3 || recipe.system === 4)) {
    const test = await testPictures(recipe, options, signal);
    return test.ok ? success({ ...sets, test: test.value }) : test;
  }
  throw new Error('The sets are not those of the recipe.');
}

/** The subjects of the test set, by the items that answers name. */
export function testSubjects(sets: BundledSets): string[] {
  if (sets.kind === 'pictures') return sets.test?.items.map(({ subject }) => subject) ?? [];
  return sets.test?.hips.map(({ hip }) => hip.subject) ?? [];
}

async function testHips(recipe: RecipeOf<1> | RecipeOf<2>, options: DataOptions, signal: AbortSignal): Promise<Result<HipSet>> {
  if (options.bundle === undefined || recipe.data.kind === 'phantom')
    return testSet(recipe, options, { phantom: phantomHipSet, study: studyHipSet }, signal);
  const sets = await readBundle(options.bundle);
  if (!sets.ok) return sets;
  const { value } = sets;
  return value.kind === 'hips' && value.test !== undefined
    ? success(value.test)
    : failed('labels-malformed', dataText.bundle.malformed);
}

/** The test part of a study or of class folders; `val` of class folders if a share of `train` selects the epoch. */
async function testPictures(
  recipe: RecipeOf<3> | RecipeOf<4>,
  options: DataOptions,
  signal: AbortSignal,
): Promise<Result<LabelledPictures>> {
  if (options.bundle === undefined || recipe.data.kind === 'phantom')
    return recipe.system === 3
      ? testFolder(recipe, options, signal)
      : testSet(recipe, options, { phantom: phantomFindings, study: studyFindings }, signal);
  const sets = await readBundle(options.bundle);
  if (!sets.ok) return sets;
  const { value } = sets;
  return value.kind === 'pictures' && value.test !== undefined
    ? success(value.test)
    : failed('labels-malformed', dataText.bundle.malformed);
}

interface Readers<Set> {
  readonly phantom: (
    options: Parameters<typeof phantomHipSet>[0],
    progress: () => void,
    signal: AbortSignal,
  ) => Promise<Result<Set>>;
  readonly study: (hips: readonly StudyHip[]) => Result<Set>;
}

async function testSet<Set>(
  { data }: Exclude<Recipe, RecipeOf<3>>,
  { cache, version, study }: DataOptions,
  readers: Readers<Set>,
  signal: AbortSignal,
): Promise<Result<Set>> {
  if (data.kind === 'phantom') {
    const groups = [{ subjects: data.test.subjects, grades: 'published', labels: 'strong' } as const];
    return readers.phantom({ cache, version, seed: data.test.seed, groups, phantom: data.version }, () => undefined, signal);
  }
  if (study === undefined) return failed('bad-request', dataText.study.notNamed);
  const hips = await readStudyHips(study, data.split);
  return hips.ok ? readers.study(hips.value.parts.test) : hips;
}

async function testFolder(
  { data, seed }: RecipeOf<3>,
  { data: folder, cache }: DataOptions,
  signal: AbortSignal,
): Promise<Result<LabelledPictures>> {
  if (folder === undefined) return failed('bad-request', dataText.classFolders.notNamed);
  return classFolderSet({ folder, part: measuringPart(data), data, seed, cache }, () => undefined, signal);
}

type View = { readonly size: PictureSize; readonly batch: number };

async function quadrantAnswers(network: Network, set: HipSet, view: Parameters<typeof hipAnswers>[2]): Promise<RunAnswers> {
  const answers = await hipAnswers(network, set, view);
  const ofHip = (item: number) => ({ subject: set.hips[item]?.hip.subject ?? '', item });
  return {
    ...Object.fromEntries(
      QUADRANTS.map((quadrant) => [
        quadrant,
        answers.flatMap(({ item, truth, predicted }): RunAnswer[] => {
          const grade = truth[quadrant];
          if (grade === undefined) return [];
          return [{ ...ofHip(item), truth: grade, predicted: predicted[quadrant], presence: null }];
        }),
      ]),
    ),
    global: answers.flatMap(({ item, diseased, chance }): RunAnswer[] =>
      diseased === undefined
        ? []
        : [{ ...ofHip(item), truth: diseased ? 1 : 0, predicted: chance >= 0.5 ? 1 : 0, presence: chance }],
    ),
  };
}

async function presenceAnswers(network: Network, set: HipSet, view: View): Promise<TestAnswers> {
  const { readings, meanMaps } = await presenceReadings(network, set, view);
  const answers = readings.flatMap(({ subject, hip, quadrant, present, logit, place }) =>
    present === undefined
      ? []
      : [
          {
            quadrant,
            answer: {
              subject,
              item: hip,
              truth: present ? 1 : 0,
              predicted: logit >= 0 ? 1 : 0,
              presence: logit,
              ...(place === undefined ? {} : { place: place.isEmpty ? null : withoutNaN(place) }),
            },
          },
        ],
  );
  const own = QUADRANTS.map((name) => [name, answers.flatMap(({ quadrant, answer }) => (quadrant === name ? [answer] : []))]);
  return { answers: Object.fromEntries(own), meanMaps };
}

function withoutNaN({
  centreDistance,
  peakDistance,
  spread,
  inOutline,
}: Readonly<Record<keyof NonNullable<RunAnswer['place']>, number>>) {
  return { centreDistance, peakDistance, spread, inOutline: Number.isNaN(inOutline) ? null : inOutline };
}

async function findingAnswers(request: GradingRequest, view: View): Promise<RunAnswers> {
  const answers = await gradedAnswersOf(request, view);
  return Object.fromEntries(
    [...answers].map(([label, own]) => [label, own.map(({ picture, ...answer }): RunAnswer => ({ ...answer, item: picture }))]),
  );
}

/** The answer of all branches together, and of each branch apart. */
async function kneeAnswers(
  { network, pictures, recipe }: { readonly network: Network; readonly pictures: LabelledPictures; readonly recipe: RecipeOf<3> },
  view: View,
): Promise<RunAnswers> {
  const question = kneeQuestion(recipe);
  const ask = async (outputs: typeof question.outputs): Promise<RunAnswer[]> => {
    const { loss, inputRange } = recipe;
    const request = { network, pictures, questions: [{ ...question, outputs }], loss, inputRange };
    return (await findingAnswers(request, view))[question.label] ?? [];
  };
  const answers: RunAnswers = { [question.label]: await ask(question.outputs) };
  if (question.outputs.length < 2) return answers;
  for (const output of question.outputs) answers[`${question.label}.${output.name}`] = await ask([output]);
  return answers;
}
