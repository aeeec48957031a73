// The task of finding the landmarks of one hip on its view: the head lies near the middle and always has about the same size.

import { HEAD_RADIUS_IN_VIEW, POINTS_IN_VIEW } from '../../domain/locating.ts';
import { LANDMARK_TABLES } from '../../domain/landmark-table.ts';
import type { Random } from '../../domain/random.ts';
import { forward } from '../../network/forward.ts';
import { pointFinderNetwork } from '../../network/architectures/locating-networks.ts';
import { placeLoss, type PlaceTruth } from '../../network/loss/place.ts';
import type { Network } from '../../network/network.ts';
import { CELL_PIXELS, placeOf } from '../../network/place-maps.ts';
import type { Engine, Scalar } from '../../network/tensors.ts';
import { ofRank } from '../../tensor/of-rank.ts';
import { drawAugmentation, onPicture, plainView, type Augmentation } from '../augmentation.ts';
import { pictureBatch } from '../pictures.ts';
import type { LoopSettings } from '../loop-settings.ts';
import type { Figures, PictureSize, TaskBatch, TrainingTask } from '../task.ts';
import { mapsBeforePixels, median } from './find-hips.ts';
import type { LocatingSet } from './locating-set.ts';
import { disposeTruth, placeTruth } from './place-truth.ts';

export interface FindPoints {
  readonly engine: Engine;
  readonly train: LocatingSet;
  readonly validation: LocatingSet;
  readonly augmentation: LoopSettings['augmentation'];
}

export const POINT_FIGURES: readonly string[] = ['loss', 'pointErrorRadii', 'zonePointErrorRadii', 'zonePoint95Radii'];

interface PointsBatch extends TaskBatch {
  readonly truth: PlaceTruth;
}

/** Leaves out prostheses, which have no landmarks to find. */
export function findPoints({ engine, train, validation, augmentation }: FindPoints): TrainingTask<PointsBatch> {
  const usable = { train: naturalHips(train), validation: naturalHips(validation) };
  const batchOf = (set: LocatingSet, hips: readonly number[], size: PictureSize, random: Random | null): PointsBatch => {
    const chosen = hips.map((index) => ({ index, augmentation: augmentedView(set, size, augmentation, random) }));
    const stored = { pixels: set.views, size: { height: set.viewSize, width: set.viewSize } };
    const image = pictureBatch(engine, stored, chosen, size);
    const places = chosen.map((item) =>
      POINTS_IN_VIEW.map((point) => onPicture(item.augmentation, set.hips[item.index].landmarks[point])),
    );
    const truth = placeTruth(engine, places, size.width / CELL_PIXELS);
    const dispose = (): void => {
      image.dispose();
      disposeTruth(truth);
    };
    return { image, truth, dispose };
  };
  const loss = (network: Network, { image, truth }: PointsBatch, mode: 'training' | 'inference'): Scalar =>
    placeLoss(engine.tf, ofRank(forward(network, image, mode).maps, 4), truth);
  const items = (set: LocatingSet, hips: readonly number[]) => ({
    items: hips.length,
    subjects: hips.map((hip) => set.subjects[hip >> 1]),
  });
  return {
    architecture: pointFinderNetwork(),
    train: items(train, usable.train),
    validation: items(validation, usable.validation),
    batch: (chosen, size, random) =>
      batchOf(
        train,
        chosen.map((item) => usable.train[item]),
        size,
        random,
      ),
    loss: (network, batch) => loss(network, batch, 'training'),
    figures: POINT_FIGURES,
    validate: (network, size, batchSize) =>
      pointFigures({
        network,
        hips: usable.validation,
        batchSize,
        batch: (hips) => batchOf(validation, hips, size, null),
        loss: (batch) => loss(network, batch, 'inference'),
        truth: (hip) => validation.hips[hip].landmarks.map((point) => onPicture(middleView(validation, size), point)),
      }),
    best: [{ name: 'loss', figure: 'loss', better: 'lower' }],
  };
}

function naturalHips(set: LocatingSet): number[] {
  return set.hips.flatMap(({ implant }, index) => (implant ? [] : [index]));
}

/** The stored view has the scale of the network's picture and a wider margin. The picture is its middle part, shifted a little. */
function augmentedView(
  set: LocatingSet,
  size: PictureSize,
  limits: LoopSettings['augmentation'],
  random: Random | null,
): Augmentation {
  if (random === null) return middleView(set, size);
  return toMiddle(set, size, drawAugmentation(limits, { crop: size, picture: size }, random));
}

function middleView(set: LocatingSet, size: PictureSize): Augmentation {
  return toMiddle(set, size, plainView({ crop: size, picture: size }));
}

function toMiddle({ viewSize }: LocatingSet, size: PictureSize, { matrix, ...rest }: Augmentation): Augmentation {
  const [a, b, x, c, d, y] = matrix;
  return { ...rest, matrix: [a, b, x + (viewSize - size.width) / 2, c, d, y + (viewSize - size.height) / 2] };
}

interface Validation {
  readonly network: Network;
  readonly hips: readonly number[];
  readonly batchSize: number;
  readonly batch: (hips: readonly number[]) => PointsBatch;
  readonly loss: (batch: PointsBatch) => Scalar;
  readonly truth: (hip: number) => readonly { readonly x: number; readonly y: number }[];
}

/** Errors are in head radii. */
async function pointFigures({ network, hips, batchSize, batch, loss, truth }: Validation): Promise<Figures> {
  const { tf } = network.engine;
  const zones = new Set(Object.values(LANDMARK_TABLES.original.zones).flat());
  const errors: { readonly point: number; readonly radii: number }[] = [];
  let lossSum = 0;
  for (let start = 0; start < hips.length; start += batchSize) {
    const some = hips.slice(start, start + batchSize);
    const pictures = batch(some);
    const [value, maps] = tf.tidy(() => [loss(pictures), mapsBeforePixels(network, pictures.image)]);
    lossSum += (await value.data())[0] * some.length;
    const logits = Float32Array.from(await maps.data());
    const edge = maps.shape[3] ?? 1;
    some.forEach((hip, row) => {
      const places = truth(hip);
      POINTS_IN_VIEW.forEach((point, map) => {
        const at = (row * POINTS_IN_VIEW.length + map) * edge * edge;
        const found = placeOf(logits.subarray(at, at + edge * edge), edge);
        const { x, y } = places[point];
        errors.push({ point, radii: Math.hypot(found.x - x, found.y - y) / HEAD_RADIUS_IN_VIEW });
      });
    });
    for (const tensor of [value, maps]) tensor.dispose();
    pictures.dispose();
  }
  const inZones = errors.filter(({ point }) => zones.has(point)).map(({ radii }) => radii);
  return {
    loss: lossSum / hips.length,
    pointErrorRadii: median(errors.map(({ radii }) => radii)),
    zonePointErrorRadii: median(inZones),
    zonePoint95Radii: inZones.toSorted((a, b) => a - b)[Math.floor(0.95 * inZones.length)],
  };
}
