// What is known of a run while it runs: a pure step from one report of the trainer to the next picture of it.

import type { LiveRun } from '../../domain/training/live-run.ts';
import { progressLine } from './progress-line.ts';
import type { TrainingProgress } from './training.ts';

interface Stage {
  /** Pixels of one picture. */
  readonly area: number;
  readonly epochs: number;
}

export interface LiveState {
  readonly live: LiveRun;
  readonly stages: readonly Stage[];
  readonly startedMs: number;
  /** When steps began to be counted, and how much work lay behind by then. */
  readonly measured: { readonly fromMs: number; readonly work: number } | null;
}

/** One report, and what stood around it. */
export interface Heard {
  readonly progress: TrainingProgress;
  readonly residentBytes: number;
  readonly totalBytes: number;
  readonly at: Date;
}

/** How much of the smoothed loss a step leaves as it was. */
const SMOOTH = 0.9;
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

/** The state after a report, and the log's new lines. */
export function afterReport(state: LiveState, heard: Heard): { readonly state: LiveState; readonly lines: readonly string[] } {
  const { progress, residentBytes, totalBytes, at } = heard;
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
  // The first step warms the engine up, so counting begins behind it.
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
      return {}; // a kind of report that has no place on the page
  }
}

interface Steps {
  readonly step: number;
  readonly steps: number;
}

/** By the pace so far, validation included; null before there is a pace. */
function remaining(
  stages: readonly Stage[],
  { step, steps }: Steps,
  pace: { readonly fromMs: number; readonly work: number; readonly nowMs: number },
): number | null {
  const behind = workDone(stages, step, steps);
  const done = behind - pace.work;
  if (done <= 0) return null;
  return Math.round(((workDone(stages, steps, steps) - behind) * (pace.nowMs - pace.fromMs)) / done);
}

/** Steps times the pixels of their pictures: what a step takes grows with its pictures. */
function workDone(stages: readonly Stage[], step: number, steps: number): number {
  const epochs = stages.reduce((sum, stage) => sum + stage.epochs, 0);
  let left = step;
  let work = 0;
  for (const stage of stages) {
    const here = Math.min(left, (steps / epochs) * stage.epochs);
    work += here * stage.area;
    left -= here;
  }
  return work;
}

function linesOf(live: LiveRun, progress: TrainingProgress): string[] {
  switch (progress.kind) {
    case 'data':
      return progress.done === 1 && progress.total > 1 ? [`Preparing ${progress.total} ${progress.set} pictures`] : [];
    case 'engine':
    case 'epoch':
      return [progressLine(progress)];
    case 'step':
      return live.stage === 'training' || live.epochsDone > 0 ? [] : [`First step of ${progress.steps}`];
    default:
      return [];
  }
}

/** Local time of day, as `14:05:09`. */
export function clock(at: Date): string {
  return at.toTimeString().slice(0, 8);
}
