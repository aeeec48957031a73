// The text of the Experiments screen.

import { count } from './count.ts';

export const experimentText = {
  title: 'Experiments',
  noStudy: 'No study open',
  noStudyHelp: 'Open or create a study in the Library. Experiments run as jobs of the open study.',
  lead: 'An experiment is a recipe with lists of values. Each combination is a run, trained and measured on a test set.',
  ownHelp: 'To add your own, put NAME.json into the folder “experiments” of the home folder. The name in it must be NAME.',
  own: 'own',
  columns: {
    list: ['Experiment', 'Runs', 'Learns from', 'What it repeats'],
    claims: ['The paper says', 'Here', 'Figure (95% interval)', 'Seeds', 'Published'],
  },
  learnsFrom: { phantoms: 'Phantoms', study: 'The open study', pictures: 'Folders of pictures' },
  back: 'All experiments',
  removed: 'This experiment no longer exists. Go back to the list and choose another one.',
  phantoms: 'Learns from synthetic radiographs. They repeat the direction of a claim at most, never its size.',
  pictures: 'Image folder',
  picturesHelp: 'On the machine that runs Osteograde. It contains train, val and test, each with one folder per grade.',
  sends: (workstation: string, learnsFrom: 'phantoms' | 'study' | 'pictures') =>
    learnsFrom === 'phantoms'
      ? `Leaves this machine for ${workstation}: the recipes.`
      : `Leaves this machine for ${workstation}: the recipes, and the pictures with their labels as codes. Never: films, names, identifiers. Recorded in the audit trail.`,
  start: 'Run all',
  allFinished: 'All runs are finished',
  resume: (left: number) => `Run the ${count(left, 'run', 'runs')} left`,
  runs: 'Runs',
  run: 'Run',
  seed: (seed: string) => `Seed ${seed}`,
  setting: 'Setting',
  oneSetting: 'First weights of other runs',
  allSettings: 'All runs',
  finished: (finished: number, all: number) => `${finished} of ${count(all, 'run', 'runs')} finished.`,
  shownFigure: (name: string) => `Finished runs show ${name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}.`,
  elsewhere: (workstations: readonly { readonly name: string; readonly runs: number }[]) =>
    `${workstations.map(({ name, runs }) => `${count(runs, 'run', 'runs')} on ${name}`).join(', ')}.`,
  done: 'finished',
  failed: 'failed',
  waiting: 'waiting',
  epochs: (done: number, planned: number, workstation: string | null) =>
    `epoch ${done} of ${planned}${workstation === null ? '' : ` on ${workstation}`}`,
  failures: 'Failed runs',
  claims: 'Published claims',
  reading: 'Reading the results…',
  preliminary: 'Preliminary: not all runs have finished.',
  intervals: 'Intervals are over test subjects and seeds, both drawn with replacement.',
  noClaims: 'The finished runs decide no published claim yet.',
  verdicts: { 'same direction': 'Same direction', opposite: 'Opposite', undecided: 'Undecided' },
  write: 'Write report',
  written: (files: number, folder: string) => `${count(files, 'file', 'files')} written to ${folder}`,
  notDefined: '–',
} as const;
