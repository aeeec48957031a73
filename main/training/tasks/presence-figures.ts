// How well osteophytes are found, and where the network looks for them (Chen, section 3.5): per target AUC, and on positive hips the
// distance of the evidence's centre of mass and of its peak from the landmarks, and its spread, in crop pixels.
//   spread = sqrt(sum M ((x - xm)^2 + (y - ym)^2) / (sum M + eps))

import type { CropPoint } from '../../domain/geometry.ts';
import { QUADRANTS, type Quadrant } from '../../domain/quadrant.ts';
import { forward } from '../../network/forward.ts';
import { quadrantMaps } from '../../network/loss/quadrant-maps.ts';
import { variableNamed, type Network } from '../../network/network.ts';
import type { Tensor, Tensor2D, Tensor4D } from '../../network/tensors.ts';
import { areaUnderRoc } from '../../statistics/auc.ts';
import { plainView } from '../augmentation.ts';
import { pictureBatch } from '../pictures.ts';
import type { Figures, PictureSize } from '../task.ts';
import { disposePresence, presenceLoss, presenceOf, presenceTensors } from './presence-loss.ts';
import { storedPictures, type HipSet } from './hip-set.ts';

const EPSILON = 1e-8;

/** Where one map of evidence lies; distances to the nearest landmark of its target. */
export interface EvidencePlace {
  readonly centreDistance: number;
  readonly peakDistance: number;
  readonly spread: number;
  /** The share of the evidence inside the true osteophyte; NaN where no outline is known. */
  readonly inOutline: number;
}

export interface PresenceReading {
  readonly subject: string;
  readonly hip: number;
  readonly quadrant: Quadrant;
  /** Undefined where it is not known. */
  readonly present: boolean | undefined;
  readonly logit: number;
  /** Of hips with an osteophyte there and with landmarks only. */
  readonly place: EvidencePlace | undefined;
}

interface Seen {
  readonly size: PictureSize;
  readonly batch: number;
}

const OF_QUADRANT = ['auc', 'centreDistance', 'peakDistance', 'spread'];

export const PRESENCE_FIGURES: readonly string[] = [
  'loss',
  'meanAuc',
  ...QUADRANTS.flatMap((quadrant) => OF_QUADRANT.map((figure) => `${figure}.${quadrant}`)),
];

/** `loss`, `meanAuc`, and of each quadrant `auc`, `centreDistance`, `peakDistance` and `spread`. */
export async function presenceFigures(network: Network, set: HipSet, seen: Seen): Promise<Figures> {
  const { readings, loss } = await presenceReadings(network, set, seen);
  const byQuadrant = QUADRANTS.map((quadrant) => ({ quadrant, own: readings.filter((each) => each.quadrant === quadrant) }));
  const aucs = byQuadrant.map(({ own }) => auc(own));
  const known = aucs.filter((value) => !Number.isNaN(value));
  return {
    loss,
    meanAuc: mean(known),
    ...Object.fromEntries(
      byQuadrant.flatMap(({ quadrant, own }, place) => {
        const places = own.flatMap((each) => (each.place === undefined ? [] : [each.place]));
        return [
          [`auc.${quadrant}`, aucs[place]],
          [`centreDistance.${quadrant}`, mean(places.map(({ centreDistance }) => centreDistance))],
          [`peakDistance.${quadrant}`, mean(places.map(({ peakDistance }) => peakDistance))],
          [`spread.${quadrant}`, mean(places.map(({ spread }) => spread))],
        ];
      }),
    ),
  };
}

export function auc(readings: readonly PresenceReading[]): number {
  const known = readings.filter(({ present }) => present !== undefined);
  return areaUnderRoc(
    known.map(({ present }) => present === true),
    known.map(({ logit }) => logit),
  );
}

