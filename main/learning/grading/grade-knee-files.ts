// Grades pictures of knees that another machine sent as a file, in a process of its own, and writes the answers as a file.

import { appendFile, writeFile } from 'node:fs/promises';
import { failed, success, type Result } from '../../domain/failure.ts';
import { openInferenceProcess } from '../../inference/inference-process.ts';
import { readModelFiles } from '../../inference/model-files.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { gradingText } from '../text/grading.ts';
import { kneeLine, readKneeFile } from './knee-files.ts';

export interface KneeFilesOrder {
  /** The folder of the pictures; see `knee-files.ts`. */
  readonly knees: string;
  /** The ONNX file, with its card beside it. */
  readonly model: string;
  /** The file for the answers, which is replaced. */
  readonly answers: string;
}

/** After each group, progress moves and a stop takes effect. **(ours)** */
const AT_ONCE = 8;

/** Fails with `stopped` after the signal. */
export async function gradeKneeFiles(
  { knees: folder, model, answers }: KneeFilesOrder,
  start: () => ProcessChannel,
  { progress, signal }: { readonly progress: (done: number, total: number) => void; readonly signal: AbortSignal },
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
    await writeFile(answers, '', { mode: 0o600 });
    for (let first = 0; first < inputs.value.length; first += AT_ONCE) {
      if (signal.aborted) return failed('stopped', gradingText.hipFiles.stopped);
      const graded = await inference.gradeKnees(model, inputs.value.slice(first, first + AT_ONCE), signal);
      if (!graded.ok) return graded;
      await appendFile(answers, graded.value.map(kneeLine).join(''));
      progress(first + graded.value.length, inputs.value.length);
    }
    return success(null);
  } finally {
    await inference.close();
  }
}
