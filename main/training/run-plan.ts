// What an epoch's figures decide: which epochs are kept, when the rate falls, when a run ends early.

import { comesToAnEnd, plannedSpans } from './extension.ts';
import type { LoopSettings } from './loop-settings.ts';
import type { RunProgress, Wait } from './run-folder.ts';
import { pictureSize, type BestBy, type Figures, type PictureSize } from './task.ts';

/** A training loss that falls by less than this share of itself does not fall. */
const STANDSTILL = 1e-3;

const NOTHING_YET: Wait = { best: null, epochs: 0 };

export const UNBEGUN: RunProgress = {
  epoch: 0,
  step: 0,
  stage: 0,
  best: {},
  underWay: null,
  waits: { plateau: NOTHING_YET, patience: NOTHING_YET, stall: NOTHING_YET },
  reductions: 0,
  ending: null,
};

/** The epochs over which a schedule runs once, from the first on, at a share of the rate. */
export interface Cycle {
  readonly first: number;
  readonly epochs: number;
  readonly share: number;
}

interface PlannedEpoch {
  readonly size: PictureSize;
  /** The stage it belongs to. */
  readonly stage: number;
  readonly cycle: Cycle;
}

/** What every epoch is trained with. */
export function epochPlan({ stages, extensions, schedule }: LoopSettings): PlannedEpoch[] {
  const whole = { first: 0, epochs: stages.reduce((sum, { epochs }) => sum + epochs, 0), share: 1 };
  const plan: PlannedEpoch[] = [];
  for (const { stage, place, epochs, extension } of plannedSpans(stages, extensions)) {
    const anew = comesToAnEnd(schedule) ? { first: plan.length, epochs } : whole;
    const cycle = extension === null ? whole : { ...whole, ...anew, share: extension.share };
    for (let epoch = 0; epoch < epochs; epoch++) plan.push({ size: pictureSize(stage.size), stage: place, cycle });
  }
  return plan;
}

export interface FinishedEpoch {
  readonly stage: number;
  /** Epochs of the whole plan. */
  readonly planned: number;
  readonly figures: Figures;
  readonly trainLoss: number;
}

/** The kept figures by which this epoch is the best. A new stage's first epoch always is: it is the first at its size. */
export function improvements(kept: readonly BestBy[], before: RunProgress, now: FinishedEpoch): BestBy[] {
  return kept.filter(({ name, figure, better }) => {
    const previous = before.best[name] ?? null;
    if (now.stage !== before.stage || previous === null) return true;
    return better === 'higher' ? now.figures[figure] > previous : now.figures[figure] < previous;
  });
}

/** The progress after an epoch whose steps are counted already. */
export function afterEpoch(
  settings: LoopSettings,
  before: RunProgress,
  now: FinishedEpoch,
  best: readonly BestBy[],
): RunProgress {
  const { schedule, earlyStopping, stallAfter } = settings;
  const anew = now.stage !== before.stage;
  const waits = anew ? UNBEGUN.waits : before.waits;
  const plateau = waited(waits.plateau, now.figures.loss, 'lower');
  const reduced = schedule.kind === 'reduce-on-plateau' && plateau.epochs >= schedule.patience;
  const patience =
    earlyStopping === undefined
      ? waits.patience
      : waited(waits.patience, now.figures[earlyStopping.figure], earlyStopping.better);
  const stall = waited(waits.stall, now.trainLoss, 'lower', STANDSTILL);
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

/** An ended run goes on where more is planned than was then, and waits anew. */
export function takenUp(
  progress: RunProgress,
  planned: number,
  { extensions = [] }: Pick<LoopSettings, 'extensions'>,
): RunProgress {
  const { ending } = progress;
  if (ending === null || (planned <= ending.planned && extensions.length <= ending.extensions)) return progress;
  return { ...progress, ending: null, waits: UNBEGUN.waits };
}

function waited(wait: Wait, value: number, better: 'higher' | 'lower', share = 0): Wait {
  if (!Number.isFinite(value)) return { ...wait, epochs: wait.epochs + 1 };
  if (wait.best === null) return { best: value, epochs: 0 };
  const needed = Math.abs(wait.best) * share;
  const improved = better === 'higher' ? value > wait.best + needed : value < wait.best - needed;
  return improved ? { best: value, epochs: 0 } : { ...wait, epochs: wait.epochs + 1 };
}

/** Checkpoints are JSON at heart, which has no NaN. */
function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
