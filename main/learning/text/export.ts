// The sentences about making a model from a run.

export const exportText = {
  notARun: (folder: string) => `${folder} is not the folder of a training run: it has no manifest.json. Name a run's folder.`,
  noImages: 'The export is checked on the images of the run, and the run kept none. Name the folder it learned from with --data.',
  noCrops:
    'The export is checked on crops, and neither the run nor the study has any. Open the study in which the run was trained.',
  notSquare: (height: number, width: number) =>
    `Hips are graded on square images, but this run learned from images of ${height} x ${width}. Train it on square images.`,
  answerDiffers: (answer: string, precision: 'single' | 'half', limits: Difference) =>
    `The exported network (${precision} precision) does not answer ${answer} like the trainer: ${differ(limits)}`,
  heatmapsDiffer: (limits: Difference) => `The exported network's heatmaps do not match the trainer's: ${differ(limits)}`,
  notWritable: (folder: string, why: string) =>
    `The network cannot be written to ${folder} (${why}). Choose a folder in which you may write.`,
  familiarity: {
    data: (training: string, validation: string) => `Learned from: ${training}. Threshold: ${validation}.`,
    tooFew: (training: number, validation: number, fewest: number) =>
      `What the model learned from cannot be summarised: there are ${training} training crops and ${validation} validation crops, and at least ${fewest} of each are needed. Name the study that it learned from.`,
    noRecipe: (model: string) =>
      `The card of ${model} does not hold the recipe that it was trained with, so its training crops are unknown. Train it again.`,
    phantomsApart: (subjects: number, seed: number) => `${subjects} phantom subjects, seed ${seed}, that calibrated the model`,
    kneesThatTrained: (knees: number) => `${knees} knees of the training part`,
    kneesThatChose: (knees: number) => `${knees} knees of the part that chose the epoch`,
    notFolders: (model: string) => `${model} learned from class folders. Name their folder with --data.`,
    notPhantoms: (model: string) => `${model} learned from a study. Name the study with --study.`,
    notStudy: (model: string) => `${model} learned from phantoms. Use --phantoms.`,
    stopped: 'Stopped before the familiarity was measured. The card is unchanged.',
  },
  combine: {
    atLeastTwo: 'Name two models or more, so that their answers can be averaged.',
    notKnees: (model: string) => `${model} grades hips. Only models of knees can be combined.`,
    readDifferently: (one: string, other: string) =>
      `${one} and ${other} prepare pictures differently or answer on different scales, so their answers cannot be averaged. Combine models of one recipe.`,
    description: (members: number) => `Kellgren-Lawrence grade 0 to 4 of a knee: the mean of ${members} models of System 3.`,
    data: (members: readonly { readonly member: string; readonly data: string }[]) =>
      `The mean of ${members.length} models. ${members.map(({ member, data }) => `${member}: ${data}`).join('. ')}`,
  },
  needsMemory: (megabytes: number) =>
    `The export needed more than ${megabytes} MB of memory, so it was ended. No model was written. Close other programs and try again.`,
  tooSlow: (seconds: number) =>
    `The export took longer than ${seconds} s, so it was ended. No model was written. Try again, or choose another checkpoint.`,
  processEnded: (reason: string) =>
    `The export ended unexpectedly (${reason}), perhaps because memory ran out. No model was written. Try again.`,
} as const;

interface Difference {
  readonly difference: number;
  readonly allowed: number;
}

function differ({ difference, allowed }: Difference): string {
  return `they differ by ${difference.toPrecision(2)}, and at most ${allowed} is allowed. No model was written. Choose another checkpoint, or report this problem.`;
}
