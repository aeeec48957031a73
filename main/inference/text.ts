// The sentences about models that cannot be found, opened, trusted or run.

const CHOOSE_ANOTHER = 'Choose another model.';
const REINSTALL_PROGRAM = 'Install the program again.';

const LOGITS: Readonly<Record<number, string>> = { 1: 'one logit', 2: 'two logits', 4: 'four logits' };

const cardRefused = (file: string, reason: string): string =>
  `${file} is not an Osteograde model card: ${reason}. Export or install the model again.`;
const cardMismatch = (model: string, reason: string): string =>
  `The card of ${model} does not fit its network: ${reason}. Install the model and its card together.`;
const missingFromNetwork = (model: string, part: string): string =>
  `${model} has no ${part}, although its card lists it. ${CHOOSE_ANOTHER}`;

export const inferenceText = {
  files: {
    modelMissing: (path: string) =>
      `The model ${path} is missing or cannot be read. Choose a model from the list of "osteograde models".`,
    cardMissing: (path: string) =>
      `The model card ${path} is missing or cannot be read. It belongs beside the ONNX file. Install the model again.`,
    wrongHash: (file: string, expected: string, came: string) =>
      `${file} does not match its card: the card expects SHA-256 ${expected}..., but the file has ${came}.... One of the two was changed or damaged. Install the model again.`,
    unknownModel: (name: string, available: readonly string[]) =>
      `There is no model named ${name}. Available models: ${available.join(', ') || 'none'}. Choose one of them, or give the path of an .onnx file.`,
    locatorMissing: (network: string, folder: string) =>
      `The network ${network}, which finds hips without points, is missing from ${folder} or cannot be read there. Install the program again, or supply a BoneFinder file.`,
    locatorMismatch: (network: string) => `${network}.onnx and its card do not belong together. ${REINSTALL_PROGRAM}`,
  },
  card: {
    notJson: (file: string) => cardRefused(file, 'it is not JSON'),
    wrongField: (file: string, field: string, issue: string) => cardRefused(file, `${field || 'the whole file'}: ${issue}`),
    wrongHeads: cardRefused,
    nameExpected: 'expected lowercase letters, digits, dots and hyphens',
    hashExpected: 'expected 64 hexadecimal digits',
    floatsExpected: 'expected 32-bit numbers',
    bytesExpected: (count: number) => `expected ${count} bytes`,
    familiaritySize: 'expected as many axes as variances, each as long as the mean',
    familiarityMap: (map: string) =>
      `familiarity.map names ${map}, which no head reads, or its mean has another number of channels`,
    noHeads: 'heads must list the outputs that answer',
    kneeHeadSize: (head: string, logits: number, channels: number) =>
      `heads.${head} must compute ${logits} logits from the ${channels} channels of its maps`,
    hipHeadSize: (
      head: string,
      { logits, channels, map }: { readonly logits: number; readonly channels: number; readonly map: string },
    ) => `heads.${head} must compute ${LOGITS[logits]} from the ${channels} channels of ${map}`,
  },
  network: {
    notSquare: (model: string, map: string) => cardMismatch(model, `its map ${map} is not square`),
    headChannels: (model: string, read: number, came: number) =>
      cardMismatch(model, `its heads read ${read} channels, but the network has ${came}`),
    headsDiffer: (model: string) => cardMismatch(model, 'its heads do not match the network'),
    outputChannels: (model: string, output: string, channels: number) =>
      cardMismatch(model, `its output ${output} does not have ${channels} channels`),
    headDiffers: (model: string, head: string) => cardMismatch(model, `its head ${head} does not match the network`),
    noInput: (model: string) => missingFromNetwork(model, 'input "image"'),
    noOutput: (model: string, output: string) => missingFromNetwork(model, `output "${output}"`),
    notOpened: (model: string, reason: string) =>
      `${model} cannot be opened as an ONNX model (${reason}). Export or install the model again.`,
    wrongShape: (model: string, output: string, shape: readonly number[]) =>
      `${model} returned the output "${output}" with the shape [${shape.join(', ')}], which does not match its card. ${CHOOSE_ANOTHER}`,
  },
  grading: {
    picture: { hip: 'hip crop', knee: 'knee image' },
    gradesKnees: (model: string) => `${model} grades knees, not hips. Choose a model of System 1, 2 or 4.`,
    gradesHips: (model: string) =>
      `${model} grades hips, not knee images. Choose a model of System 3. "osteograde models" lists the models.`,
    notFinite: (model: string) => `The model ${model} answered with NaN or infinity. ${CHOOSE_ANOTHER}`,
    failed: (
      model: string,
      { picture, height, width }: { readonly picture: string; readonly height: number; readonly width: number },
      reason: string,
    ) => `${model} cannot grade a ${picture} of ${height} x ${width} pixels (${reason}). ${CHOOSE_ANOTHER}`,
    outOfMemory: (device: string) => `There is not enough memory for grading on ${device}. Close other programs and try again.`,
    deviceUnavailable: (device: string, reason: string) =>
      `Grading on ${device} is not available on this computer. ${reason} Choose the device cpu, which every computer has.`,
    runtimeRefused: (reason: string) => `ONNX Runtime: ${reason.replace(/\.?$/, '.')}`,
    notInRuntime: (device: string) => `this installation does not include ${device}`,
    on: (device: string, precision: string) => `${device} in ${precision}`,
    /** A device that was asked for is replaced by one that works. */
    insteadOf: (asked: string, reasons: readonly string[], used: string) =>
      `Grading on ${asked} is not available on this computer, so it runs on ${used}. ${reasons.join(' ')}`,
    notForEngine: (reason: string) => `The libtorch engine cannot run this model: ${reason}.`,
    engineFailed: (model: string, reason: string) => `${model} failed on the libtorch engine (${reason}). Choose the device cpu.`,
    hipsUnanswered: 'The model left hips without an answer.',
    needsMemory: (megabytes: number) =>
      `Grading needed more than ${megabytes} MB of memory, so it was ended. Hips graded so far are kept. ${CHOOSE_ANOTHER}`,
    tooSlow: (seconds: number) =>
      `Grading took longer than ${seconds} s for a few images, so it was ended. Hips graded so far are kept. ${CHOOSE_ANOTHER}`,
    processEnded: (reason: string) =>
      `The grading process ended unexpectedly (${reason}), perhaps because memory ran out. Hips graded so far are kept. Close other programs and start again.`,
  },
  locating: {
    failed: (network: string, reason: string) => `${network} failed on this image (${reason}). ${REINSTALL_PROGRAM}`,
    unexpectedMaps: (shape: readonly number[]) => `unexpected maps with the shape [${shape.join(', ')}]`,
  },
  exported: {
    failed: (reason: string) => `The exported network does not run in ONNX Runtime (${reason}). Keep the run and report this.`,
    wrongType: (output: string) => `${output} is not a single-precision output`,
  },
} as const;
