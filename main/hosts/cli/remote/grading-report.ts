// What a command shows while a workstation grades: how many hips are done, what is on its way, and the state of the connection.

import { progressLine } from '../../../learning/run/progress-line.ts';
import type { TrainingProgress } from '../../../learning/run/training-calls.ts';
import { outputText } from '../../text/output.ts';
import type { Terminal } from '../terminal.ts';

export function gradingReport(terminal: Terminal): (progress: TrainingProgress) => void {
  return (progress) => {
    if (progress.kind === 'data') terminal.progress(outputText.evaluate.gradingHip(progress.done, progress.total));
    else if (progress.kind === 'sending') terminal.progress(progressLine(progress));
    else terminal.error(progressLine(progress)); // the output may be JSON
  };
}
