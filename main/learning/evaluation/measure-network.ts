// Measures a trained network on its validation items. Each figure has a 95% interval from a bootstrap over subjects.

import type { MeasuredFigure } from './evaluation.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import { seededRandom } from '../../domain/random.ts';
import type { Network } from '../../network/network.ts';
import { clusteredEstimate } from '../../statistics/bootstrap.ts';
import type { InputRange } from '../../training/augmentation.ts';
import type { PictureSize } from '../../training/task.ts';
import type { EvidencePlace } from '../../training/tasks/evidence-place.ts';
import { figuresOf, gradedAnswersOf, type QuestionFigures, type GradedAnswer } from '../../training/tasks/graded-figures.ts';
import type { HipSet } from '../../training/tasks/hip-set.ts';
import type { LabelledPictures } from '../../training/tasks/labelled-pictures.ts';
import { mean } from './averages.ts';
import { auc, presenceReadings } from '../../training/tasks/presence-figures.ts';
import type { Question } from '../../training/tasks/question.ts';

interface Measuring {
  readonly size: PictureSize;
  readonly batch: number;
  /** Seeds the bootstrap. */
  readonly seed: number;
}

/** In the order of cards. Reports print the first figure of each question. */
export const GRADED = ['quadraticKappa', 'linearKappa', 'accuracy', 'auc'] as const satisfies readonly (keyof QuestionFigures)[];

/** Measures each question, and again with the mean answer of each picture and its mirror image: those names begin with `mirrored.`. */
export async function measureGraded(
  network: Network,
  task: {
    readonly pictures: LabelledPictures;
    readonly questions: readonly Question[];
    readonly loss: 'cross-entropy' | 'coral';
    readonly inputRange?: InputRange | undefined;
  },
  { size, batch, seed }: Measuring,
): Promise<MeasuredFigure[]> {
  const figures: MeasuredFigure[] = [];
  for (const mirroredToo of [false, true]) {
    const answers = await gradedAnswersOf({ network, ...task }, { size, batch, mirroredToo });
    for (const { label, grades } of task.questions) {
      const own = answers.get(label) ?? [];
      for (const name of GRADED) {
        const statistic = (some: readonly GradedAnswer[]): number => figuresOf(some, grades)[name];
        figures.push(figureWithInterval(`${mirroredToo ? 'mirrored.' : ''}${name}.${label}`, own, statistic, seed));
      }
    }
  }
  return figures;
}

const PLACE_FIGURES = [
  'centreDistance',
  'peakDistance',
  'spread',
  'inOutline',
] as const satisfies readonly (keyof EvidencePlace)[];

/** Measures the AUC of each quadrant and, on positive hips, where the evidence lies. */
export async function measurePresence(
  network: Network,
  set: HipSet,
  { size, batch, seed }: Measuring,
): Promise<MeasuredFigure[]> {
  const { readings } = await presenceReadings(network, set, { size, batch });
  return QUADRANTS.flatMap((quadrant) => {
    const own = readings.filter((reading) => reading.quadrant === quadrant && reading.present !== undefined);
    return [
      figureWithInterval(`auc.${quadrant}`, own, auc, seed),
      ...PLACE_FIGURES.map((name) => {
        const defined = own.flatMap(({ subject, place }) => {
          const value = place?.[name] ?? Number.NaN;
          return Number.isNaN(value) ? [] : [{ subject, value }];
        });
        return figureWithInterval(`${name}.${quadrant}`, defined, (some) => mean(some.map(({ value }) => value)), seed);
      }),
    ];
  });
}

/** Returns the figure of these items with its interval. The bootstrap calls `statistic` with other choices of the items. */
export function figureWithInterval<Item extends { readonly subject: string }>(
  name: string,
  items: readonly Item[],
  statistic: (some: readonly Item[]) => number,
  seed: number,
): MeasuredFigure {
  return { name, ...clusteredEstimate(items, statistic, seededRandom(`${seed}/${name}`)), items: items.length };
}
