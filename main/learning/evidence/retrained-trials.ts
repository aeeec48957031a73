// The trials for which networks are trained: on shuffled labels, and on pictures in which a planted mark gives the disease away.

import { join } from 'node:path';
import { success, type Result } from '../../domain/failure.ts';
import { perQuadrant } from '../../domain/quadrant.ts';
import { seededRandom, type Random } from '../../domain/random.ts';
import type { EvidenceTrial } from '../../domain/training/evidence-trials.ts';
import { openEngine } from '../../tensor/open-engine.ts';
import { architectureOf } from '../../training/recipe-architecture.ts';
import type { Recipe } from '../../training/recipe.ts';
import { loadCheckpoint, openRunFolder } from '../../training/run-folder.ts';
import type { StoredPictures } from '../../training/pictures.ts';
import { diseaseOf, storedPictures, type HipLabels, type HipSet } from '../../training/tasks/hip-set.ts';
import type { LabelledPictures } from '../../training/tasks/labelled-pictures.ts';
import { train } from '../../training/train.ts';
import { writeBundle, type BundledSets } from '../data/bundle/data-bundle.ts';
import { setsToSend } from '../data/training-data.ts';
import { prepareTask } from '../run/prepare-task.ts';
import { startingWeights } from '../run/starting-weights.ts';
import { evidenceText } from '../text/evidence.ts';
import { markArea, marked } from './changed-picture.ts';
import type { Explainer } from './explainer.ts';
import { writeNetwork } from './like-network.ts';
import { densityIn, FEWEST_MAPS, found, likenessTrial, outcomeOf, type TrialPictures } from './trials.ts';

/** How networks are trained for trials: a recipe of the model's system, usually a short one, and its data. */
export interface Retraining {
  readonly recipe: Recipe;
  readonly study: string | undefined;
  readonly data: string | undefined;
  /** A file of weights to start from. Random weights if left out. */
  readonly weights: string | undefined;
  readonly threads: number | undefined;
  readonly version: string;
}

export interface RetrainedTrial {
  readonly retraining: Retraining;
  readonly pictures: TrialPictures;
  readonly seed: number;
  /** A folder for runs and models. */
  readonly scratch: string;
  /** Opens a model that this trial made. The caller closes it. */
  readonly open: (path: string) => Promise<Result<Explainer>>;
  readonly signal: AbortSignal;
}

/** Compares the model's maps with those of a network that learned the same pictures with shuffled labels. */
export async function permutedLabelsTrial(model: Explainer, order: RetrainedTrial): Promise<Result<EvidenceTrial>> {
  const random = seededRandom(`evidence/${order.seed}/labels`);
  const other = await trainedOn(order, 'label-permutation', (sets) => withShuffledLabels(sets, random));
  return other.ok ? likenessTrial('label-permutation', model, [other.value], order.pictures) : other;
}

/** A network that the mark fools less often than this has not learned it, and its few other answers are chance. **(ours)** */
const LEAST_FOOLED = 0.2;

/**
 * Trains a network on pictures in which only diseased joints carry a mark. On healthy joints that it calls diseased because of the mark,
 * the map must lie on the mark.
 */
export async function shortcutTrial(order: RetrainedTrial): Promise<Result<EvidenceTrial>> {
  const network = await trainedOn(order, 'planted-shortcut', withMarks);
  if (!network.ok) return network;
  const { size } = order.pictures;
  const healthy = order.pictures.pictures.filter((picture) => picture.healthy).map(({ pixels }) => pixels);
  const without = await network.value.explain(healthy);
  if (!without.ok) return without;
  const withMark = await network.value.explain(healthy.map((pixels) => marked(pixels, size)));
  if (!withMark.ok) return withMark;
  const area = markArea(size);
  let healthyAnswers = 0;
  const densities = withMark.value.flatMap((answers, at) =>
    answers.flatMap((answer, index) => {
      const before = without.value[at]?.[index];
      if (before === undefined || found(before)) return [];
      healthyAnswers++;
      return found(answer) ? [densityIn(answer.map, area, size)] : [];
    }),
  );
  const fewest = Math.max(FEWEST_MAPS, Math.ceil(LEAST_FOOLED * healthyAnswers));
  if (densities.length >= fewest) return success(outcomeOf('planted-shortcut', densities));
  return success({
    trial: 'planted-shortcut',
    outcome: 'not-run',
    why: evidenceText.shortcutNotLearned(densities.length, fewest),
  });
}

