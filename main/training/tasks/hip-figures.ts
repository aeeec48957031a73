// How good the network is on hips that it does not learn from: loss, kappa of each quadrant, AUC of the global head, and whether the
// evidence for positive grades lies where the osteophytes are.

import type { Grade } from '../../domain/grade.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant, type Quadrant } from '../../domain/quadrant.ts';
import { forward } from '../../network/forward.ts';
import { presenceDirection } from '../../network/loss/landmark-prior.ts';
import { quadrantMaps } from '../../network/loss/quadrant-maps.ts';
import { systemOneLoss } from '../../network/loss/system-one.ts';
import { denseWeights, type Network } from '../../network/network.ts';
import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from '../../network/tensors.ts';
import { ofRank } from '../../tensor/of-rank.ts';
import { areaUnderRoc } from '../../statistics/auc.ts';
import { meanKappa, quadraticKappa } from '../../statistics/kappa.ts';
import { plainView } from '../augmentation.ts';
import { pictureBatch } from '../pictures.ts';
import type { Figures, PictureSize } from '../task.ts';
import { disposeSupervision, supervisionTensors, ZONE_RADIUS_PIXELS, type BatchItem } from './hip-batch.ts';
import { diseaseOf, storedPictures, type HipSet } from './hip-set.ts';
import { supervise, type Strategy } from './hip-supervision.ts';

interface Prediction {
  readonly item: BatchItem;
  readonly globalLogit: number;
  /** P(diseased) by the Noisy-OR of the quadrants. */
  readonly noisyOr: number;
  readonly grades: PerQuadrant<number>;
  /** The feature cell where the evidence for grade >= 1 is strongest. */
  readonly peaks: PerQuadrant<number>;
  readonly grid: number;
}

export const HIP_FIGURES: readonly string[] = [
  'loss',
  'meanKappa',
  ...QUADRANTS.map((quadrant) => `kappa.${quadrant}`),
  'globalAuc',
  'globalAccuracy',
  'peakInZone',
];

/**
 * The figures of the strong hips of a set at this picture size: `loss`, `meanKappa`, `kappa.<quadrant>`, `globalAuc` and
 * `globalAccuracy` (of the Noisy-OR under pure MIL, which has no global head), and `peakInZone`,
 * the share of positive quadrants whose evidence peaks inside the zone (NaN without landmarks).
 */
export async function hipFigures(network: Network, set: HipSet, { size, batch, strategy }: View): Promise<Figures> {
  const { predictions, loss } = await predictHips(network, set, { size, batch, strategy });
  const readings = perQuadrant((quadrant) => {
    const read = predictions.filter(({ item }) => item.supervision.quadrants[quadrant] !== undefined);
    return {
      truth: read.map(({ item }): Grade => item.supervision.quadrants[quadrant] ?? 0),
      predicted: read.map(({ grades }) => grades[quadrant]),
    };
  });
  const global = predictions.filter(({ item }) => diseaseOf(set.hips[item.index].labels) !== undefined);
  const right = global.filter((one) => one.item.supervision.diseased === chanceOf(one, strategy) >= 0.5);
  return {
    ...confusions(readings),
    loss,
    meanKappa: meanKappa(Object.values(readings)),
    ...Object.fromEntries(QUADRANTS.map((quadrant) => [`kappa.${quadrant}`, quadraticKappa(readings[quadrant])])),
    globalAuc: areaUnderRoc(
      global.map(({ item }) => item.supervision.diseased),
      global.map(({ globalLogit, noisyOr }) => (strategy === 'pure-mil' ? noisyOr : globalLogit)),
    ),
    globalAccuracy: right.length / global.length,
    peakInZone: peakShare(set, predictions),
  };
}

interface View {
  readonly size: PictureSize;
  readonly batch: number;
  readonly strategy: Strategy;
}

export interface HipAnswer {
  /** The hip's place in the set. */
  readonly item: number;
  /** Undefined for a quadrant that was not read. */
  readonly truth: PerQuadrant<Grade | undefined>;
  readonly predicted: PerQuadrant<number>;
  /** Undefined if it does not follow from the labels. */
  readonly diseased: boolean | undefined;
  /** P(diseased): of the global head, or of the Noisy-OR under pure MIL, which has none. */
  readonly chance: number;
}

/** What the network answers about each strong hip of a set. */
export async function hipAnswers(network: Network, set: HipSet, view: View): Promise<HipAnswer[]> {
  const { predictions } = await predictHips(network, set, view);
  return predictions.map(({ item, globalLogit, noisyOr, grades }) => ({
    item: item.index,
    truth: item.supervision.quadrants,
    predicted: grades,
    diseased: diseaseOf(set.hips[item.index].labels),
    chance: chanceOf({ globalLogit, noisyOr }, view.strategy),
  }));
}

/** P(diseased) by what the strategy trains. */
function chanceOf({ globalLogit, noisyOr }: Pick<Prediction, 'globalLogit' | 'noisyOr'>, strategy: Strategy): number {
  return strategy === 'pure-mil' ? noisyOr : 1 / (1 + Math.exp(-globalLogit));
}

