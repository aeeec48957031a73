// What a trained network achieves on its validation items, every figure with its 95 % interval from a bootstrap over subjects.

import { QUADRANTS } from '../../domain/quadrant.ts';
import { seededRandom } from '../../domain/random.ts';
import type { Network } from '../../network/network.ts';
import { clusteredBootstrap } from '../../statistics/bootstrap.ts';
import type { InputRange } from '../../training/augmentation.ts';
import type { PictureSize } from '../../training/task.ts';
import type { EvidencePlace } from '../../training/tasks/evidence-place.ts';
import { figuresOf, gradedAnswersOf, type QuestionFigures } from '../../training/tasks/graded-figures.ts';
import type { HipSet } from '../../training/tasks/hip-set.ts';
import type { LabelledPictures } from '../../training/tasks/labelled-pictures.ts';
import { auc, presenceReadings } from '../../training/tasks/presence-figures.ts';
import type { Question } from '../../training/tasks/question.ts';

export interface MeasuredFigure {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly items: number;
  /** On what it was measured; on the validation items where left out. */
  readonly data?: string;
}

interface Seen {
  readonly size: PictureSize;
  readonly batch: number;
  /** Of the bootstrap. */
  readonly seed: number;
}

/** In the order of cards; reports print the first of each question. */
export const GRADED = ['quadraticKappa', 'linearKappa', 'accuracy', 'auc'] as const satisfies readonly (keyof QuestionFigures)[];

/** Of each question, and again with every picture answered as it is and mirrored: `mirrored.` comes before those names. */
export async function measureGraded(
  network: Network,
  asked: {
    readonly pictures: LabelledPictures;
    readonly questions: readonly Question[];
    readonly loss: 'cross-entropy' | 'coral';
    readonly inputRange?: InputRange | undefined;
  },
  { size, batch, seed }: Seen,
): Promise<MeasuredFigure[]> {
  const figures: MeasuredFigure[] = [];
  for (const mirroredToo of [false, true]) {
    const answers = await gradedAnswersOf({ network, ...asked }, { size, batch, mirroredToo });
    for (const { label, grades } of asked.questions) {
      const own = answers.get(label) ?? [];
      for (const name of GRADED) {
        const statistic = (items: readonly number[]): number =>
          figuresOf(
            items.map((item) => own[item]),
            grades,
          )[name];
        const place = `${mirroredToo ? 'mirrored.' : ''}${name}.${label}`;
        figures.push(estimated(place, own, statistic, seed));
      }
    }
  }
  return figures;
}

const PLACES = ['centreDistance', 'peakDistance', 'spread', 'inOutline'] as const satisfies readonly (keyof EvidencePlace)[];

/** AUC of each quadrant, and on positive hips where the evidence lies. */
export async function measurePresence(network: Network, set: HipSet, { size, batch, seed }: Seen): Promise<MeasuredFigure[]> {
  const { readings } = await presenceReadings(network, set, { size, batch });
  return QUADRANTS.flatMap((quadrant) => {
    const own = readings.filter((reading) => reading.quadrant === quadrant && reading.present !== undefined);
    const placed = own.filter(({ place }) => place !== undefined);
    return [
      estimated(`auc.${quadrant}`, own, (items) => auc(items.map((item) => own[item])), seed),
      ...PLACES.map((name) => {
        const values = placed.map(({ place }) => place?.[name] ?? Number.NaN);
        const known = placed.filter((_, index) => !Number.isNaN(values[index]));
        const numbers = values.filter((value) => !Number.isNaN(value));
        return estimated(`${name}.${quadrant}`, known, (items) => mean(items.map((item) => numbers[item])), seed);
      }),
    ];
  });
}

/** A figure with its interval. */
export function estimated(
  name: string,
  items: readonly { readonly subject: string }[],
  statistic: (items: readonly number[]) => number,
  seed: number,
): MeasuredFigure {
  const subjects = items.map(({ subject }) => subject);
  const interval = clusteredBootstrap({ subjects, statistic }, seededRandom(`${seed}/${name}`));
  return { name, value: statistic([...items.keys()]), ...interval, items: items.length };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