/** Every hip's logit for every quadrant, and where the evidence of positive ones lies; with the mean loss, prior left out. */
export async function presenceReadings(
  network: Network,
  set: HipSet,
  { size, batch }: Seen,
): Promise<{ readings: PresenceReading[]; loss: number }> {
  const { tf } = network.engine;
  const stored = storedPictures(set);
  const augmentation = plainView({ crop: stored.size, picture: size });
  const readings: PresenceReading[] = [];
  let loss = 0;
  for (let start = 0; start < set.hips.length; start += batch) {
    const hips = set.hips.slice(start, start + batch);
    const image = pictureBatch(
      network.engine,
      stored,
      hips.map((_, row) => ({ index: start + row, augmentation })),
      size,
    );
    const tensors = presenceTensors(
      network.engine,
      hips.map(({ labels }) => labels),
    );
    const [lossTensor, logits, maps] = tf.tidy(() => {
      const outputs = forward(network, image, 'inference');
      const columns = QUADRANTS.map((quadrant) => outputs[quadrant]);
      return [presenceLoss(network, outputs, tensors, 0), tf.concat(columns, 1), evidenceMaps(network, outputs, set.cropSize)];
    });
    const [lossValue] = await lossTensor.data();
    const [logitTable, mapTable] = [[...(await logits.data())], await maps.data()];
    for (const tensor of [lossTensor, logits, maps, image]) tensor.dispose();
    disposePresence(tensors);
    loss += (lossValue * hips.length) / set.hips.length;
    hips.forEach(({ hip, labels, zones, outlines }, row) => {
      const present = presenceOf(labels);
      QUADRANTS.forEach((quadrant, place) => {
        const area = set.cropSize ** 2;
        const first = (row * QUADRANTS.length + place) * area;
        readings.push({
          subject: hip.subject,
          hip: start + row,
          quadrant,
          present: present[quadrant],
          logit: logitTable[row * QUADRANTS.length + place],
          place:
            present[quadrant] === true && zones !== undefined
              ? evidencePlace(Float32Array.from(mapTable.slice(first, first + area)), set.cropSize, {
                  landmarks: zones[quadrant],
                  outline: outlines?.[quadrant] ?? null,
                })
              : undefined,
        });
      });
    });
  }
  return { readings, loss };
}

/** The class activation map of each quadrant, enlarged to the crop. // [N, 4, cropSize, cropSize] */
function evidenceMaps(network: Network, outputs: Readonly<Record<string, Tensor>>, cropSize: number): Tensor {
  const { tf } = network.engine;
  const grids = quadrantMaps(network, outputs).map(({ features, quadrants }): Tensor4D => {
    const [hips, height, width, channels] = features.shape;
    const weights = tf.concat(
      quadrants.map((quadrant) => variableNamed(network, `quadrant.${quadrant}.weight`) as Tensor as Tensor2D), // dense weights are [in, out]
      1,
    ); // [channels, quadrants]
    const maps = tf.relu(tf.matMul(tf.reshape(features, [hips * height * width, channels]), weights));
    return tf.reshape(maps, [hips, height, width, quadrants.length]);
  });
  const grid: Tensor4D = tf.concat(grids, 3);
  return tf.transpose(tf.image.resizeBilinear(grid, [cropSize, cropSize], false, true), [0, 3, 1, 2]);
}

/** Where a map of so many by so many pixels lies. A map without any evidence is spread evenly. */
export function evidencePlace(
  map: Float32Array,
  size: number,
  target: { readonly landmarks: readonly CropPoint[]; readonly outline: readonly CropPoint[] | null },
): EvidencePlace {
  const even = map.every((value) => value <= 0);
  let [mass, xSum, ySum, squares, peak] = [0, 0, 0, 0, 0];
  for (let index = 0; index < map.length; index++) {
    const value = even ? 1 : map[index];
    const [x, y] = [index % size, Math.floor(index / size)];
    mass += value;
    xSum += value * x;
    ySum += value * y;
    squares += value * (x * x + y * y);
    if (map[index] > map[peak]) peak = index;
  }
  const centre = { x: xSum / (mass + EPSILON), y: ySum / (mass + EPSILON) };
  const nearest = ({ x, y }: CropPoint): number =>
    Math.min(...target.landmarks.map((point) => Math.hypot(point.x - x, point.y - y)));
  return {
    centreDistance: nearest(centre),
    peakDistance: nearest(even ? centre : { x: peak % size, y: Math.floor(peak / size) }),
    // sum M |p - m|^2 = sum M |p|^2 - |m|^2 sum M
    spread: Math.sqrt(Math.max(0, squares / (mass + EPSILON) - centre.x ** 2 - centre.y ** 2)),
    inOutline: target.outline === null ? Number.NaN : shareInside(map, size, target.outline),
  };
}

/** The share of the map on pixels whose centres lie inside the outline (even-odd rule). */
function shareInside(map: Float32Array, size: number, outline: readonly CropPoint[]): number {
  let [inside, mass] = [0, 0];
  const [left, right] = [Math.min(...outline.map(({ x }) => x)), Math.max(...outline.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...outline.map(({ y }) => y)), Math.max(...outline.map(({ y }) => y))];
  for (let index = 0; index < map.length; index++) {
    mass += map[index];
    const [x, y] = [index % size, Math.floor(index / size)];
    if (x < left || x > right || y < top || y > bottom) continue;
    if (isInside(outline, x, y)) inside += map[index];
  }
  return inside / (mass + EPSILON);
}

function isInside(outline: readonly CropPoint[], x: number, y: number): boolean {
  let odd = false;
  outline.forEach((point, index) => {
    const before = outline[(index + outline.length - 1) % outline.length];
    if (point.y > y === before.y > y) return;
    if (x < point.x + ((before.x - point.x) * (y - point.y)) / (before.y - point.y)) odd = !odd;
  });
  return odd;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
