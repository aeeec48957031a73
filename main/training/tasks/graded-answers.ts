// Systems 3 and 4 (Gorriz; von Schacky): each question about a picture has a scale of grades, and one or more outputs of the network
// answer it. L = sum over outputs of weight x cross-entropy.

import type { Architecture } from '../../network/architecture.ts';
import { forward } from '../../network/forward.ts';
import { coralTarget, thresholdLoss } from '../../network/loss/coral.ts';
import { weightedCrossEntropy } from '../../network/loss/cross-entropy.ts';
import { expectedGradeLoss } from '../../network/loss/expected-grade.ts';
import { balancedClassWeights, gradeTarget, weightedTarget } from '../../network/loss/target-distribution.ts';
import type { Network } from '../../network/network.ts';
import type { Engine, Scalar, Tensor, Tensor1D, Tensor2D } from '../../network/tensors.ts';
import { ofRank } from '../../tensor/of-rank.ts';
import { drawAugmentation, plainView, withInputRange, type InputRange } from '../augmentation.ts';
import type { LoopSettings } from '../loop-settings.ts';
import { pictureBatch } from '../pictures.ts';
import type { TaskBatch, TrainingTask } from '../task.ts';
import { gradedFigureNames, gradedFigures } from './graded-figures.ts';
import { gradeCounts, type LabelledPicture, type LabelledPictures } from './labelled-pictures.ts';
import type { Question } from './question.ts';

export interface GradedAnswers {
  readonly architecture: Architecture;
  readonly engine: Engine;
  readonly train: LabelledPictures;
  readonly validation: LabelledPictures;
  readonly questions: readonly Question[];
  readonly loss: 'cross-entropy' | 'coral';
  /** Share of a label that goes to its neighbouring grades. */
  readonly smoothing: number;
  readonly classWeights: 'none' | 'balanced';
  /** Weight of the squared error of the expected grade. Default: 0. */
  readonly expectedGrade?: number | undefined;
  readonly augmentation: LoopSettings['augmentation'];
  /** Default: zero-to-one. */
  readonly inputRange?: InputRange | undefined;
}

interface GradedBatch extends TaskBatch {
  readonly targets: ReadonlyMap<string, Targets>;
}

interface Targets {
  readonly target: Tensor2D; // [N, grades], or [N, grades - 1] thresholds
  readonly mask: Tensor1D; // [N]
  readonly grades: Tensor1D; // [N], 0 where the mask is 0
}

export function gradedAnswers(options: GradedAnswers): TrainingTask<GradedBatch> {
  const { engine, train, validation, questions, inputRange = 'zero-to-one' } = options;
  const weights = new Map(questions.map((question) => [question.label, classWeights(options, question)]));
  const targetsOf = (items: readonly LabelledPicture[]): Map<string, Targets> =>
    new Map(
      questions.map((question) => [question.label, targets(options, question, { items, weights: weights.get(question.label) })]),
    );
  const lossOf = (outputs: Readonly<Record<string, Tensor>>, targets: ReadonlyMap<string, Targets>): Scalar =>
    answersLoss(options, outputs, targets);
  return {
    architecture: options.architecture,
    train: { items: train.items.length, subjects: train.items.map(({ subject }) => subject) },
    validation: { items: validation.items.length, subjects: validation.items.map(({ subject }) => subject) },
    batch: (items, size, random) => {
      const sizes = { crop: train.stored.size, picture: size };
      const chosen = items.map((index) => {
        const drawn = random === null ? plainView(sizes) : drawAugmentation(options.augmentation, sizes, random);
        return { index, augmentation: withInputRange(drawn, inputRange) };
      });
      const image = pictureBatch(engine, train.stored, chosen, size);
      const targets = targetsOf(items.map((index) => train.items[index]));
      const dispose = (): void => {
        image.dispose();
        disposeTargets(targets);
      };
      return { image, targets, dispose };
    },
    loss: (network, { image, targets }) => lossOf(forward(network, image, 'training'), targets),
    figures: gradedFigureNames(questions),
    validate: (network: Network, size, batch) => {
      const measuredLoss = (outputs: Readonly<Record<string, Tensor>>, items: readonly LabelledPicture[]): Scalar =>
        engine.tf.tidy(() => lossOf(outputs, targetsOf(items)));
      return gradedFigures(
        { network, pictures: validation, questions, loss: options.loss, inputRange, measuredLoss },
        { size, batch },
      );
    },
    best: [
      { name: 'kappa', figure: 'meanKappa', better: 'higher' },
      { name: 'loss', figure: 'loss', better: 'lower' },
      { name: 'accuracy', figure: 'meanAccuracy', better: 'higher' },
    ],
  };
}

function classWeights({ train, classWeights }: GradedAnswers, { label, grades }: Question): number[] {
  if (classWeights === 'none') return Array.from({ length: grades }, () => 1);
  return balancedClassWeights(gradeCounts(train, label, grades));
}

function targets(
  { engine, loss, smoothing }: GradedAnswers,
  { label, grades }: Question,
  { items, weights = [] }: { readonly items: readonly LabelledPicture[]; readonly weights: readonly number[] | undefined },
): Targets {
  const { tf } = engine;
  const itemGrades = items.map(({ labels }) => labels[label] ?? null);
  const rows = itemGrades.map((grade) => {
    if (loss === 'coral') return coralTarget(grade ?? 0, grades);
    return weightedTarget(gradeTarget(grade ?? 0, grades, smoothing), grade ?? 0, weights);
  });
  // CORAL learns all thresholds of an item together, so the weight of its grade is the weight of the item.
  const counted = itemGrades.map((grade) => (grade === null ? 0 : loss === 'coral' ? weights[grade] : 1));
  const known = itemGrades.map((grade) => grade ?? 0);
  return { target: tf.tensor2d(rows), mask: tf.tensor1d(counted, 'float32'), grades: tf.tensor1d(known, 'float32') };
}

function answersLoss(
  { engine, questions, loss, expectedGrade = 0 }: GradedAnswers,
  outputs: Readonly<Record<string, Tensor>>,
  targets: ReadonlyMap<string, Targets>,
): Scalar {
  const { tf } = engine;
  const tasks = questions.flatMap(({ label, outputs: answers, beside = [] }) => {
    const own = targets.get(label);
    if (own === undefined) throw new Error(`The batch has no targets for ${label}.`);
    return [...answers, ...beside].map(({ name, weight }) => {
      return { logits: ofRank(outputs[name], 2), targets: own.target, mask: own.mask, grades: own.grades, weight }; // [N, K]
    });
  });
  if (loss === 'cross-entropy' && expectedGrade === 0) return weightedCrossEntropy(tf, tasks);
  if (loss === 'cross-entropy')
    return tf.tidy(() => {
      const terms = tasks.map(({ logits, mask, grades, weight }): Scalar =>
        tf.mul(expectedGradeLoss(tf, logits, grades, mask), weight * expectedGrade),
      );
      return tf.addN([weightedCrossEntropy(tf, tasks), ...terms]);
    });
  return tf.tidy(() => {
    const terms = tasks.map(({ logits, targets: own, mask, weight }): Scalar =>
      tf.mul(thresholdLoss(tf, logits, own, mask), weight),
    );
    return tf.addN(terms);
  });
}

function disposeTargets(targets: ReadonlyMap<string, Targets>): void {
  for (const { target, mask, grades } of targets.values()) for (const tensor of [target, mask, grades]) tensor.dispose();
}
