// How far an experiment is, run by run.

import type { Failure } from '../domain/failure.ts';
import { epochPlan } from '../training/run-plan.ts';
import type { Expanded, ExperimentRun } from './expand.ts';
import { headlineOf } from './figures/run-figures.ts';
import { stateOf, workstationOf } from './run-files.ts';

export interface RunStatus {
  readonly hash: string;
  readonly chosen: ExperimentRun['chosen'];
  readonly state: 'finished' | 'failed' | 'open';
  /** Epochs that are done, and that are planned. */
  readonly epochs: number;
  readonly planned: number;
  readonly failure: Failure | null;
  /** The workstation that trains it, or trained it. Null for this machine. */
  readonly workstation: string | null;
  /** The main figure of the run's system on its test set. Null until the run has ended. */
  readonly figure: { readonly name: string; readonly value: number } | null;
}

export async function statusOf({ runs, starts }: Expanded, folder: string): Promise<RunStatus[]> {
  const list: RunStatus[] = [];
  for (const { hash, chosen, recipe } of [...starts, ...runs]) {
    const state = await stateOf(folder, hash);
    const planned = epochPlan(recipe).length;
    const [last] = state.kind === 'finished' ? state.result.checkpoints : [];
    list.push({
      hash,
      chosen,
      state: state.kind,
      planned,
      epochs: state.kind === 'finished' ? planned : state.kind === 'open' ? state.epochs : 0,
      failure: state.kind === 'failed' ? state.failure : null,
      workstation: await workstationOf(folder, hash, state.kind),
      figure: last === undefined ? null : headlineOf(recipe, last.answers),
    });
  }
  return list;
}
