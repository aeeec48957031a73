// The sentences of the checks before a training starts.

export const preflightText = {
  otherRun: 'Another training run is in progress. Pause it, or wait until it ends.',
  engine: {
    none: 'No training engine works on this machine. Run "npm run setup" again. Settings shows why each engine failed.',
    chosen: (engine: Engine) => `${engineInWords(engine)}.`,
    slow: (engine: Engine) =>
      `${engineInWords(engine)}. It is about ten times slower than libtorch. Run "npm run setup" to build libtorch, or train on few hips.`,
    surveyNeedsMemory: (megabytes: number) =>
      `Measuring the engines needed more than ${megabytes} MB of memory. Close other programs and try again.`,
    surveyTooSlow: (seconds: number) =>
      `Measuring the engines took longer than ${seconds} s. Try again; "osteograde engines" shows more.`,
    surveyEnded: (reason: string) =>
      `Measuring the engines ended unexpectedly (${reason}). Try again; "osteograde engines" shows more.`,
  },
  time: (seconds: number) =>
    `About ${durationInWords(seconds)}, estimated from the measured speed of the engine. The first epochs show it better.`,
  memory: {
    tooLittle: (bytes: Memory) => `${memoryInWords(bytes)}. Choose a recipe with a smaller batch or smaller images.`,
    enough: (bytes: Memory) => `${memoryInWords(bytes)}. The run tries one batch before the first step.`,
    perhapsTooLittle: (bytes: Memory) =>
      `${memoryInWords(bytes)}. The run tries one batch before the first step. If it does not fit, close other programs or choose a smaller batch.`,
  },
  disk: {
    enough: (bytes: Disk) => `${diskInWords(bytes)}.`,
    tooLittle: (bytes: Disk) => `${diskInWords(bytes)}. Free some space first.`,
  },
  weights: {
    needsMemory: (file: string, megabytes: number) =>
      `${file} was not read, because reading it needed more than ${megabytes} MB of memory. Choose another weights file.`,
    tooSlow: (file: string, seconds: number) =>
      `${file} was not read, because reading it took longer than ${seconds} s. Choose another weights file.`,
    ended: (file: string, reason: string) =>
      `${file} was not read, because reading it ended unexpectedly (${reason}). Try again, or choose another weights file.`,
    fromFile: (file: string, seed: number) =>
      `Starts from ${file}. Heads that the file lacks start from random weights (seed ${seed}).`,
    frozenRandom:
      'Only the heads learn, so the network below them stays as it starts: random. Such a model learns next to nothing. Choose a file of ImageNet weights to start from, or a recipe that trains the whole network.',
    random: (seed: number) => `Starts from random weights (seed ${seed}).`,
    fromScratch: (seed: number) => `Starts from scratch, as the paper does: random weights (seed ${seed}).`,
    fileUnlikePaper: (file: string) =>
      `Starts from ${file}, but the paper trained from scratch. To do the same, choose random weights.`,
    randomUnlikePapers: (seed: number, backbone: string) =>
      `Starts from random weights (seed ${seed}), but the paper starts from ImageNet weights. To do the same, choose a file of ImageNet weights for ${backbone} above.`,
  },
  priorRadius: (radius: number, least: number, grid: number) =>
    `The prior's radius of ${radius} pixels is below half the diagonal of a cell of the ${grid} x ${grid} map, so it acts like ${least.toFixed(1)} pixels, as every smaller radius does. To tell such radii apart, set "grid" in the recipe's prior, for example to 56.`,
  noWeakHips: (strong: number) =>
    `The strategy learns from weak hips too, but the budget uses all ${strong} labelled hips with their grades, so no weak hip is left: the run equals strong-only. Lower the budget of strong hips in the recipe.`,
  phantoms: {
    data: ({ train, validation, test }: Parts) =>
      `${train} synthetic subjects to learn from, ${validation} to choose the best epoch, ${test} to test the model. Use such a model to try the program out, not on real hips.`,
    labels: (graded: number, weak: number) =>
      `${graded} subjects have grades by quadrant; of ${weak} only healthy or diseased is known.`,
    split: 'Split by subject: each set has subjects of its own.',
  },
  folders: {
    notNamed: 'This recipe learns from images in folders, one folder per grade. Name the folder that contains train and val.',
    data: (train: number, validation: number) => `${train} images to learn from, ${validation} to choose the best epoch.`,
    /** `counts` holds the images of each grade from 0. */
    labels: (counts: readonly number[]) => `Training images of grades 0 to ${counts.length - 1}: ${counts.join(', ')}.`,
    split: 'Split by subject: no subject is in two folders.',
  },
  study: {
    noSplit:
      'The study has no split in force. Make one in the Library: training needs some subjects to learn from and others to choose the epoch.',
    unknownSplit: (split: string) => `The study has no split named ${split}. Choose a recipe that names one of its splits.`,
    split: (split: string) => `${splitInWords(split)}.`,
    splitWithFindings: (split: string, findings: number, first: string) =>
      `${splitInWords(split)}. The audits have ${findings === 1 ? '1 other finding' : `${findings} other findings, first`}: ${first}`,
    data: (hips: Parts) => `${hipsInWords(hips)}.`,
    emptyPart: (hips: Parts) => `${hipsInWords(hips)}. Both parts need hips with crops. Import more hips, or make another split.`,
    labels: (hips: LabelledHips) => `${labelsInWords(hips)}.`,
    tooFewLabels: (hips: LabelledHips) => `${labelsInWords(hips)}. Read hips on the Case screen, or import a label table.`,
  },
} as const;

