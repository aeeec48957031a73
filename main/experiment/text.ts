// The sentences of experiments: why a specification is refused, and what a run and a report say.

export const experimentText = {
  topLevel: 'the top level',
  notASpec: (entry: string, why: string) =>
    `An experiment is a JSON file with a name, a recipe and sweeps, but this one is not valid at ${entry}: ${why}. Correct that entry and try again.`,
  runMalformed: (run: string, why: string) => `The run with ${run === '' ? 'the shared recipe' : run} cannot be trained. ${why}`,
  needsPictures:
    'Skipped, because it learns from pictures in class folders. Name the folder that contains train, val and test with --data.',
  noSuchRun: (name: string, found: number) =>
    `The experiment has ${found === 0 ? 'no run' : `${found} runs`} whose hash begins with ${name}. "osteograde experiment status" lists the hashes.`,
};
