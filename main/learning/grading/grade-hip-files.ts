// Grades hips that another machine sent as files, in a process of its own, and writes the answers as a file.

import { appendFile, writeFile } from 'node:fs/promises';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { SessionChoice } from '../../inference/choose-session.ts';
import { openInferenceProcess } from '../../inference/inference-process.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { gradingText } from '../text/grading.ts';
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
  { progress, signal }: { readonly progress: (done: number, total: number) => void; readonly signal: AbortSignal },
): Promise<Result<null>> {
  const hips = await readHipFiles(folder);
  if (!hips.ok) return hips;
  const inference = openInferenceProcess(start);
  try {
    const opened = await inference.open(model, choice);
    if (!opened.ok) return opened;
    await writeFile(answers, openedLine(opened.value), { mode: 0o600 });
    for (let first = 0; first < hips.value.length; first += AT_ONCE) {
      if (signal.aborted) return failed('stopped', gradingText.hipFiles.stopped);
      const graded = await inference.grade(model, hips.value.slice(first, first + AT_ONCE), signal);
      if (!graded.ok) return graded;
      await appendFile(answers, graded.value.map(gradedLine).join(''));
      progress(first + graded.value.length, hips.value.length);
    }
    return success(null);
  } finally {
    await inference.close();
  }
}
