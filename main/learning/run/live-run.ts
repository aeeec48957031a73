// The state of a run while it trains. Each report of the trainer leads from one state to the next, without side effects.

import type { LiveRun } from '../../domain/training/live-run.ts';
import { progressLine } from './progress-line.ts';
import type { TrainingProgress } from './training-calls.ts';
import { runText } from '../text/run.ts';

interface Stage {
  /** The pixels of one picture. */
  readonly area: number;
  readonly epochs: number;
}

export interface LiveState {
  readonly live: LiveRun;
  readonly stages: readonly Stage[];
  readonly startedMs: number;
  /** When the pace began to be measured, and the work done by then. Null before the first step. */
  readonly measured: { readonly fromMs: number; readonly work: number } | null;
}

/** A report of the trainer, with its time and the memory in use. */
export interface TimedReport {
  readonly progress: TrainingProgress;
  readonly residentBytes: number;
  readonly totalBytes: number;
  readonly at: Date;
}

/** The share of the smoothed loss that a step keeps. */
const SMOOTH = 0.9;
/** The number of log lines that are shown. */
const TAIL = 200;

export function startLive(
  run: {
    readonly runId: string;
    readonly stages: readonly Stage[];
    readonly epochsDone: number;
    readonly log: readonly string[];
  },
  startedMs: number,
): LiveState {
  const { runId, stages, epochsDone, log } = run;
  const live: LiveRun = {
    runId,
    state: 'running',
    stage: 'starting',
    prepared: null,
    epoch: epochsDone,
    epochs: stages.reduce((sum, { epochs }) => sum + epochs, 0),
    step: 0,
    steps: 0,
    loss: null,
    picturesPerSecond: null,
    remainingMs: null,
    elapsedMs: 0,
    memory: null,
    engine: null,
    epochsDone,
    log: [...log],
  };
  return { live, stages, startedMs, measured: null };
}

/** Returns the state after a report, and the new lines of the log. */
export function afterReport(
  state: LiveState,
  { progress, residentBytes, totalBytes, at }: TimedReport,
): { readonly state: LiveState; readonly lines: readonly string[] } {
  const lines = linesOf(state.live, progress).map((line) => `${clock(at)}  ${line}`);
  const measured = measuredFrom(state, progress, at.getTime());
  const live: LiveRun = {
    ...state.live,
    ...changeBy(state, progress, { measured, nowMs: at.getTime() }),
    elapsedMs: at.getTime() - state.startedMs,
    memory: { usedBytes: residentBytes, totalBytes },
    log: [...state.live.log, ...lines].slice(-TAIL),
  };
  return { state: { ...state, live, measured }, lines };
}

function measuredFrom(state: LiveState, progress: TrainingProgress, nowMs: number): LiveState['measured'] {
  // The first step warms up the engine, so the pace is measured from its end.
  if (state.measured !== null || progress.kind !== 'step') return state.measured;
  return { fromMs: nowMs, work: workDone(state.stages, progress.step, progress.steps) };
}

function changeBy(
  { live, stages }: LiveState,
  progress: TrainingProgress,
  { measured, nowMs }: { readonly measured: LiveState['measured']; readonly nowMs: number },
): Partial<LiveRun> {
  switch (progress.kind) {
    case 'data': {
      const { done, total, set } = progress;
      return { stage: set === 'test' ? 'measuring' : 'data', prepared: { done, total }, remainingMs: null };
    }
    case 'warning':
    case 'note':
      return {};
    case 'sending':
      return { stage: 'sending', prepared: { done: progress.done, total: progress.total }, remainingMs: null };
    case 'engine':
      return { engine: `${progress.name} · ${progress.device} · ${progress.precision}` };
    case 'step': {
      const { epoch, step, steps, loss, picturesPerSecond } = progress;
      const smoothed = live.loss === null ? loss : SMOOTH * live.loss + (1 - SMOOTH) * loss;
      const remainingMs = measured === null ? null : remaining(stages, { step, steps }, { ...measured, nowMs });
      return { stage: 'training', prepared: null, epoch, step, steps, loss: smoothed, picturesPerSecond, remainingMs };
    }
    case 'epoch':
      return { epochsDone: progress.epoch, epochs: progress.epochs };
    default:
      return {}; // a kind of report that is not shown
  }
}

interface Steps {
  readonly step: number;
  readonly steps: number;
}

/** Estimates the remaining time from the pace so far, validation included. Null before there is a pace. */
function remaining(
  stages: readonly Stage[],
  { step, steps }: Steps,
  pace: { readonly fromMs: number; readonly work: number; readonly nowMs: number },
): number | null {
  const done = workDone(stages, step, steps);
  const measured = done - pace.work;
  if (measured <= 0) return null;
  return Math.round(((workDone(stages, steps, steps) - done) * (pace.nowMs - pace.fromMs)) / measured);
}

/** Steps times the pixels of their pictures: larger pictures make slower steps. */
function workDone(stages: readonly Stage[], step: number, steps: number): number {
  const epochs = stages.reduce((sum, stage) => sum + stage.epochs, 0);
  let left = step;
  let work = 0;
  for (const stage of stages) {
    const inStage = Math.min(left, (steps / epochs) * stage.epochs);
    work += inStage * stage.area;
    left -= inStage;
  }
  return work;
}

function linesOf(live: LiveRun, progress: TrainingProgress): string[] {
  switch (progress.kind) {
    case 'data':
      return progress.done === 1 && progress.total > 1 ? [runText.log.preparing(progress.set, progress.total)] : [];
    case 'engine':
    case 'warning':
    case 'note':
    case 'epoch':
      return [progressLine(progress)];
    case 'sending':
      return live.stage === 'sending' ? [] : [runText.log.sending(progress.to, progress.total)];
    case 'step':
      return live.stage === 'training' || live.epochsDone > 0 ? [] : [runText.log.firstStep(progress.steps)];
    default:
      return [];
  }
}

/** The local time of day, such as `14:05:09`. */
export function clock(at: Date): string {
  return at.toTimeString().slice(0, 8);
}
