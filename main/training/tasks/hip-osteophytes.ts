// System 1 (Ye): osteophyte grades of a hip's four quadrants, also from weakly labelled hips. System 2's prior can be added.

import type { Architecture } from '../../network/architecture.ts';
import { forward } from '../../network/forward.ts';
import { systemOneLoss, type SupervisionTensors } from '../../network/loss/system-one.ts';
import type { Engine } from '../../network/tensors.ts';
import { drawAugmentation, plainView } from '../augmentation.ts';
import { pictureBatch } from '../pictures.ts';
import type { LoopSettings } from '../loop-settings.ts';
import type { TaskBatch, TrainingTask } from '../task.ts';
import { disposeSupervision, supervisionTensors, priorGrid, type Prior } from './hip-batch.ts';
import { HIP_FIGURES, hipFigures } from './hip-figures.ts';
import { storedPictures, type HipSet } from './hip-set.ts';
import { supervise, type Strategy } from './hip-supervision.ts';
import { withinBudget, type LabelBudget } from './label-budget.ts';

export interface HipOsteophytes {
  readonly architecture: Architecture;
  readonly engine: Engine;
  readonly train: HipSet;
  readonly validation: HipSet;
  readonly strategy: Strategy;
  /** The landmark prior of System 2, in crop pixels. Weight 0 turns it off. */
  readonly prior: Prior;
  /** How many graded hips keep their grades, and how many others are used as weak ones. Default: all. */
  readonly budget?: LabelBudget | undefined;
  readonly augmentation: LoopSettings['augmentation'];
}

interface HipBatch extends TaskBatch {
  readonly supervision: SupervisionTensors;
}

/** The items are only those hips that the strategy learns from. */
export function hipOsteophytes(options: HipOsteophytes): TrainingTask<HipBatch> {
  const { architecture, engine, train, validation, strategy, prior } = options;
  const usable = withinBudget(train.hips, strategy, options.budget).flatMap((labels, index) => {
    const supervision = labels === undefined ? undefined : supervise(labels, strategy);
    return supervision === undefined ? [] : [{ index, supervision }];
  });
  return {
    architecture,
    train: { items: usable.length, subjects: usable.map(({ index }) => train.hips[index].hip.subject) },
    validation: { items: validation.hips.length, subjects: validation.hips.map(({ hip }) => hip.subject) },
    batch: (items, size, random) => {
      const sizes = { crop: storedPictures(train).size, picture: size };
      const chosen = items.map((item) => {
        const augmentation = random === null ? plainView(sizes) : drawAugmentation(options.augmentation, sizes, random);
        return { ...usable[item], augmentation };
      });
      const image = pictureBatch(engine, storedPictures(train), chosen, size);
      const supervision = supervisionTensors(engine, train, chosen, priorGrid(options, size));
      const dispose = () => {
        image.dispose();
        disposeSupervision(supervision);
      };
      return { image, supervision, dispose };
    },
    loss: (network, { image, supervision }) => {
      const weakly = strategy === 'soft-or' || strategy === 'attention-mil' ? strategy : 'noisy-or';
      return systemOneLoss(network, forward(network, image, 'training'), supervision, { priorWeight: prior.weight, weakly });
    },
    figures: HIP_FIGURES,
    validate: (network, size, batch) => hipFigures(network, validation, { size, batch, strategy }),
    best: [
      { name: 'kappa', figure: 'meanKappa', better: 'higher' },
      { name: 'loss', figure: 'loss', better: 'lower' },
    ],
  };
}
