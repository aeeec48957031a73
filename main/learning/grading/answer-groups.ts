// Grades pictures that another machine sent in groups, and writes the answers as a file, a line for each picture.

import { appendFile, writeFile } from 'node:fs/promises';
import { failed, success, type Result } from '../../domain/failure.ts';
import { gradingText } from '../text/grading.ts';

export interface GroupedGrading<Picture, Answer> {
  readonly pictures: readonly Picture[];
  readonly atOnce: number;
  readonly grade: (group: Picture[]) => Promise<Result<readonly Answer[]>>;
  /** The file for the answers, which is replaced. */
  readonly answers: string;
  /** What stands before the answers. */
  readonly head: string;
  readonly lineOf: (answer: Answer) => string;
}

export interface GradingWatch {
  readonly progress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

/** After each group, progress moves and a stop takes effect: fails with `stopped` after the signal. */
export async function answerInGroups<Picture, Answer>(
  { pictures, atOnce, grade, answers, head, lineOf }: GroupedGrading<Picture, Answer>,
  { progress, signal }: GradingWatch,
): Promise<Result<null>> {
  await writeFile(answers, head, { mode: 0o600 });
  for (let first = 0; first < pictures.length; first += atOnce) {
    if (signal.aborted) return failed('stopped', gradingText.hipFiles.stopped);
    const graded = await grade(pictures.slice(first, first + atOnce));
    if (!graded.ok) return graded;
    await appendFile(answers, graded.value.map(lineOf).join(''));
    progress(first + graded.value.length, pictures.length);
  }
  return success(null);
}
