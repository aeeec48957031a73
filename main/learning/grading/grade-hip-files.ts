// Grades hips that another machine sent as files, in a process of its own, and writes the answers as a file.

import type { Result } from '../../domain/failure.ts';
import type { SessionChoice } from '../../inference/choose-session.ts';
import { openInferenceProcess } from '../../inference/inference-process.ts';
import type { GradableHip } from '../../inference/inference.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { answerInGroups, type GradingWatch } from './answer-groups.ts';
import { gradedLine, openedLine, readHipFiles } from './hip-files.ts';

export interface HipFilesOrder {
  /** The folder of the hips; see `hip-files.ts`. */
  readonly hips: string;
  /** The ONNX file, with its card beside it. */
  readonly model: string;
  readonly choice: SessionChoice;
  /** The file for the answers, which is replaced. */
  readonly answers: string;
}

/** A multiple of the batches in which models work. **(ours)** */
const AT_ONCE = 32;

/** Opens the model, even for no hips. Fails with `stopped` after the signal. */
export async function gradeHipFiles(
  { hips: folder, model, choice, answers }: HipFilesOrder,
  start: () => ProcessChannel,
  watch: GradingWatch,
): Promise<Result<null>> {
  const hips = await readHipFiles(folder);
  if (!hips.ok) return hips;
  const inference = openInferenceProcess(start);
  try {
    const opened = await inference.open(model, choice);
    if (!opened.ok) return opened;
    const grade = (group: GradableHip[]) => inference.grade(model, group, watch.signal);
    return await answerInGroups(
      { pictures: hips.value, atOnce: AT_ONCE, grade, answers, head: openedLine(opened.value), lineOf: gradedLine },
      watch,
    );
  } finally {
    await inference.close();
  }
}
