// What an epoch's figures decide: which epochs are kept, when the rate is reduced, when a run ends early.

import { hasEnd, plannedSpans } from './extension.ts';
import type { LoopSettings } from './loop-settings.ts';
import type { RunProgress, Wait } from './run-folder.ts';
import { pictureSize, type BestBy, type Figures, type PictureSize } from './task.ts';

/** A training loss that falls by less than this share counts as stalled. */
const STANDSTILL = 1e-3;

const NOTHING_YET: Wait = { best: null, epochs: 0 };

export const NOT_STARTED: RunProgress = {
  epoch: 0,
  step: 0,
  stage: 0,
  best: {},
  underWay: null,
  waits: { plateau: NOTHING_YET, patience: NOTHING_YET, stall: NOTHING_YET },
  reductions: 0,
  ending: null,
};

/** The epochs over which a schedule runs once, starting at `first`, at a share of the learning rate. */
export interface Cycle {
  readonly first: number;
  readonly epochs: number;
  readonly share: number;
}

interface PlannedEpoch {
  readonly size: PictureSize;
  /** Index of the stage that it belongs to. */
  readonly stage: number;
  readonly cycle: Cycle;
}

/** The settings of every epoch. */
export function epochPlan({ stages, extensions, schedule }: LoopSettings): PlannedEpoch[] {
  const whole = { first: 0, epochs: stages.reduce((sum, { epochs }) => sum + epochs, 0), share: 1 };
  const plan: PlannedEpoch[] = [];
  for (const { stage, place, epochs, extension } of plannedSpans(stages, extensions)) {
    const cycleOfExtension = hasEnd(schedule) ? { first: plan.length, epochs } : whole;
    const cycle = extension === null ? whole : { ...whole, ...cycleOfExtension, share: extension.share };
    for (let epoch = 0; epoch < epochs; epoch++) plan.push({ size: pictureSize(stage.size), stage: place, cycle });
  }
  return plan;
}

export interface FinishedEpoch {
  readonly stage: number;
  /** Number of epochs in the whole plan. */
  readonly planned: number;
  readonly figures: Figures;
  readonly trainLoss: number;
}

/** The kept figures by which this epoch is the best. The first epoch of a stage always is, as the first at its picture size. */
export function improvements(kept: readonly BestBy[], before: RunProgress, now: FinishedEpoch): BestBy[] {
  return kept.filter(({ name, figure, better }) => {
    const previous = before.best[name] ?? null;
    if (now.stage !== before.stage || previous === null) return true;
    return better === 'higher' ? now.figures[figure] > previous : now.figures[figure] < previous;
  });
}

/** The progress after an epoch. Its steps are already counted in `before`. */
export function afterEpoch(
  settings: LoopSettings,
  before: RunProgress,
  now: FinishedEpoch,
  best: readonly BestBy[],
): RunProgress {
  const { schedule, earlyStopping, stallAfter } = settings;
  const restarts = now.stage !== before.stage;
  const waits = restarts ? NOT_STARTED.waits : before.waits;
  const plateau = updateWait(waits.plateau, now.figures.loss, 'lower');
  const reduced = schedule.kind === 'reduce-on-plateau' && plateau.epochs >= schedule.patience;
  const patience =
    earlyStopping === undefined
      ? waits.patience
      : updateWait(waits.patience, now.figures[earlyStopping.figure], earlyStopping.better);
  const stall = updateWait(waits.stall, now.trainLoss, 'lower', STANDSTILL);
  const epoch = before.epoch + 1;
  const why =
    epoch >= now.planned
      ? 'finished'
      : earlyStopping !== undefined && patience.epochs >= earlyStopping.patience
        ? 'stopped-early'
        : stallAfter !== undefined && stall.epochs >= stallAfter
          ? 'stalled'
          : null;
  return {
    epoch,
    step: before.step,
    stage: now.stage,
    best: { ...before.best, ...Object.fromEntries(best.map(({ name, figure }) => [name, numberOrNull(now.figures[figure])])) },
    underWay: null,
    waits: { plateau: reduced ? { ...plateau, epochs: 0 } : plateau, patience, stall },
    reductions: before.reductions + (reduced ? 1 : 0),
    ending: why === null ? null : { why, planned: now.planned, extensions: settings.extensions?.length ?? 0 },
  };
}

/** Resumes a run. If more epochs are planned than when it ended, it continues, and all waits start again. */
export function resumeProgress(
  progress: RunProgress,
  planned: number,
  { extensions = [] }: Pick<LoopSettings, 'extensions'>,
): RunProgress {
  const { ending } = progress;
  if (ending === null || (planned <= ending.planned && extensions.length <= ending.extensions)) return progress;
  return { ...progress, ending: null, waits: NOT_STARTED.waits };
}

function updateWait(wait: Wait, value: number, better: 'higher' | 'lower', share = 0): Wait {
  if (!Number.isFinite(value)) return { ...wait, epochs: wait.epochs + 1 };
  if (wait.best === null) return { best: value, epochs: 0 };
  const needed = Math.abs(wait.best) * share;
  const improved = better === 'higher' ? value > wait.best + needed : value < wait.best - needed;
  return improved ? { best: value, epochs: 0 } : { ...wait, epochs: wait.epochs + 1 };
}

/** Null for NaN and infinity, because checkpoints hold JSON. */
function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
