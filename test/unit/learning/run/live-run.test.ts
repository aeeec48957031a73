import { describe, expect, it } from 'vitest';
import { afterReport, startLive, type LiveState } from '../../../../main/learning/run/live-run.ts';
import type { TrainingProgress } from '../../../../main/learning/run/training-calls.ts';

const stages = [
  { area: 100, epochs: 1 },
  { area: 400, epochs: 1 },
];
const began = startLive({ runId: 'run', stages, epochsDone: 0, log: [] }, 0);

function after(state: LiveState, progress: TrainingProgress, milliseconds: number): LiveState {
  return afterReport(state, { progress, residentBytes: 1, totalBytes: 2, at: new Date(milliseconds) }).state;
}

const step = (at: number): TrainingProgress => ({
  kind: 'step',
  epoch: at <= 10 ? 1 : 2,
  step: at,
  steps: 20,
  loss: at === 1 ? 2 : 1,
  picturesPerSecond: 8,
});

describe('a live run', () => {
  it('has no remaining time before there is a pace', () => {
    expect(after(began, step(1), 1000).live.remainingMs).toBeNull();
  });

  it('expects larger pictures to take longer', () => {
    const first = after(began, step(1), 1000);
    const second = after(first, step(2), 2000);
    // Eight small steps at one second each are left, and ten of four times the pixels.
    expect(second.live.remainingMs).toBe(8000 + 40_000);
    expect(second.live.loss).toBeCloseTo(1.9);
  });

  it('distinguishes preparing pictures from measuring at the end', () => {
    const data = (set: 'training' | 'test'): TrainingProgress => ({ kind: 'data', set, done: 1, total: 4 });
    expect(after(began, data('training'), 5).live).toMatchObject({ stage: 'data', prepared: { done: 1, total: 4 } });
    expect(after(began, data('test'), 5).live.stage).toBe('measuring');
  });

  it('writes each epoch to the log with the checkpoints that it became', () => {
    const { state, lines } = afterReport(began, {
      progress: {
        kind: 'epoch',
        epoch: 1,
        epochs: 2,
        size: { height: 10, width: 10 },
        figures: { loss: 0.5, meanKappa: 0.25 },
        trainLoss: 0.4,
        learningRate: 1,
        elapsedMs: 1,
        picturesPerSecond: 1,
        best: ['kappa'],
      },
      residentBytes: 1,
      totalBytes: 2,
      at: new Date(0),
    });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/Epoch 1 of 2: loss 0.4000 train, 0.5000 validation, mean kappa 0.250; best kappa so far$/);
    expect(state.live.epochsDone).toBe(1);
  });
});
