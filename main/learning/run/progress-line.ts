// A report of the trainer as a line of text, for the log of a run and for the command line.

import type { TrainingProgress } from './training-calls.ts';

/** Returns one line. A line about a step or a picture is outdated by the next one. */
export function progressLine(progress: TrainingProgress): string {
  switch (progress.kind) {
    case 'data':
      return `Preparing ${progress.set} images ${progress.done} of ${progress.total}`;
    case 'engine': {
      const { name, device, threads, precision } = progress;
      return `Engine ${name} on ${device}, ${threads === 1 ? '1 thread' : `${threads} threads`}, ${precision}`;
    }
    case 'step': {
      const { epoch, step, steps, loss, picturesPerSecond } = progress;
      return `Epoch ${epoch}, step ${step} of ${steps}: loss ${loss.toFixed(4)}, ${picturesPerSecond.toFixed(1)} images per second`;
    }
    case 'epoch': {
      const { epoch, epochs, trainLoss, figures, best } = progress;
      const kept = best.length > 0 ? `; best ${best.join(' and ')} so far` : '';
      const losses = `loss ${trainLoss.toFixed(4)} train, ${figures.loss.toFixed(4)} validation`;
      return [`Epoch ${epoch} of ${epochs}: ${losses}`, ...overallFigures(figures)].join(', ') + kept;
    }
  }
}

/** The figures over all items. Those of one quadrant or finding have a point in their name and are left out. */
function overallFigures(figures: Readonly<Record<string, number>>): string[] {
  return Object.entries(figures).flatMap(([name, value]) => {
    if (name === 'loss' || name.includes('.') || !Number.isFinite(value)) return [];
    const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/\bauc\b/, 'AUC');
    return [`${words} ${value.toFixed(3)}`];
  });
}
