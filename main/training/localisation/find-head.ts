// The task of finding the femoral head on the view of one hip: its centre and size, finer than on the overview, whether there is a head at
// all, and whether it is replaced or lies among metal.

import { HEAD_RADIUS_IN_VIEW } from '../../domain/locating.ts';
import type { Random } from '../../domain/random.ts';
import { forward } from '../../network/forward.ts';
import { HEAD_MAPS, headFinderNetwork } from '../../network/architectures/locating-networks.ts';
import { headQualityLoss, type HeadTruthTensors } from '../../network/loss/found-head.ts';
import { placeLoss } from '../../network/loss/place.ts';
import type { Network } from '../../network/network.ts';
import { CELL_PIXELS, placeOf } from '../../network/place-maps.ts';
import type { Engine, Scalar, Tensor4D } from '../../network/tensors.ts';
import { ofRank } from '../../tensor/of-rank.ts';
import type { Figures, PictureSize, TaskBatch, TrainingTask } from '../task.ts';
import { filmMixture } from './film-mixture.ts';
import { mapsBeforePixels, median, type FindHips } from './find-hips.ts';
import { changedHeadView, plainHeadView } from './head-views.ts';
import { phantomHips, type LearningFilm } from './learning-film.ts';
import { disposeTruth, placeTruth } from './place-truth.ts';
import { stackedPictures, type SampledFilm } from './sampled-film.ts';

export const HEAD_FINDING_FIGURES: readonly string[] = ['loss', 'missed', 'centreErrorRadii', 'sizeError', 'wrongImplants'];

interface HeadBatch extends TaskBatch {
  readonly truth: HeadTruthTensors;
  readonly pictures: readonly SampledFilm[];
}

export function findHead({ engine, train, validation, augmentation, films }: FindHips): TrainingTask<HeadBatch> {
  const shown = filmMixture(phantomHips(train, HEAD_RADIUS_IN_VIEW), films);
  const held = phantomHips(validation, HEAD_RADIUS_IN_VIEW);
  const batchOf = (chosen: readonly LearningFilm[], { height: size }: PictureSize, random: Random | null): HeadBatch => {
    const pictures = chosen.map((film) =>
      random === null ? plainView(film, size) : changedHeadView(film, size, { augmentation, random }),
    );
    const image = stackedPictures(engine, pictures, size);
    const truth = headTruth(engine, pictures, size);
    const dispose = (): void => {
      image.dispose();
      disposeTruth(truth);
    };
    return { image, truth, pictures, dispose };
  };
  const loss = (network: Network, { image, truth }: HeadBatch, mode: 'training' | 'inference'): Scalar => {
    const { tf } = engine;
    const maps = ofRank(forward(network, image, mode).maps, 4);
    const [heads, qualities] = tf.split<Tensor4D>(maps, [1, HEAD_MAPS.length - 1], 3);
    return tf.add(placeLoss(tf, heads, truth), headQualityLoss(tf, qualities, truth)).asScalar();
  };
  return {
    architecture: headFinderNetwork(),
    train: { items: shown.items, subjects: shown.subjects },
    validation: { items: held.length, subjects: held.map(({ subject }) => subject) },
    batch: (items, size, random) =>
      batchOf(
        items.map((slot) => shown.filmOf(slot, random)),
        size,
        random,
      ),
    loss: (network, batch) => loss(network, batch, 'training'),
    figures: HEAD_FINDING_FIGURES,
    validate: (network, size, batchSize) =>
      headFindingFigures(network, held, batchSize, {
        batch: (some) => batchOf(some, size, null),
        loss: (batch) => loss(network, batch, 'inference'),
      }),
    best: [{ name: 'loss', figure: 'loss', better: 'lower' }],
  };
}

/** A film without a head has no plain view; batches without `random` only adapt the batch norm. */
function plainView(film: LearningFilm, size: number): SampledFilm {
  if (film.heads.length > 0) return plainHeadView(film, size);
  const middle = { x: film.width / 2, y: film.height / 2, radius: Math.max(film.width, film.height) / 7 };
  const shown = plainHeadView({ ...film, heads: [{ side: 'right', head: middle, implant: false }] }, size);
  return { ...shown, hips: [] };
}

function headTruth(engine: Engine, pictures: readonly SampledFilm[], size: number): HeadTruthTensors {
  const { tf } = engine;
  const heads = pictures.map(({ hips }) => hips[0] ?? null);
  return {
    ...placeTruth(
      engine,
      heads.map((hip) => [hip?.head ?? null]),
      size / CELL_PIXELS,
    ),
    size: tf.tensor2d(heads.map((hip) => [hip === null ? 0 : Math.log(hip.head.radius / HEAD_RADIUS_IN_VIEW)])),
    kinds: tf.tensor2d(heads.map((hip) => (hip === null ? [0, 0] : [Number(hip.implant), Number(hip.metal)]))),
  };
}

/** Errors are in head radii. */
async function headFindingFigures(
  network: Network,
  films: readonly LearningFilm[],
  batchSize: number,
  { batch, loss }: { readonly batch: (films: readonly LearningFilm[]) => HeadBatch; readonly loss: (batch: HeadBatch) => Scalar },
): Promise<Figures> {
  const { tf } = network.engine;
  const errors: number[] = [];
  const sizes: number[] = [];
  let [lossSum, wrongImplants] = [0, 0];
  for (let start = 0; start < films.length; start += batchSize) {
    const pictures = batch(films.slice(start, start + batchSize));
    const [value, maps] = tf.tidy(() => [loss(pictures), mapsBeforePixels(network, pictures.image)]);
    lossSum += (await value.data())[0] * pictures.pictures.length;
    const logits = Float32Array.from(await maps.data());
    const edge = maps.shape[3] ?? 1;
    for (const [row, { hips }] of pictures.pictures.entries()) {
      const map = (name: (typeof HEAD_MAPS)[number]): Float32Array => {
        const at = (row * HEAD_MAPS.length + HEAD_MAPS.indexOf(name)) * edge * edge;
        return logits.subarray(at, at + edge * edge);
      };
      const found = placeOf(map('head'), edge);
      for (const { head, implant } of hips) {
        errors.push(Math.hypot(found.x - head.x, found.y - head.y) / head.radius);
        sizes.push(Math.abs(map('size')[found.cell] - Math.log(head.radius / HEAD_RADIUS_IN_VIEW)));
        if (map('implant')[found.cell] > 0 !== implant) wrongImplants++;
      }
    }
    for (const tensor of [value, maps]) tensor.dispose();
    pictures.dispose();
  }
  return {
    loss: lossSum / films.length,
    missed: errors.filter((error) => error > 1).length,
    centreErrorRadii: median(errors),
    sizeError: median(sizes),
    wrongImplants,
  };
}
