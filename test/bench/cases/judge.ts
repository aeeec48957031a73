// Judges what the commands answered against a reference film, hip by hip, or against the cause that a refusal must name.

import { expectThat, refused, right, warned, worst, wrong, type Answer } from './answer.ts';
import type { Printed } from './command.ts';
import { storedHips, type GradedHip, type Prediction, type Workbench } from './workbench.ts';

const MOST_LETTERS = 240;
const SIDES = ['right', 'left'] as const;
type Side = (typeof SIDES)[number];

export type Grades = Readonly<Record<Side, readonly number[]>>;

/** The grades of the unchanged film by the model of 2026-11-26, for cases without a reference film. */
const KNOWN: Grades = { right: [0, 0, 0, 0], left: [1, 1, 2, 1] };

export interface Expected {
  readonly grades: Grades;
  /** Matches the words that must name the cause where the film is refused or marked. */
  readonly named: RegExp;
  readonly spacingMm?: number;
}

/** The film is graded as its reference film is, or each hip that is not is marked or refused in words that name the cause. */
export function judge(prediction: Prediction, { grades, named, spacingMm = 0.6 }: Expected): Answer {
  if (prediction.printed.crashed) return wrong(`crashed: ${short(prediction.printed.words)}`);
  const nothing = prediction.hips.length + prediction.leftOut.length + prediction.errors.length === 0;
  if (nothing) return wrong(`neither grades nor a refusal: ${short(prediction.printed.words)}`);
  return worst(SIDES.map((side) => judgeSide(prediction, side, { grades, named, spacingMm })));
}

function judgeSide(prediction: Prediction, side: Side, { grades, named, spacingMm = 0.6 }: Expected): Answer {
  const hip = prediction.hips.find((each) => each.side === side);
  if (hip === undefined) return judgeRefusal(prediction, side, named);
  const own = hip.warnings.map(({ message }) => message).join(' ');
  const graded = gradesOf(hip);
  const spacingAgrees = Math.abs(hip.spacing.mm - spacingMm) < 1e-6;
  if (spacingAgrees && sameNumbers(graded, grades[side])) return right(own);
  if (named.test(own)) return warned(own);
  const spacing = spacingAgrees ? '' : `, spacing ${hip.spacing.mm} mm (${hip.spacing.source})`;
  return wrong(`${side} hip ${graded.join(' ')} instead of ${grades[side].join(' ')}${spacing}; ${own || 'no warning'}`);
}

function judgeRefusal(prediction: Prediction, side: Side, named: RegExp): Answer {
  const left = prediction.leftOut.filter((each) => each.side === side).map(({ message }) => message);
  const words = [...left, ...prediction.errors.map(({ message }) => message)].join(' ');
  if (words === '') return wrong(`the ${side} hip is missing without a word`);
  if (!named.test(words)) return wrong(`the ${side} hip is refused for another reason: ${words}`);
  return left.length === 0 && prediction.printed.code === 0 ? wrong(`refused with exit code 0: ${words}`) : refused(words);
}

/** The grades of a film that must be graded, for comparison. Null if it is not. */
export function referenceGrades(prediction: Prediction): Grades | null {
  const [rightHip, leftHip] = SIDES.map((side) => prediction.hips.find((hip) => hip.side === side));
  return rightHip === undefined || leftHip === undefined ? null : { right: gradesOf(rightHip), left: gradesOf(leftHip) };
}

/** Grades the workbench's film. Without one, the grades that it is known to have. */
export async function unchangedGrades(bench: Workbench): Promise<Grades> {
  if (bench.film === '') return KNOWN;
  return referenceGrades(await bench.predict(bench.film)) ?? KNOWN;
}

/** Judges a film against a reference that the same program grades. */
export async function judgeAgainst(
  bench: Workbench,
  films: { readonly film: readonly string[]; readonly reference: readonly string[]; readonly named: RegExp },
): Promise<Answer> {
  const reference = await bench.predict(...films.reference);
  const grades = referenceGrades(reference);
  if (grades === null) return wrong(`the reference film is not graded: ${short(reference.printed.words)}`);
  return judge(await bench.predict(...films.film), { grades, named: films.named });
}

/** Judges the hips that a study stores for one radiograph. `printed` is what the import said. */
export function judgeStored(study: string, printed: Printed, { grades, named }: Expected): Answer {
  if (printed.crashed) return wrong(`crashed: ${short(printed.words)}`);
  const hips = storedHips(study);
  return worst(
    SIDES.map((side) => {
      const hip = hips.find((each) => each.side === side);
      if (hip !== undefined && sameNumbers(hip.grades, grades[side])) return right();
      if (named.test(printed.words)) return hip === undefined ? refused(short(printed.words)) : warned(short(printed.words));
      return wrong(
        `${side} hip ${hip?.grades.join(' ') ?? 'missing'} instead of ${grades[side].join(' ')}; ${short(printed.words)}`,
      );
    }),
  );
}

/** Judges a command that must succeed, or say why it did not in words that name the cause. */
export function succeedsOr(printed: Printed, succeeded: boolean, named: RegExp): Answer {
  if (printed.crashed) return wrong(`crashed: ${short(printed.words)}`);
  if (succeeded && printed.code === 0) return right(short(printed.words));
  const words = short(printed.words);
  if (!named.test(printed.words)) return wrong(`exit ${printed.code}, the cause is not named: ${words}`);
  return printed.code === 0 ? wrong(`exit 0 although something is missing: ${words}`) : refused(words);
}

export function neverCrashes(printed: Printed): Answer {
  return expectThat(!printed.crashed, `crashed: ${short(printed.words)}`, '');
}

function gradesOf(hip: GradedHip): readonly number[] {
  return Object.values(hip.quadrants).map(({ grade }) => grade);
}

export function sameNumbers(a: readonly (number | null)[], b: readonly (number | null)[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** The words on one line, cut where they are long. */
export function short(words: string): string {
  const line = words.replaceAll(/\s+/g, ' ').trim();
  return line.length > MOST_LETTERS ? `${line.slice(0, MOST_LETTERS)}…` : line;
}
