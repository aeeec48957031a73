// How well graded questions are answered: loss, accuracy, kappa and the AUC of "any grade above 0", question by question.

import { ordinalAnswer } from '../../domain/ordinal-answer.ts';
import { forward } from '../../network/forward.ts';
import type { Network } from '../../network/network.ts';
import type { Scalar, Tensor } from '../../network/tensors.ts';
import { areaUnderRoc } from '../../statistics/auc.ts';
import { accuracy, type Readings } from '../../statistics/confusion.ts';
import { linearKappa, quadraticKappa } from '../../statistics/kappa.ts';
import { plainView, ranged, type InputRange } from '../augmentation.ts';
import { pictureBatch } from '../pictures.ts';
import type { Figures, PictureSize } from '../task.ts';
import type { LabelledPicture, LabelledPictures } from './labelled-pictures.ts';
import type { Question } from './question.ts';

export interface Asked {
  readonly network: Network;
  readonly pictures: LabelledPictures;
  readonly questions: readonly Question[];
  readonly loss: 'cross-entropy' | 'coral';
  /** 0 to 1 where left out. */
  readonly inputRange?: InputRange | undefined;
}

/** One picture's answer to one question. */
export interface GradedAnswer {
  readonly subject: string;
  readonly truth: number;
  readonly predicted: number;
  /** P(grade >= 1). */
  readonly presence: number;
}

type MeasuredLoss = (outputs: Readonly<Record<string, Tensor>>, items: readonly LabelledPicture[]) => Scalar;

interface Seen {
  readonly size: PictureSize;
  readonly batch: number;
  /** Each picture is answered twice, as it is and mirrored, and the mean counts. */
  readonly mirroredToo?: boolean;
}

const OF_LABEL = ['accuracy', 'quadraticKappa', 'linearKappa', 'auc'];

/** What `gradedFigures` gives of these questions. */
export function gradedFigureNames(questions: readonly Question[]): string[] {
  return ['loss', 'meanKappa', 'meanAccuracy', ...questions.flatMap(({ label }) => OF_LABEL.map((name) => `${name}.${label}`))];
}

/** `loss`, and of each label `accuracy`, `quadraticKappa`, `linearKappa`, `auc`, with the means of accuracy and quadratic kappa. */
export async function gradedFigures(asked: Asked & { readonly measuredLoss: MeasuredLoss }, seen: Seen): Promise<Figures> {
  const { answers, loss } = await answer(asked, seen, asked.measuredLoss);
  const figures = asked.questions.map(({ label, grades }) => [label, figuresOf(answers.get(label) ?? [], grades)] as const);
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

/** The answers to each question, of the pictures whose truth is known, in their order. */
export async function gradedAnswersOf(asked: Asked, seen: Seen): Promise<ReadonlyMap<string, readonly GradedAnswer[]>> {
  return (await answer(asked, seen, undefined)).answers;
}

async function answer(
  { network, pictures, questions, loss: kind, inputRange = 'zero-to-one' }: Asked,
  { size, batch, mirroredToo = false }: Seen,
  measuredLoss: MeasuredLoss | undefined,
): Promise<{ answers: Map<string, GradedAnswer[]>; loss: number }> {
  const { tf } = network.engine;
  const augmentation = ranged(plainView({ crop: pictures.stored.size, picture: size }), inputRange);
  const answers = new Map<string, GradedAnswer[]>(questions.map(({ label }) => [label, []]));
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
        const { grade, presence } = ordinalAnswer(logits, kind === 'coral' ? 'thresholds' : 'softmax');
        answers.get(label)?.push({ subject, truth, predicted: grade, presence });
      });
    });
    loss += ((values[questions.length]?.[0] ?? 0) * items.length) / pictures.items.length;
  }
  return { answers, loss };
}
