// The task of finding both hips on a whole radiograph: the position and size of each head, and whether it is a prosthesis.

import { SIDES } from '../../domain/hip.ts';
import type { Random } from '../../domain/random.ts';
import { forward } from '../../network/forward.ts';
import { hipFinderNetwork, HIP_MAPS } from '../../network/architectures/locating-networks.ts';
import { hipQualityLoss, USUAL_RADIUS_PIXELS, type HipTruthTensors } from '../../network/loss/found-hips.ts';
import { placeLoss } from '../../network/loss/place.ts';
import type { Network } from '../../network/network.ts';
import { CELL_PIXELS, placeOf } from '../../network/place-maps.ts';
import type { Engine, Scalar, Tensor4D } from '../../network/tensors.ts';
import { ofRank } from '../../tensor/of-rank.ts';
import type { LoopSettings } from '../loop-settings.ts';
import type { Figures, PictureSize, TaskBatch, TrainingTask } from '../task.ts';
import { filmMixture, type RealFilms } from './film-mixture.ts';
import { wholePhantoms, type LearningFilm } from './learning-film.ts';
import type { LocatingSet } from './locating-set.ts';
import { changedOverview, plainOverview } from './overviews.ts';
import { disposeTruth, placeTruth } from './place-truth.ts';
import { stackedPictures, type SampledFilm } from './sampled-film.ts';

export interface FindHips {
  readonly engine: Engine;
  readonly train: LocatingSet;
  readonly validation: LocatingSet;
  readonly augmentation: LoopSettings['augmentation'];
  /** Learned from besides the phantoms of `train`. */
  readonly films?: RealFilms;
}

export const HIP_FINDING_FIGURES: readonly string[] = [
  'loss',
  'missed',
  'centreErrorRadii',
  'worstCentreErrorRadii',
  'sizeError',
  'wrongImplants',
];

interface HipsBatch extends TaskBatch {
  readonly truth: HipTruthTensors;
}

/** Pictures are upright overviews, changed at random. Some are turned, or shifted so far that they show no hip: there the answer is none. */
export function findHips({ engine, train, validation, augmentation, films }: FindHips): TrainingTask<HipsBatch> {
  const shown = filmMixture(wholePhantoms(train), films);
  const held = wholePhantoms(validation);
  const batchOf = (chosen: readonly LearningFilm[], { height: size }: PictureSize, random: Random | null): HipsBatch => {
    const pictures = chosen.map((film) =>
      random === null ? plainOverview(film, size) : changedOverview(film, size, { augmentation, random }),
    );
    const image = stackedPictures(engine, pictures, size);
    const truth = hipsTruth(engine, pictures, size);
    const dispose = (): void => {
      image.dispose();
      disposeTruth(truth);
    };
    return { image, truth, dispose };
  };
  const loss = (network: Network, { image, truth }: HipsBatch, mode: 'training' | 'inference'): Scalar => {
    const { tf } = engine;
    const maps = ofRank(forward(network, image, mode).maps, 4);
    const [heads, qualities] = tf.split<Tensor4D>(maps, 2, 3);
    return tf.add(placeLoss(tf, heads, truth), hipQualityLoss(tf, qualities, truth)).asScalar();
  };
  return {
    architecture: hipFinderNetwork(),
    train: { items: shown.items, subjects: shown.subjects },
    validation: { items: held.length, subjects: validation.subjects },
    batch: (items, size, random) =>
      batchOf(
        items.map((slot) => shown.filmOf(slot, random)),
        size,
        random,
      ),
    loss: (network, batch) => loss(network, batch, 'training'),
    figures: HIP_FINDING_FIGURES,
    validate: (network, size, batchSize) =>
      hipFindingFigures({
        network,
        set: validation,
        batchSize,
        batch: (items) =>
          batchOf(
            items.map((item) => held[item]),
            size,
            null,
          ),
        loss: (batch) => loss(network, batch, 'inference'),
      }),
    best: [{ name: 'loss', figure: 'loss', better: 'lower' }],
  };
}

/** `hips` in the order of SIDES; null if the picture does not show that side. */
function hipsTruth(engine: Engine, pictures: readonly SampledFilm[], size: number): HipTruthTensors {
  const { tf } = engine;
  const hips = pictures.map(({ hips: shown }) => SIDES.map((side) => shown.find((one) => one.side === side) ?? null));
  return {
    ...placeTruth(
      engine,
      hips.map((pair) => pair.map((hip) => hip?.head ?? null)),
      size / CELL_PIXELS,
    ),
    size: tf.tensor2d(
      hips.map((pair) => pair.map((hip) => (hip === null ? 0 : Math.log(hip.head.radius / USUAL_RADIUS_PIXELS)))),
    ),
    implant: tf.tensor2d(hips.map((pair) => pair.map((hip) => (hip?.implant === true ? 1 : 0)))),
  };
}

interface Validation {
  readonly network: Network;
  readonly set: LocatingSet;
  readonly batchSize: number;
  readonly batch: (items: readonly number[]) => HipsBatch;
  readonly loss: (batch: HipsBatch) => Scalar;
}

/** Errors are in head radii, because the pictures carry no millimetres. A hip counts as missed if its centre is found outside the head. */
async function hipFindingFigures({ network, set, batchSize, batch, loss }: Validation): Promise<Figures> {
  const { tf } = network.engine;
  const errors: number[] = [];
  const sizes: number[] = [];
  let [lossSum, wrongImplants] = [0, 0];
  for (let start = 0; start < set.subjects.length; start += batchSize) {
    const items = Array.from({ length: Math.min(batchSize, set.subjects.length - start) }, (_, i) => start + i);
    const pictures = batch(items);
    const [value, maps] = tf.tidy(() => [loss(pictures), mapsBeforePixels(network, pictures.image)]);
    lossSum += (await value.data())[0] * items.length;
    const logits = Float32Array.from(await maps.data());
    const edge = maps.shape[3] ?? 1;
    for (const [row, radiograph] of items.entries()) {
      const map = (name: (typeof HIP_MAPS)[number]): Float32Array => {
        const at = (row * HIP_MAPS.length + HIP_MAPS.indexOf(name)) * edge * edge;
        return logits.subarray(at, at + edge * edge);
      };
      for (const side of SIDES) {
        const found = placeOf(map(side), edge);
        const { head, implant } = set.hips[2 * radiograph + SIDES.indexOf(side)];
        errors.push(Math.hypot(found.x - head.x, found.y - head.y) / head.radius);
        sizes.push(Math.abs(Math.log((Math.exp(map('size')[found.cell]) * USUAL_RADIUS_PIXELS) / head.radius)));
        if (map('implant')[found.cell] > 0 !== implant) wrongImplants++;
      }
    }
    for (const tensor of [value, maps]) tensor.dispose();
    pictures.dispose();
  }
  return {
    loss: lossSum / set.subjects.length,
    missed: errors.filter((error) => error > 1).length,
    centreErrorRadii: median(errors),
    worstCentreErrorRadii: Math.max(...errors),
    sizeError: median(sizes),
    wrongImplants,
  };
}

/** [N, maps, edge, edge] */
export function mapsBeforePixels(network: Network, image: Tensor4D): Tensor4D {
  const maps = ofRank(forward(network, image, 'inference').maps, 4);
  return network.engine.tf.transpose(maps, [0, 3, 1, 2]);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length === 0 ? Number.NaN : (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}
