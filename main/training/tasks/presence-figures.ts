// How well osteophytes are found, and where the network looks for them (Chen, section 3.5). Per quadrant: the AUC, and on positive hips
// the distances of the evidence's centre of mass and peak to the landmarks, and its spread, in crop pixels.

import type { MeanMap } from '../../domain/evaluation/evaluation.ts';
import { perQuadrant, QUADRANTS, type Quadrant } from '../../domain/quadrant.ts';
import { forward } from '../../network/forward.ts';
import { quadrantMaps } from '../../network/loss/quadrant-maps.ts';
import { denseWeights, type Network } from '../../network/network.ts';
import type { Tensor, Tensor4D } from '../../network/tensors.ts';
import { areaUnderRoc } from '../../statistics/auc.ts';
import { plainView } from '../augmentation.ts';
import { pictureBatch } from '../pictures.ts';
import type { Figures, PictureSize } from '../task.ts';
import { evidencePlace, type EvidencePlace } from './evidence-place.ts';
import { meanEvidence } from './mean-evidence.ts';
import { disposePresence, presenceLoss, presenceOf, presenceTensors } from './presence-loss.ts';
import { storedPictures, type HipSet } from './hip-set.ts';

export interface PresenceReading {
  readonly subject: string;
  readonly hip: number;
  readonly quadrant: Quadrant;
  /** Undefined if not known. */
  readonly present: boolean | undefined;
  readonly logit: number;
  /** Only for quadrants with an osteophyte, on hips with landmarks. */
  readonly place: EvidencePlace | undefined;
}

interface View {
  readonly size: PictureSize;
  readonly batch: number;
}

const OF_QUADRANT = ['auc', 'centreDistance', 'peakDistance', 'spread'];

export const PRESENCE_FIGURES: readonly string[] = [
  'loss',
  'meanAuc',
  ...QUADRANTS.flatMap((quadrant) => OF_QUADRANT.map((figure) => `${figure}.${quadrant}`)),
];

/** Measures `loss`, `meanAuc`, and `auc`, `centreDistance`, `peakDistance` and `spread` of each quadrant. */
export async function presenceFigures(network: Network, set: HipSet, view: View): Promise<Figures> {
  const { readings, loss } = await presenceReadings(network, set, view);
  const byQuadrant = QUADRANTS.map((quadrant) => ({ quadrant, own: readings.filter((each) => each.quadrant === quadrant) }));
  const aucs = byQuadrant.map(({ own }) => auc(own));
  const finiteAucs = aucs.filter((value) => !Number.isNaN(value));
  return {
    loss,
    meanAuc: mean(finiteAucs),
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
  const labelled = readings.filter(({ present }) => present !== undefined);
  return areaUnderRoc(
    labelled.map(({ present }) => present === true),
    labelled.map(({ logit }) => logit),
  );
}

/** The logit of every quadrant of every hip, place and mean of the evidence in positive ones, and the mean loss without the prior. */
export async function presenceReadings(
  network: Network,
  set: HipSet,
  { size, batch }: View,
): Promise<{ readings: PresenceReading[]; meanMaps: Partial<Record<Quadrant, MeanMap>>; loss: number }> {
  const { tf } = network.engine;
  const stored = storedPictures(set);
  const augmentation = plainView({ crop: stored.size, picture: size });
  const readings: PresenceReading[] = [];
  const evidence = perQuadrant(() => meanEvidence(set.cropSize));
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
        const map = Float32Array.from(mapTable.subarray(first, first + area));
        if (present[quadrant] === true) evidence[quadrant].add(map);
        readings.push({
          subject: hip.subject,
          hip: start + row,
          quadrant,
          present: present[quadrant],
          logit: logitTable[row * QUADRANTS.length + place],
          place:
            present[quadrant] === true && zones !== undefined
              ? evidencePlace(map, set.cropSize, {
                  landmarks: zones[quadrant],
                  outline: outlines?.[quadrant] ?? null,
                })
              : undefined,
        });
      });
    });
  }
  return {
    readings,
    meanMaps: Object.fromEntries(
      QUADRANTS.flatMap((quadrant) => {
        const mean = evidence[quadrant].mean();
        return mean === null ? [] : [[quadrant, mean] as const];
      }),
    ),
    loss,
  };
}

/** The class activation map of each quadrant, enlarged to the crop. // [N, 4, cropSize, cropSize] */
function evidenceMaps(network: Network, outputs: Readonly<Record<string, Tensor>>, cropSize: number): Tensor {
  const { tf } = network.engine;
  const grids = quadrantMaps(network, outputs).map(({ features, quadrants }): Tensor4D => {
    const [hips, height, width, channels] = features.shape;
    const weights = tf.concat(
      quadrants.map((quadrant) => denseWeights(network, `quadrant.${quadrant}`)),
      1,
    ); // [channels, quadrants]
    const maps = tf.relu(tf.matMul(tf.reshape(features, [hips * height * width, channels]), weights));
    return tf.reshape(maps, [hips, height, width, quadrants.length]);
  });
  const grid: Tensor4D = tf.concat(grids, 3);
  return tf.transpose(tf.image.resizeBilinear(grid, [cropSize, cropSize], false, true), [0, 3, 1, 2]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