/** Trains a network on the recipe's sets after `alter` has changed them, and opens it. */
async function trainedOn(
  { retraining, scratch, open, signal }: RetrainedTrial,
  name: string,
  alter: (sets: BundledSets) => BundledSets,
): Promise<Result<Explainer>> {
  const { study, data, version, threads } = retraining;
  const source = { study, data, version, cache: join(scratch, 'pictures') };
  const sets = await setsToSend(retraining.recipe, source, () => undefined, signal);
  if (!sets.ok) return sets;
  const folder = join(scratch, name);
  const bundle = join(folder, 'bundle');
  await writeBundle(bundle, alter(sets.value), 'folders');
  const recipe = learningFromBundle(retraining.recipe);
  const architecture = architectureOf(recipe);
  const first =
    retraining.weights === undefined ? success(undefined) : await startingWeights(architecture, retraining.weights, recipe.seed);
  if (!first.ok) return first;
  const prepared = await prepareTask(recipe, architecture, { ...source, bundle }, { progress: () => undefined, signal });
  if (!prepared.ok) return prepared;
  const opened = await openEngine({ threads, precision: recipe.precision });
  if (!opened.ok) return opened;
  const engine = opened.value;
  try {
    const made = await openRunFolder(folder);
    if (!made.ok) return made;
    const start = first.value === undefined ? {} : { first: first.value };
    const run = {
      task: prepared.value.on(engine),
      settings: recipe,
      engine,
      folder,
      resume: false,
      now: () => performance.now(),
      ...start,
    };
    const trained = await train(run, () => undefined, signal);
    if (!trained.ok) return trained;
  } finally {
    engine.dispose();
  }
  const reached = await loadCheckpoint(folder, 'last');
  if (!reached.ok) return reached;
  const path = await writeNetwork(recipe, reached.value.weights, folder);
  return path.ok ? open(path.value) : path;
}

/** The same recipe, reading a bundle. Phantoms would be drawn again, whatever the bundle holds. */
function learningFromBundle(recipe: Recipe): Recipe {
  return recipe.system === 3 ? recipe : { ...recipe, data: { kind: 'study' } };
}

/** Deals the labels out again at random. */
function withShuffledLabels(sets: BundledSets, random: Random): BundledSets {
  if (sets.kind === 'hips') {
    const shuffled = (set: HipSet): HipSet => ({ ...set, hips: dealt(set.hips, random) });
    return { ...sets, train: shuffled(sets.train), validation: shuffled(sets.validation) };
  }
  const shuffled = (set: LabelledPictures): LabelledPictures => ({ ...set, items: dealt(set.items, random) });
  return { ...sets, train: shuffled(sets.train), validation: shuffled(sets.validation) };
}

function dealt<Item extends { readonly labels: unknown }>(items: readonly Item[], random: Random): Item[] {
  const labels = items
    .map((item) => ({ labels: item.labels, rank: random.next() }))
    .toSorted((one, other) => one.rank - other.rank);
  return items.map((item, place) => ({ ...item, labels: labels[place]?.labels ?? item.labels }));
}

/** Marks the diseased joints, and lets every answer on them say so: otherwise the mark would tell of the joint, but of no quadrant of it. */
export function withMarks(sets: BundledSets): BundledSets {
  if (sets.kind === 'hips') {
    const markedSet = (set: HipSet): HipSet => {
      const diseased = set.hips.map(({ labels }) => diseaseOf(labels) === true);
      const hips = set.hips.map((hip, at) => (diseased[at] === true ? { ...hip, labels: diseasedEverywhere(hip.labels) } : hip));
      return { ...set, hips, crops: markedWhere(storedPictures(set), diseased) };
    };
    return { ...sets, train: markedSet(sets.train), validation: markedSet(sets.validation) };
  }
  const markedSet = (set: LabelledPictures): LabelledPictures => {
    const diseased = set.items.map(({ labels }) => Object.values(labels).some((grade) => (grade ?? 0) > 0));
    const items = set.items.map((item, at) => (diseased[at] === true ? { ...item, labels: atLeastOne(item.labels) } : item));
    return { ...set, items, stored: { ...set.stored, pixels: markedWhere(set.stored, diseased) } };
  };
  return { ...sets, train: markedSet(sets.train), validation: markedSet(sets.validation) };
}

function diseasedEverywhere(labels: HipLabels): HipLabels {
  if (labels.kind === 'weak') return labels;
  return {
    kind: 'strong',
    quadrants: perQuadrant((quadrant) => {
      const label = labels.quadrants[quadrant];
      if (label.kind === 'binary') return { ...label, present: true };
      return label.kind === 'graded' && label.grade === 0 ? { ...label, grade: 1 } : label;
    }),
  };
}

function atLeastOne(labels: LabelledPictures['items'][number]['labels']): typeof labels {
  return Object.fromEntries(Object.entries(labels).map(([name, grade]) => [name, grade === 0 ? 1 : grade]));
}

function markedWhere({ pixels, size }: StoredPictures, chosen: readonly boolean[]): Uint8Array {
  const area = size.height * size.width;
  const changed = Uint8Array.from(pixels);
  for (const [index, mark] of chosen.entries()) {
    if (mark) changed.set(marked(pixels.subarray(index * area, (index + 1) * area), size), index * area);
  }
  return changed;
}
