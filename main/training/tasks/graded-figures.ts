// How well graded questions are answered: loss, accuracy, kappa and the AUC of "any grade above 0", per question.

import { ordinalAnswer } from '../../domain/ordinal-answer.ts';
import { forward } from '../../network/forward.ts';
import type { Network } from '../../network/network.ts';
import type { Scalar, Tensor } from '../../network/tensors.ts';
import { areaUnderRoc } from '../../statistics/auc.ts';
import { accuracy, type Readings } from '../../statistics/confusion.ts';
import { linearKappa, quadraticKappa } from '../../statistics/kappa.ts';
import { plainView, withInputRange, type InputRange } from '../augmentation.ts';
import { pictureBatch } from '../pictures.ts';
import type { Figures, PictureSize } from '../task.ts';
import type { LabelledPicture, LabelledPictures } from './labelled-pictures.ts';
import type { Question } from './question.ts';

export interface GradingRequest {
  readonly network: Network;
  readonly pictures: LabelledPictures;
  readonly questions: readonly Question[];
  readonly loss: 'cross-entropy' | 'coral';
  /** Default: zero-to-one. */
  readonly inputRange?: InputRange | undefined;
}

/** The answer to one question about one picture. */
export interface GradedAnswer {
  readonly subject: string;
  readonly truth: number;
  readonly predicted: number;
  /** P(grade >= 1). */
  readonly presence: number;
}

interface PictureAnswer extends GradedAnswer {
  /** The picture's place in the set. */
  readonly picture: number;
  /** The probability that was given to the true grade. */
  readonly chance: number;
}

type MeasuredLoss = (outputs: Readonly<Record<string, Tensor>>, items: readonly LabelledPicture[]) => Scalar;

interface View {
  readonly size: PictureSize;
  readonly batch: number;
  /** Also answers the mirrored picture, and uses the mean of both. */
  readonly mirroredToo?: boolean;
}

const OF_LABEL = ['accuracy', 'quadraticKappa', 'linearKappa', 'auc'];

/** The names of the figures that `gradedFigures` returns for these questions. */
export function gradedFigureNames(questions: readonly Question[]): string[] {
  return ['loss', 'meanKappa', 'meanAccuracy', ...questions.flatMap(({ label }) => OF_LABEL.map((name) => `${name}.${label}`))];
}

/** Measures `loss`, the mean kappa and accuracy, and `accuracy`, `quadraticKappa`, `linearKappa` and `auc` of each label. */
export async function gradedFigures(
  request: GradingRequest & { readonly measuredLoss: MeasuredLoss },
  view: View,
): Promise<Figures> {
  const { answers, loss } = await answer(request, view, request.measuredLoss);
  const figures = request.questions.map(({ label, grades }) => [label, figuresOf(answers.get(label) ?? [], grades)] as const);
  const mean = (name: keyof QuestionFigures): number => {
    const values = figures.map(([, own]) => own[name]).filter((value) => !Number.isNaN(value));
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return {
    loss,
    meanKappa: mean('quadraticKappa'),
    meanAccuracy: mean('accuracy'),
    ...Object.fromEntries(
      figures.flatMap(([label, own]) => Object.entries(own).map(([name, value]) => [`${name}.${label}`, value])),
    ),
  };
}

export interface QuestionFigures {
  readonly accuracy: number;
  readonly quadraticKappa: number;
  readonly linearKappa: number;
  readonly auc: number;
}

export function figuresOf(answers: readonly GradedAnswer[], grades: number): QuestionFigures {
  const readings: Readings = {
    truth: answers.map(({ truth }) => truth),
    predicted: answers.map(({ predicted }) => predicted),
  };
  return {
    accuracy: accuracy(readings),
    quadraticKappa: quadraticKappa(readings, grades),
    linearKappa: linearKappa(readings, grades),
    auc: areaUnderRoc(
      readings.truth.map((grade) => grade > 0),
      answers.map(({ presence }) => presence),
    ),
  };
}

/** The answers to each question, in picture order, for pictures with a known truth. */
export async function gradedAnswersOf(
  request: GradingRequest,
  view: View,
): Promise<ReadonlyMap<string, readonly PictureAnswer[]>> {
  return (await answer(request, view, undefined)).answers;
}

async function answer(
  { network, pictures, questions, loss: kind, inputRange = 'zero-to-one' }: GradingRequest,
  { size, batch, mirroredToo = false }: View,
  measuredLoss: MeasuredLoss | undefined,
): Promise<{ answers: Map<string, PictureAnswer[]>; loss: number }> {
  const { tf } = network.engine;
  const augmentation = withInputRange(plainView({ crop: pictures.stored.size, picture: size }), inputRange);
  const answers = new Map<string, PictureAnswer[]>(questions.map(({ label }) => [label, []]));
  let loss = 0;
  for (let start = 0; start < pictures.items.length; start += batch) {
    const items = pictures.items.slice(start, start + batch);
    const chosen = items.map((_, row) => ({ index: start + row, augmentation }));
    const image = pictureBatch(network.engine, pictures.stored, chosen, size);
    const tensors = tf.tidy(() => {
      const outputs = forward(network, image, 'inference');
      const views = mirroredToo ? [outputs, forward(network, tf.reverse(image, 2), 'inference')] : [outputs];
      const logits = questions.map(({ outputs: own }) => {
        return tf.mean(tf.stack(views.flatMap((view) => own.map(({ name }) => view[name]))), 0);
      });
      return [...logits, ...(measuredLoss === undefined ? [] : [measuredLoss(outputs, items)])];
    });
    const values: number[][] = [];
    for (const tensor of [...tensors, image]) {
      if (tensor !== image) values.push([...(await tensor.data())]);
      tensor.dispose();
    }
    questions.forEach(({ label }, place) => {
      const width = values[place].length / items.length;
      items.forEach(({ subject, labels }, row) => {
        const truth = labels[label] ?? null;
        if (truth === null) return;
        const logits = values[place].slice(row * width, (row + 1) * width);
        const { grade, presence, probabilities } = ordinalAnswer(logits, kind === 'coral' ? 'thresholds' : 'softmax');
        answers
          .get(label)
          ?.push({ subject, picture: start + row, truth, predicted: grade, presence, chance: probabilities[truth] ?? 0 });
      });
    });
    loss += ((values[questions.length]?.[0] ?? 0) * items.length) / pictures.items.length;
  }
  return { answers, loss };
}