async function predictHips(network: Network, set: HipSet, { size, batch, strategy }: View) {
  const augmentation = plainView({ crop: storedPictures(set).size, picture: size });
  const items = set.hips.flatMap(({ labels }, index) => {
    const supervision = labels.kind === 'strong' ? supervise(labels, 'oracle') : undefined;
    if (supervision === undefined) return [];
    // Pure MIL never trains the global head, so its loss would only add noise.
    return [{ index, supervision: strategy === 'pure-mil' ? { ...supervision, global: false } : supervision, augmentation }];
  });
  const predictions: Prediction[] = [];
  let loss = 0;
  for (let start = 0; start < items.length; start += batch) {
    const some = items.slice(start, start + batch);
    const result = await predictBatch(network, set, some, size);
    loss += (result.loss * some.length) / items.length;
    predictions.push(...result.predictions);
  }
  return { predictions, loss };
}

/** How many hips of each grade the network gave each grade, as `confusion.<quadrant>.<true grade>.<its grade>`. Zeros are left out. */
function confusions(
  readings: PerQuadrant<{ readonly truth: readonly Grade[]; readonly predicted: readonly number[] }>,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const quadrant of QUADRANTS) {
    const { truth, predicted } = readings[quadrant];
    for (const [at, grade] of truth.entries()) {
      const name = `confusion.${quadrant}.${grade}.${predicted[at] ?? 0}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return counts;
}

async function predictBatch(network: Network, set: HipSet, items: readonly BatchItem[], size: PictureSize) {
  const { tf } = network.engine;
  const supervision = supervisionTensors(network.engine, set, items, undefined);
  const image = pictureBatch(network.engine, storedPictures(set), items, size);
  const [loss, global, noisyOr, grades, peaks, features] = tf.tidy(() => {
    const outputs = forward(network, image, 'inference');
    const best = QUADRANTS.map((quadrant) => tf.argMax(outputs[quadrant], 1));
    const maps = quadrantMaps(network, outputs);
    const strongest = maps.flatMap(({ features, quadrants }) => {
      return quadrants.map((quadrant) => evidencePeak(network, quadrant, ofRank(outputs[quadrant], 2), features)); // [N, 4] logits
    });
    return [
      systemOneLoss(network, outputs, supervision, { priorWeight: 0, weakly: 'noisy-or' }),
      outputs.global,
      tf.sub(
        1,
        QUADRANTS.map((quadrant) => tf.slice(tf.softmax(ofRank(outputs[quadrant], 2)), [0, 0], [-1, 1])).reduce((a, b) =>
          tf.mul(a, b),
        ),
      ),
      tf.stack(best, 1),
      tf.stack(strongest, 1),
      maps[0].features,
    ];
  });
  const read = async (tensor: Tensor): Promise<number[]> => [...(await tensor.data())];
  const [lossValue] = await read(loss);
  const [globalLogits, chances, gradeTable, peakTable] = [
    await read(global),
    await read(noisyOr),
    await read(grades),
    await read(peaks),
  ];
  const grid = features.shape[1] ?? 1;
  for (const tensor of [loss, global, noisyOr, grades, peaks, features, image]) tensor.dispose();
  disposeSupervision(supervision);
  const column = (table: number[], row: number) =>
    perQuadrant((quadrant) => table[row * QUADRANTS.length + QUADRANTS.indexOf(quadrant)]);
  return {
    loss: lossValue,
    predictions: items.map((item, row): Prediction => ({
      item,
      globalLogit: globalLogits[row],
      noisyOr: chances[row],
      grades: column(gradeTable, row),
      peaks: column(peakTable, row),
      grid,
    })),
  };
}

/** The cell of the feature grid where the class activation map of grade >= 1 is highest. // [N] */
function evidencePeak(network: Network, quadrant: Quadrant, logits: Tensor2D, features: Tensor4D): Tensor {
  const { tf } = network.engine;
  const [hips, height, width, channels] = features.shape;
  const headWeight = denseWeights(network, `quadrant.${quadrant}`);
  const direction: Tensor3D = tf.expandDims(presenceDirection(tf, logits, headWeight), 2); // [N, channels, 1]
  const map = tf.matMul(tf.reshape(features, [hips, height * width, channels]), direction);
  return tf.argMax(tf.reshape(map, [hips, height * width]), 1);
}

function peakShare(set: HipSet, predictions: readonly Prediction[]): number {
  const inside: boolean[] = [];
  for (const { item, peaks, grid } of predictions) {
    const { zones } = set.hips[item.index];
    if (zones === undefined) return Number.NaN;
    const cell = set.cropSize / grid;
    for (const quadrant of QUADRANTS) {
      if ((item.supervision.quadrants[quadrant] ?? 0) === 0) continue;
      const x = ((peaks[quadrant] % grid) + 0.5) * cell - 0.5;
      const y = (Math.floor(peaks[quadrant] / grid) + 0.5) * cell - 0.5;
      inside.push(zones[quadrant].some((point) => Math.hypot(point.x - x, point.y - y) <= ZONE_RADIUS_PIXELS));
    }
  }
  return inside.filter(Boolean).length / inside.length;
}