interface Engine {
  readonly name: string;
  readonly version: string | null;
  readonly device: string | null;
  readonly threads: number | null;
  readonly gflops: number | null;
}

function engineInWords({ name, version, device, threads, gflops }: Engine): string {
  return `${name} ${version ?? ''} on ${device}, ${threads} threads, ${gflops} GFLOP/s`;
}

interface Memory {
  readonly step: number;
  readonly free: number;
  readonly total: number;
  /** Null if a training may use all memory. */
  readonly limit: number | null;
}

function memoryInWords({ step, free, total, limit }: Memory): string {
  const allowed = limit === null ? '' : `, and a training may use ${gigabytes(limit)}`;
  return `A step needs about ${gigabytes(step)}; ${gigabytes(free)} of ${gigabytes(total)} are free${allowed}`;
}

interface Disk {
  readonly needed: number;
  readonly free: number;
}

function diskInWords({ needed, free }: Disk): string {
  return `Checkpoints and crops need about ${gigabytes(needed)}; the study's disk has ${gigabytes(free)} free`;
}

interface Parts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

function splitInWords(split: string): string {
  return `Split ${split} is by subject: no subject is in two parts`;
}

function hipsInWords({ train, validation, test }: Parts): string {
  return `${train} hips to learn from, ${validation} to choose the best epoch, ${test} kept for testing`;
}

interface LabelledHips {
  /** Training hips with grades by quadrant, and with other labels only. */
  readonly graded: number;
  readonly otherwise: number;
  readonly validation: number;
}

function labelsInWords({ graded, otherwise, validation }: LabelledHips): string {
  return `${graded} of the training hips have grades by quadrant, ${otherwise} have other labels; ${validation} of the validation hips are labelled`;
}

function gigabytes(bytes: number): string {
  return bytes < 1e9 ? `${Math.max(1, Math.round(bytes / 1e6))} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function durationInWords(seconds: number): string {
  const rounded = (value: number): number => (value < 10 ? Math.round(value * 2) / 2 : Math.round(value));
  if (seconds < 90) return `${Math.max(1, Math.round(seconds / 10) * 10)} seconds`;
  if (seconds < 5400) return `${rounded(seconds / 60)} minutes`;
  if (seconds < 172_800) return `${rounded(seconds / 3600)} hours`;
  return `${rounded(seconds / 86_400)} days`;
}
