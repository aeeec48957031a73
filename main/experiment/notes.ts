// What a reader of an experiment must know beside its figures: settings without effect, how the networks start, and that the study's test
// part was used. Said when the runs start and in the report.

import { radiusWithoutEffect, type SmallRadius } from '../learning/preflight/prior-check.ts';
import type { Expanded } from './expand.ts';
import type { TrainedWith } from './run-files.ts';
import type { Experiment, Paper } from './spec.ts';
import { experimentText } from './text.ts';

const { notes: text } = experimentText;

/** Before the runs start, from weights in this file, or from random ones. */
export function notesBefore(experiment: Experiment, expanded: Expanded, weights: string | undefined): readonly string[] {
  if (expanded.starts.length > 0) return [text.sharedStart(expanded.starts.length), ...settingNotes(expanded)];
  const start = weights === undefined ? text.random : text.weights(weights);
  return [start + unlikePaper(experiment, expanded, weights !== undefined), ...settingNotes(expanded)];
}

/** In the report, from what the runs did. */
export function notesAfter(
  experiment: Experiment,
  expanded: Expanded,
  finished: readonly Pick<TrainedWith, 'fromWeights'>[],
): readonly string[] {
  if (expanded.starts.length > 0) return [text.sharedStart(expanded.starts.length), ...settingNotes(expanded)];
  const began = (from: boolean): number => finished.filter(({ fromWeights }) => fromWeights === from).length;
  const starts = [
    ...(began(true) > 0 ? [text.beganWithWeights(began(true)) + unlikePaper(experiment, expanded, true)] : []),
    ...(began(false) > 0 ? [text.beganAtRandom(began(false)) + unlikePaper(experiment, expanded, false)] : []),
  ];
  return [...starts, ...settingNotes(expanded)];
}

/** How the networks of each paper start. Ye's paper does not say. */
const PAPER_STARTS: Readonly<Record<Paper, 'weights' | 'scratch' | null>> = {
  ye: null,
  chen: 'weights',
  'von-schacky': 'weights',
  gorriz: 'scratch',
};

/** A recipe may say by itself how its paper starts. */
function unlikePaper({ paper }: Experiment, { runs }: Expanded, fromWeights: boolean): string {
  const start = runs[0]?.recipe.start ?? (paper === undefined ? null : PAPER_STARTS[paper]);
  if (start === 'weights' && !fromWeights) return text.paperFromWeights;
  return start === 'scratch' && fromWeights ? text.paperFromScratch : '';
}

function settingNotes({ runs }: Expanded): string[] {
  const small = runs.flatMap(({ recipe }) => radiusWithoutEffect(recipe) ?? []);
  const onStudy = runs.some(({ recipe }) => recipe.data.kind === 'study');
  return [...[...Map.groupBy(small, ({ grid }) => grid).values()].flatMap(radiusNote), ...(onStudy ? [text.testPartUsed] : [])];
}

/** One sentence for all radii on one grid. */
function radiusNote(small: readonly SmallRadius[]): string[] {
  const [first] = small;
  const radii = [...new Set(small.map(({ radius }) => radius))].toSorted((a, b) => a - b);
  return first === undefined ? [] : [text.sameRadii(radii, first.least, first.grid)];
}
