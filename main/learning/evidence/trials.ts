// The trials of a model's maps that need no training. Each returns its value and the number of maps that it is the mean of. Only answers that
// find disease count, because evidence for nothing has no place.

import { success, type Result } from '../../domain/failure.ts';
import { seededRandom } from '../../domain/random.ts';
import { passesTrial, TRIALS, type EvidenceTrial, type TrialName } from '../../domain/training/evidence-trials.ts';
import { onGrid, type PlaceMap } from '../../inference/knee-evidence.ts';
import { rankCorrelation } from '../../statistics/rank-correlation.ts';
import type { PictureSize } from '../../training/task.ts';
import { evidenceText } from '../text/evidence.ts';
import { erased, exposedAgain } from './changed-picture.ts';
import type { Explainer, Explanation } from './explainer.ts';

/** A picture on which maps are tried. */
export interface TrialPicture {
  readonly pixels: Uint8Array; // [height, width]
  /** The area that is erased. Nonzero inside. // [height, width] */
  readonly joint: Uint8Array;
  /** By answer, the outline of what the answer is about, filled. Without those that are unknown. // each [height, width] */
  readonly outlines: Readonly<Record<string, Uint8Array>>;
  /** True if the picture is known to show no disease. */
  readonly healthy: boolean;
}

export interface TrialPictures {
  readonly size: PictureSize;
  readonly pictures: readonly TrialPicture[];
  /** In plain words. */
  readonly data: string;
}

/** From this chance on, an answer finds disease. */
const FOUND_FROM = 0.5;

/** With fewer maps a mean says nothing. */
export const FEWEST_MAPS = 5;

type Explain = Pick<Explainer, 'explain'>;

/** Mean rank correlation with the maps of another network, such as one of random weights. */
export async function likenessTrial(
  trial: 'weight-randomisation' | 'label-permutation',
  model: Explain,
  others: readonly Explain[],
  { pictures }: TrialPictures,
): Promise<Result<EvidenceTrial>> {
  const own = await model.explain(pictures.map(({ pixels }) => pixels));
  if (!own.ok) return own;
  const likenesses: number[] = [];
  for (const other of others) {
    const theirs = await other.explain(pictures.map(({ pixels }) => pixels));
    if (!theirs.ok) return theirs;
    likenesses.push(...correlations(own.value, theirs.value));
  }
  return success(outcomeOf(trial, likenesses));
}

export async function repeatabilityTrial(
  model: Explain,
  { pictures, size }: TrialPictures,
  seed: number,
): Promise<Result<EvidenceTrial>> {
  const random = seededRandom(`evidence/${seed}/exposure`);
  const own = await model.explain(pictures.map(({ pixels }) => pixels));
  if (!own.ok) return own;
  const again = await model.explain(pictures.map(({ pixels }) => exposedAgain(pixels, size, random)));
  return again.ok ? success(outcomeOf('repeatability', correlations(own.value, again.value))) : again;
}

/** What remains of P(disease) without the joint, over all answers together: the mean after, divided by the mean before. */
export async function erasedJointTrial(model: Explain, { pictures, size }: TrialPictures): Promise<Result<EvidenceTrial>> {
  const before = await model.explain(pictures.map(({ pixels }) => pixels));
  if (!before.ok) return before;
  const after = await model.explain(pictures.map(({ pixels, joint }) => erased(pixels, joint, size)));
  if (!after.ok) return after;
  const pairs = pairsOf(before.value, after.value);
  const whole = mean(pairs.map(([one]) => one.presence));
  return success(
    outcomeOf(
      'erased-joint',
      pairs.map(([, other]) => other.presence / whole),
    ),
  );
}

export async function outlineTrial(model: Explain, { pictures, size }: TrialPictures): Promise<Result<EvidenceTrial>> {
  if (pictures.every(({ outlines }) => Object.keys(outlines).length === 0))
    return success({ trial: 'energy-in-outline', outcome: 'not-run', why: evidenceText.noOutlines });
  const explained = await model.explain(pictures.map(({ pixels }) => pixels));
  if (!explained.ok) return explained;
  const densities = explained.value.flatMap((answers, at) =>
    answers.filter(found).flatMap(({ answer, map }) => {
      const outline = pictures[at]?.outlines[answer];
      return outline === undefined ? [] : [densityIn(map, outline, size)];
    }),
  );
  return success(outcomeOf('energy-in-outline', densities.filter(Number.isFinite)));
}

/** How many times more densely the map lies inside the area than on the whole picture. NaN for an empty map or area. */
export function densityIn(map: PlaceMap, area: Uint8Array, size: PictureSize): number {
  const values = onGrid(map, size);
  let [inside, all, covered] = [0, 0, 0];
  for (const [at, value] of values.entries()) {
    all += value;
    if (area[at] === 0) continue;
    inside += value;
    covered++;
  }
  return inside / all / (covered / values.length);
}

/** The mean of the values as the outcome of a trial. Not run with too few maps. */
export function outcomeOf(trial: TrialName, values: readonly number[]): EvidenceTrial {
  if (values.length < FEWEST_MAPS) return { trial, outcome: 'not-run', why: evidenceText.tooFewMaps(values.length, FEWEST_MAPS) };
  const value = mean(values);
  const outcome = passesTrial(trial, value) ? 'passed' : 'failed';
  return { trial, outcome, value, threshold: TRIALS[trial].threshold, maps: values.length };
}

export function found({ presence, map }: Explanation): boolean {
  return presence >= FOUND_FROM && map.values.some((value) => value > 0);
}

/** Without pairs of which a map is the same everywhere. */
function correlations(one: readonly (readonly Explanation[])[], other: readonly (readonly Explanation[])[]): number[] {
  return pairsOf(one, other)
    .map(([mine, theirs]) => rankCorrelation([...mine.map.values], [...onGrid(theirs.map, mine.map)]))
    .filter(Number.isFinite);
}

/** Each answer that finds disease, with the answer to the same question about the other picture or by the other model. */
function pairsOf(
  one: readonly (readonly Explanation[])[],
  other: readonly (readonly Explanation[])[],
): (readonly [Explanation, Explanation])[] {
  return one.flatMap((answers, at) =>
    answers.flatMap((mine, index) => {
      const theirs = other[at]?.[index];
      return found(mine) && theirs !== undefined ? [[mine, theirs] as const] : [];
    }),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
