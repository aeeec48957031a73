// The runs of an experiment as a matrix: a row for each setting, a column for each seed.

import type { RunStatus } from '../../main/domain/evaluation/experiment.ts';
import { experimentText } from '../text/experiments.ts';

/** The setting whose values stand side by side. */
const ACROSS = 'seed';

interface RunRow {
  /** Such as `strategy masked, budget.weak 200`. */
  readonly label: string;
  /** One for each column; null where the experiment has no such run. */
  readonly runs: readonly (RunStatus | null)[];
}

export interface RunMatrix {
  readonly columns: readonly string[];
  readonly rows: readonly RunRow[];
}

/** Rows and columns stand in the order of the runs. */
export function matrixOf(runs: readonly RunStatus[]): RunMatrix {
  const columnOf = ({ settings }: RunStatus): string => settings[ACROSS] ?? '';
  const columns = [...new Set(runs.map(columnOf))];
  const rows = [...Map.groupBy(runs, labelOf)].map(([label, own]) => ({
    label,
    runs: columns.map((column) => own.find((run) => columnOf(run) === column) ?? null),
  }));
  return {
    columns: columns.map((column) => (column === '' ? experimentText.run : experimentText.seed(column))),
    rows,
  };
}

/** How many of the runs each workstation trains or has trained, by its name. Runs of this machine are not counted. */
export function workstationsOf(runs: readonly RunStatus[]): readonly { readonly name: string; readonly runs: number }[] {
  const there = runs.flatMap(({ workstation }) => (workstation === null ? [] : [workstation]));
  return [...Map.groupBy(there, (name) => name)].map(([name, own]) => ({ name, runs: own.length }));
}

function labelOf({ settings }: RunStatus): string {
  const own = Object.entries(settings).flatMap(([name, value]) =>
    name === ACROSS || value === null ? [] : [`${name} ${value}`],
  );
  if (own.length > 0) return own.join(', ');
  return Object.keys(settings).length === 0 ? experimentText.oneSetting : experimentText.allSettings;
}
