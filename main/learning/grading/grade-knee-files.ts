// Grades pictures of knees that another machine sent as a file, in a process of its own, and writes the answers as a file.

import { failed, type Result } from '../../domain/failure.ts';
import { openInferenceProcess } from '../../inference/inference-process.ts';
import { readModelFiles } from '../../inference/model-files.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { gradingText } from '../text/grading.ts';
import { answerInGroups, type GradingWatch } from './answer-groups.ts';
import { kneeLine, readKneeFile } from './knee-files.ts';

export interface KneeFilesOrder {
  /** The folder of the pictures; see `knee-files.ts`. */
  readonly knees: string;
  /** The ONNX file, with its card beside it. */
  readonly model: string;
  /** The file for the answers, which is replaced. */
  readonly answers: string;
}

/** Their evidence and masks wait in memory too. **(ours)** */
const AT_ONCE = 8;

/** Fails with `stopped` after the signal. */
export async function gradeKneeFiles(
  { knees: folder, model, answers }: KneeFilesOrder,
  start: () => ProcessChannel,
  watch: GradingWatch,
): Promise<Result<null>> {
  const files = await readModelFiles(model);
  if (!files.ok) return files;
  const { card } = files.value;
  if (card.system !== 3) return failed('wrong-joint', gradingText.kneeFiles.gradesHips(card.name));
  const { height, width } = card.preprocessing;
  const inputs = await readKneeFile(folder, height * width);
  if (!inputs.ok) return inputs;
  const inference = openInferenceProcess(start);
  try {
    const grade = (group: Float32Array[]) => inference.gradeKnees(model, group, watch.signal);
    return await answerInGroups({ pictures: inputs.value, atOnce: AT_ONCE, grade, answers, head: '', lineOf: kneeLine }, watch);
  } finally {
    await inference.close();
  }
}
