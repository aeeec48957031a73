// The sentences about a training run: its progress, its log, and why it cannot start or continue.

interface LeasedRun {
  readonly folder: string;
  /** Who trains there. */
  readonly pid: number;
  readonly host: string;
}

export const runText = {
  weightsTooLarge: (file: string) => `${file} has more than 2 GB, which no network here needs. Choose another weights file.`,
  inFile: (file: string, reason: string) => `${file}: ${reason}`,
  progress: {
    preparing: (set: string, done: number, total: number) => `Preparing ${set} images ${done} of ${total}`,
    sending: ({ to, done, total }: { readonly to: string; readonly done: number; readonly total: number }) =>
      `Sending ${done} of ${total} MB to ${to}`,
    engine: ({ name, device, threads, precision }: Engine) =>
      `Engine ${name} on ${device}, ${threads === 1 ? '1 thread' : `${threads} threads`}, ${precision}`,
    repeatable: 'On this GPU sums are added in the same order each time, so the same run ends with the same model.',
    unrepeatable: (why: string) => `The same run may end with other last digits: ${why}.`,
    step: ({ epoch, step, steps, loss, picturesPerSecond }: Step) =>
      `Epoch ${epoch}, step ${step} of ${steps}: loss ${loss.toFixed(4)}, ${picturesPerSecond.toFixed(1)} images per second`,
    epoch: ({ epoch, epochs, trainLoss, validationLoss, figures, best }: Epoch) => {
      const losses = `loss ${trainLoss.toFixed(4)} train, ${validationLoss.toFixed(4)} validation`;
      const kept = best.length > 0 ? `; best ${best.join(' and ')} so far` : '';
      return [`Epoch ${epoch} of ${epochs}: ${losses}`, ...figures].join(', ') + kept;
    },
    warning: (words: string) => `Warning: ${words}`,
    figure: (name: string, value: number) => `${name} ${value.toFixed(3)}`,
  },
  log: {
    preparing: (set: string, total: number) => `Preparing ${total} ${set} images`,
    sending: (to: string, total: number) => `Sending ${total} MB to ${to}`,
    firstStep: (steps: number) => `First step of ${steps}`,
  },
  start: {
    runExists: (folder: string) =>
      `${folder} already contains a run. Resume it with --resume, or name another folder with --run.`,
    stillEnding: ({ folder, pid, host }: LeasedRun) =>
      `Another process still trains in ${folder}: process ${pid} on ${host}. If the program was closed a moment ago, wait a few seconds and resume the run again.`,
    waitsForLease: ({ folder, pid, host, seconds }: LeasedRun & { readonly seconds: number }) =>
      `Process ${pid} on ${host} was the last to train in ${folder}. If it gives no sign of life for ${seconds} s, this process goes on with the run.`,
    stopped: 'The training was stopped before it began.',
  },
  checkpoint: {
    noneYet: (name: string, folder: string) =>
      `The run in ${folder} has no checkpoint ${name}. It has none yet. Train it further.`,
    unknown: (name: string, folder: string, present: readonly string[]) =>
      `The run in ${folder} has no checkpoint ${name}. It has ${present.join(', ')}. Choose one of them.`,
  },
  notFound: (runId: string) => `This study has no training run ${runId}. Choose another one from the list.`,
  failure: {
    processEnded: (reason: string, folder: string) =>
      `The training process ended unexpectedly (${reason}), usually because memory ran out. Choose a smaller batch. ${resumable(folder)}`,
    needsMemory: (megabytes: number, folder: string) =>
      `The training process needed more than ${megabytes} MB of memory, so it was ended. Choose a smaller batch or smaller images. ${resumable(folder)}`,
    outOfMemory: (folder: string) =>
      `Training needs more memory than is free. Choose a smaller batch or smaller images. ${resumable(folder)}`,
    diskFull: (folder: string) =>
      `The disk of ${folder} is full, so no checkpoint could be written. Free some space. ${resumable(folder)}`,
    folderNotWritable: (folder: string) =>
      `The run's folder ${folder} cannot be written. Choose another folder, or ask for permission to write there.`,
  },
} as const;

interface Engine {
  readonly name: string;
  readonly device: string;
  readonly threads: number;
  readonly precision: string;
}

interface Step {
  readonly epoch: number;
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly picturesPerSecond: number;
}

interface Epoch {
  readonly epoch: number;
  readonly epochs: number;
  readonly trainLoss: number;
  readonly validationLoss: number;
  /** Such as `mean kappa 0.812`. */
  readonly figures: readonly string[];
  /** The checkpoints for which this epoch is the best so far. */
  readonly best: readonly string[];
}

function resumable(folder: string): string {
  return `Then resume the run in ${folder}, or start it again if it has no checkpoint yet.`;
}
