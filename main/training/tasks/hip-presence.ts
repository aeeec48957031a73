// System 2 (Chen): osteophyte or no osteophyte in each quadrant. A prior draws the network's attention to the landmarks during training.
//   L = L_BCE + lambda mean_over_valid_targets sum_xy M Q,  BCE over the known labels of the batch

import { perQuadrant } from '../../domain/quadrant.ts';
import type { Architecture } from '../../network/architecture.ts';
import { forward } from '../../network/forward.ts';
import type { Engine } from '../../network/tensors.ts';
import { drawAugmentation, plainView } from '../augmentation.ts';
import type { LoopSettings } from '../loop-settings.ts';
import { pictureBatch } from '../pictures.ts';
import type { TaskBatch, TrainingTask } from '../task.ts';
import { zonePenalties, priorGrid, type Prior } from './hip-batch.ts';
import { storedPictures, type HipLabels, type HipSet } from './hip-set.ts';
import { PRESENCE_FIGURES, presenceFigures } from './presence-figures.ts';
import { disposePresence, presenceLoss, presenceOf, presenceTensors, type PresenceTensors } from './presence-loss.ts';

export interface HipPresence {
  readonly architecture: Architecture;
  readonly engine: Engine;
  readonly train: HipSet;
  readonly validation: HipSet;
  /** In crop pixels. Weight 0 turns it off. */
  readonly prior: Prior;
  readonly augmentation: LoopSettings['augmentation'];
}

interface PresenceBatch extends TaskBatch {
  readonly tensors: PresenceTensors;
}

/** Leaves out hips without any known quadrant. */
export function hipPresence(options: HipPresence): TrainingTask<PresenceBatch> {
  const { architecture, engine, train, validation, prior } = options;
  const usable = [...train.hips.keys()].filter((index) => isKnown(train.hips[index].labels));
  return {
    architecture,
    train: { items: usable.length, subjects: usable.map((index) => train.hips[index].hip.subject) },
    validation: { items: validation.hips.length, subjects: validation.hips.map(({ hip }) => hip.subject) },
    batch: (items, size, random) => {
      const sizes = { crop: storedPictures(train).size, picture: size };
      const chosen = items.map((item) => {
        const augmentation = random === null ? plainView(sizes) : drawAugmentation(options.augmentation, sizes, random);
        return { index: usable[item], augmentation };
      });
      const image = pictureBatch(engine, storedPictures(train), chosen, size);
      const grid = priorGrid(options, size);
      const { tf } = engine;
      const tensors = {
        ...presenceTensors(
          engine,
          chosen.map(({ index }) => train.hips[index].labels),
        ),
        penalties:
          grid === undefined
            ? undefined
            : perQuadrant((quadrant) => tf.tensor2d(chosen.map((item) => zonePenalties(train, item, quadrant, grid)))),
      };
      const dispose = (): void => {
        image.dispose();
        disposePresence(tensors);
      };
      return { image, tensors, dispose };
    },
    loss: (network, { image, tensors }) => presenceLoss(network, forward(network, image, 'training'), tensors, prior.weight),
    figures: PRESENCE_FIGURES,
    validate: (network, size, batch) => presenceFigures(network, validation, { size, batch }),
    best: [
      { name: 'loss', figure: 'loss', better: 'lower' },
      { name: 'auc', figure: 'meanAuc', better: 'higher' },
    ],
  };
}

function isKnown(labels: HipLabels): boolean {
  return Object.values(presenceOf(labels)).some((present) => present !== undefined);
}
