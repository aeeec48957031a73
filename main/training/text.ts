// The sentences of the trainer: why a recipe or a run is refused, why training ended, and what an extension does.

export const trainingText = {
  recipe: {
    notJson: (why: string) => `A recipe is a JSON file, but this one cannot be read: ${why}. Correct it and try again.`,
    /** `why` is one of the reasons below. */
    notValid: (entry: string, why: string) => `The recipe is not valid at ${entry}: ${why}. Correct that entry and try again.`,
    sharedSeed: (one: string, other: string, seed: number) =>
      `The recipe draws the phantoms of ${one} and of ${other} from the same seed ${seed}, so both would hold the same pictures. Give each part a seed of its own.`,
  },
  entry: {
    topLevel: 'the top level',
    layers: 'freeze or rates',
    figures: 'keep or earlyStopping',
  },
  reason: {
    doesNotGrade: 'a network that finds hips does not grade them. Train it with "osteograde train"',
    priorNeedsMaps: needsMaps('the landmark prior'),
    attentionMilNeedsMaps: needsMaps('attention-mil'),
    attentionNeedsMaps: needsMaps('attention'),
    headOnlyNeedsOneNetwork: 'head-only training needs one network for all answers',
    headOnlyHasOneStage: 'head-only training computes its features once, so it has only one stage',
    notSquare: (height: number, width: number) => `hips are graded on square pictures, but this size is ${height} x ${width}`,
    attentionMilNeedsOneNetwork: 'attention-mil compares the features of one network, so the networks cannot be separate',
    regionBeyondPicture: 'the region extends beyond the picture',
    coralSmoothing: 'coral learns thresholds and cannot share a label among grades. Write 0',
    coralExpectedGrade: 'the expected grade is learned with cross-entropy. Remove expectedGrade, or write cross-entropy',
    backboneWithoutAttention: (backbone: string, allowed: readonly string[]) =>
      `attention works with ${allowed.join(', ')}, not with ${backbone}`,
    branchRepeated: (branch: string) => `${branch} is listed more than once`,
    branchWeights: (branches: number, weights: number) =>
      `${branches} branches need ${branches} weights, but there are ${weights}`,
    coralWithBranches: 'coral works with one head, not with attention branches',
    maskFitsOneSize: 'an attention mask fits one picture size, so all stages need the same size',
    nameUsedTwice: (name: string, alwaysKept: readonly string[]) =>
      `the name ${name} is used twice (${alwaysKept.join(' and ')} are always kept). Choose another name`,
    sizeDoesNotFit: (
      size: { readonly height: number; readonly width: number },
      network: { readonly name: string; readonly inputSize: number },
      fault: string,
    ) =>
      `pictures of ${size.width} x ${size.height} do not fit ${network.name}: ${fault}. The network is meant for ${network.inputSize} pixels`,
    nothingLearns: 'every layer is frozen or has a rate of 0 in the first epoch, so nothing would learn',
    unknownFigure: (figure: string, known: readonly string[]) =>
      `there is no figure called ${figure}. This task has ${known.join(', ')}`,
    unknownLayers: (network: string, layers: string, prefixes: readonly string[]) =>
      `${network} has no layers called ${layers}. Its layers start with ${prefixes.join(', ')}`,
  },
  data: {
    emptyValidation: 'The validation part is empty. Give it at least one labelled subject.',
    tooFewItems: (batch: number, items: number) =>
      `A batch of ${batch} needs at least ${batch} usable items, but there are only ${items}. Choose a smaller batch.`,
  },
  leak: {
    trainingAndValidation: 'training and validation',
    oneSubject: (subject: string, places: string) => `The subject ${subject} is in ${places}. Split the data by subject.`,
    subjects: (count: number, first: string, places: string) =>
      `${count} subjects are in ${places} (the first is ${first}). Split the data by subject.`,
  },
  run: {
    nothingLeft: (done: number, planned: number) =>
      `The run has finished ${done} epochs, and the recipe plans ${planned}. Extend the run, or give the recipe's stages more epochs.`,
    folderNotCreated: (folder: string, why: string) =>
      `The folder ${folder} of the run cannot be created (${why}). Choose a folder that you can write to.`,
    noCheckpoint: (path: string) =>
      `There is no checkpoint at ${path}. Start the run again, or choose the folder of a run that was started.`,
    damagedCheckpoint: (path: string, why: string) =>
      `The checkpoint ${path} is damaged: ${why} Put a copy of it back, or train again.`,
    notFinite: (tensor: string) => `The tensor ${tensor} has values that are not finite.`,
    notACheckpoint: (path: string) => `${path} is not a checkpoint of a training run. Choose another file.`,
    otherNetwork: (folder: string, difference: string) =>
      `The run in ${folder} trained a different network from the recipe's. ${difference}`,
    batchTooLarge: (batch: number, size: { readonly height: number; readonly width: number }) =>
      `One batch of ${batch} images of ${size.width} x ${size.height} pixels needs more memory than is available. ` +
      'Choose a smaller batch, smaller images, or precision bf16, and start again.',
    stopped: 'The training was stopped. You can resume it from this step.',
  },
  diverged: {
    loss: (loss: number, step: ReachedStep, origin: string) =>
      `The loss is ${loss} at step ${step.step}: ${origin}. ${lowerRate(step)}`,
    lossFunction: 'the pictures, weights and layers are finite, so the loss function itself caused it',
    weights: (name: string, step: ReachedStep) =>
      `After step ${step.step} the weights ${name} contain NaN or infinity. ${lowerRate(step)}`,
  },
  extension: {
    /** `how` is one of the two below. */
    added: (epochs: number, after: number, how: string) =>
      `Extended by ${epochs === 1 ? '1 epoch' : `${epochs} epochs`} after epoch ${after}: ${how}.`,
    scheduleRestarts: (schedule: string, share: number, rate: number) =>
      `the ${schedule} schedule restarts for these epochs, with a peak of ${share} of the learning rate (${rate.toPrecision(2)})`,
    rateContinues: (share: number) => `the learning rate continues at ${share} of its planned value`,
  },
} as const;

export interface ReachedStep {
  /** Counted from 1. */
  readonly step: number;
  /** True if the run has a checkpoint. */
  readonly saved: boolean;
}

function lowerRate({ saved }: ReachedStep): string {
  return saved
    ? 'Lower the learning rate, and resume from the last checkpoint.'
    : 'The run has no checkpoint yet. Lower the learning rate, and start it again.';
}

function needsMaps(part: string): string {
  return `${part} needs feature maps, and head-only training has pooled features only`;
}
