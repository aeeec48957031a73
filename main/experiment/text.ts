// The sentences of experiments: why a specification is refused, and what a run and a report say.

export const experimentText = {
  topLevel: 'the top level',
  notASpec: (entry: string, why: string) =>
    `An experiment is a JSON file with a name, a recipe and sweeps, but this one is not valid at ${entry}: ${why}. Correct that entry and try again.`,
  runMalformed: (run: string, why: string) => `The run with ${run === '' ? 'the shared recipe' : run} cannot be trained. ${why}`,
  missing: {
    pictures: 'Skipped, because it learns from pictures in class folders. Name the folder that contains them with --data.',
    testPictures:
      'Skipped, because it is measured on pictures of a folder test beside train and val, which --data does not contain. Add it, or set heldOut in the recipe: then a share of train chooses the epochs, and val measures.',
  },
  budgetsNeedStudy: (recipe: string) =>
    `Budgets are spent on the hips of a study, but the recipe ${recipe} does not learn from one. Choose a recipe whose data are of the kind "study".`,
  aboutBudgets: (recipe: string) =>
    `What more graded hips are worth: the recipe ${recipe} trained on the first hips that each strategy would have graded, measured on the test part.`,
  noSuchRun: (name: string, found: number) =>
    `The experiment has ${found === 0 ? 'no run' : `${found} runs`} whose hash begins with ${name}. "osteograde experiment status" lists the hashes.`,
  notes: {
    random: 'The networks start from random weights.',
    weights: (file: string) => `The networks start from the weights in ${file}.`,
    sharedStart: (starts: number) =>
      starts === 1
        ? 'The networks start from the last weights of one run that is trained first.'
        : `The networks start from the last weights of ${starts} runs that are trained first.`,
    beganWithWeights: (runs: number) => `${count(runs)} started from weights in a file.`,
    beganAtRandom: (runs: number) => `${count(runs)} started from random weights.`,
    paperFromWeights: ' The paper starts from ImageNet weights: name a file of them with --weights to do the same.',
    paperFromScratch: ' The paper trains from scratch: leave out --weights to do the same.',
    sameRadii: (radii: readonly number[], least: number, grid: number) => {
      const named = radii.length === 1 ? `A radius of ${radii.join()}` : `Radii of ${listed(radii)}`;
      const same = radii.length === 1 ? 'acts like one of' : 'all give the penalty of';
      return `${named} crop pixels ${same} ${least.toFixed(1)}: on a map of ${grid} x ${grid} cells, no smaller radius differs. To tell them apart, set "grid" in the recipe's prior, for example to 56.`;
    },
    testPartUsed:
      'All figures are measured on the test part of the study, and the study records it. A model that is chosen by them needs other hips for its test.',
  },
  useNotRecorded: (why: string) => `The study could not record that its test part was used. ${why}`,
  thread: {
    tooSlow: (minutes: number) =>
      `Reading the experiment took more than ${minutes} minutes and was ended. Try it with "osteograde experiment report".`,
    outOfMemory: 'The experiment needs more memory than its report may take. Try it with "osteograde experiment report".',
    crashed: (reason: string) => `The part of the program that reads experiments ended by itself (${reason}). Try again.`,
    stopped: 'The program is closing, so the experiment was not read.',
  },
  trainedElsewhere: 'Another process trains this run. Waiting for its result, or for its end.',
  slurm: {
    /** Stands in a JSON string in a shell script, so it holds no quotes. */
    taskEnded: (status: string) =>
      `The task of the cluster ended with exit code ${status} before its run did, and did not say why. Look at its log, give it more memory or time, and submit the experiment again.`,
    noSbatch: 'sbatch was not found. Submit on a machine that belongs to the cluster.',
    notSubmitted: (reason: string) => `SLURM did not take the experiment, and nothing more was submitted. It says: ${reason}`,
  },
};

function count(runs: number): string {
  return runs === 1 ? 'One run' : `${runs} runs`;
}

/** Such as `5, 10 and 20`. */
function listed(numbers: readonly number[]): string {
  return [numbers.slice(0, -1).join(', '), numbers.at(-1)].join(' and ');
}
