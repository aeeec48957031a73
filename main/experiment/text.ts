// The sentences of experiments: why a specification is refused, and what a run and a report say.

export const experimentText = {
  topLevel: 'the top level',
  notASpec: (entry: string, why: string) =>
    `An experiment is a JSON file with a name, a recipe and sweeps, but this one is not valid at ${entry}: ${why}. Correct that entry and try again.`,
  runMalformed: (run: string, why: string) => `The run with ${run === '' ? 'the shared recipe' : run} cannot be trained. ${why}`,
  needsPictures:
    'Skipped, because it learns from pictures in class folders. Name the folder that contains train, val and test with --data.',
  budgetsNeedStudy: (recipe: string) =>
    `Budgets are spent on the hips of a study, but the recipe ${recipe} does not learn from one. Choose a recipe whose data are of the kind "study".`,
  aboutBudgets: (recipe: string) =>
    `What more graded hips are worth: the recipe ${recipe} trained on the first hips that each strategy would have graded, measured on the test part.`,
  noSuchRun: (name: string, found: number) =>
    `The experiment has ${found === 0 ? 'no run' : `${found} runs`} whose hash begins with ${name}. "osteograde experiment status" lists the hashes.`,
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
