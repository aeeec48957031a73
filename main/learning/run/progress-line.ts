// A report of the trainer as a line of text, for the log of a run and for the command line.

import type { TrainingProgress } from './training-calls.ts';
import { runText } from '../text/run.ts';

/** Returns one line. A line about a step or a picture is outdated by the next one. */
export function progressLine(progress: TrainingProgress): string {
  switch (progress.kind) {
    case 'data':
      return runText.progress.preparing(progress.set, progress.done, progress.total);
    case 'engine':
      return runText.progress.engine(progress);
    case 'warning':
      return runText.progress.warning(progress.words);
    case 'note':
      return progress.words;
    case 'sending':
      return runText.progress.sending(progress);
    case 'step':
      return runText.progress.step(progress);
    case 'epoch': {
      const { figures } = progress;
      return runText.progress.epoch({ ...progress, validationLoss: figures.loss, figures: overallFigures(figures) });
    }
  }
}

/** The figures over all items. Those of one quadrant or finding have a point in their name and are left out. */
function overallFigures(figures: Readonly<Record<string, number>>): string[] {
  return Object.entries(figures).flatMap(([name, value]) => {
    if (name === 'loss' || name.includes('.') || !Number.isFinite(value)) return [];
    const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/\bauc\b/, 'AUC');
    return [runText.progress.figure(words, value)];
  });
}
