// The sentences about the trials of heatmaps.

export const evidenceText = {
  noOutlines: 'the pictures have no outlines of what there is to see',
  tooFewMaps: (maps: number, fewest: number) => `only ${maps} maps find disease, and at least ${fewest} are needed`,
  noRecipe: 'no recipe was named to train other networks with (--recipe)',
  shortcutNotLearned: (maps: number, fewest: number) =>
    `the network that should learn the mark called only ${maps} healthy joints diseased because of it, and at least ${fewest} are needed`,
  noPictures: (where: string) => `${where} has no labelled hip in its validation part. Import labels, or choose another split.`,
  wrongSource: (model: string, joint: 'hip' | 'knee') =>
    joint === 'knee'
      ? `${model} grades knees. Name the folder of class folders with --data.`
      : `${model} grades hips. Use --phantoms, or name a study with --study.`,
  noCardRecipe: (model: string) =>
    `The card of ${model} does not hold the recipe that it was trained with, so no network like it can be made. Train it again.`,
  otherSystem: (model: string, system: number, recipe: string, other: number) =>
    `${model} is of System ${system}, and the recipe ${recipe} of System ${other}. Name a recipe of the same system.`,
  stopped: 'Stopped before all trials had ended. The card is unchanged.',
  phantoms: (hips: number, subjects: number, seed: number, version: number) =>
    `${hips} hips of ${subjects} phantom subjects that training never saw (version ${version}, seed ${seed})`,
  study: (hips: number, split: string) => `${hips} hips of the validation part of the split ${split} of a study`,
  folders: (knees: number, part: string) =>
    `${knees} knees of ${part === 'val' ? 'the folder val' : 'subjects of train that were held out'}`,
} as const;
