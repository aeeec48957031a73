// A training's reports as lines for people: the log of a run and the command line say the same.

import type { TrainingProgress } from './training.ts';

/** One line; of a step or a picture it is only of use until the next. */
export function progressLine(progress: TrainingProgress): string {
  switch (progress.kind) {
    case 'data':
      return `Preparing ${progress.set} pictures ${progress.done} of ${progress.total}`;
    case 'engine': {
      const { name, device, threads, precision } = progress;
      return `Engine ${name} on ${device}, ${threads === 1 ? '1 thread' : `${threads} threads`}, ${precision}`;
    }
    case 'step': {
      const { epoch, step, steps, loss, picturesPerSecond } = progress;
      return `Epoch ${epoch}, step ${step} of ${steps}: loss ${loss.toFixed(4)}, ${picturesPerSecond.toFixed(1)} pictures a second`;
    }
    case 'epoch': {
      const { epoch, epochs, trainLoss, figures, best } = progress;
      const kept = best.length > 0 ? `; best ${best.join(' and ')} so far` : '';
      const losses = `loss ${trainLoss.toFixed(4)} train, ${figures.loss.toFixed(4)} validation`;
      return [`Epoch ${epoch} of ${epochs}: ${losses}`, ...overall(figures)].join(', ') + kept;
    }
  }
}

/** The figures of all items together; those of a quadrant or finding have its name behind a point. */
function overall(figures: Readonly<Record<string, number>>): string[] {
  return Object.entries(figures).flatMap(([name, value]) => {
    if (name === 'loss' || name.includes('.') || !Number.isFinite(value)) return [];
    const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/\bauc\b/, 'AUC');
    return [`${words} ${value.toFixed(3)}`];
  });
}
