// The thread that reads and reports experiments. A report resamples for seconds, in which the workstation must go on answering.

import type { RunStatus, ShownExperimentReport } from '../../domain/evaluation/experiment.ts';
import { success, type Result } from '../../domain/failure.ts';
import { recipeDifferences } from '../../learning/evaluation/compare-rows.ts';
import { answerTasks } from '../../processes/threads.ts';
import type { Table } from '../../report/figures/table.ts';
import type { Expanded } from '../expand.ts';
import { experimentReport, writeReport } from '../report/report.ts';
import { reportText } from '../report/text.ts';
import { runsOf } from '../run-experiment.ts';
import { readExperiment, type Experiment } from '../spec.ts';
import { statusOf } from '../status.ts';
import { ExperimentTaskSchema, type ExperimentTask } from './experiment-task.ts';

answerTasks(ExperimentTaskSchema, answer);

async function answer(task: ExperimentTask): Promise<Result<RunStatus[] | ShownExperimentReport | string[]>> {
  const experiment = await readExperiment(task.spec);
  if (!experiment.ok) return experiment;
  const expanded = await runsOf(experiment.value, task);
  if (!expanded.ok) return expanded;
  if (task.kind === 'status') return success(await statusWithSettings(expanded.value, task.folder));
  return reported(experiment.value, expanded.value, task);
}

async function statusWithSettings(expanded: Expanded, folder: string): Promise<RunStatus[]> {
  const differing = recipeDifferences(expanded.runs.map(({ recipe }) => recipe));
  const settingsOf = (hash: string): RunStatus['settings'] => {
    const at = expanded.runs.findIndex((run) => run.hash === hash);
    return at < 0 ? {} : Object.fromEntries(differing.map(({ entry, values }) => [entry, plain(values[at] ?? null)]));
  };
  return (await statusOf(expanded, folder)).map((status) => ({ ...status, settings: settingsOf(status.hash) }));
}

/** Words without the quotes of JSON. */
function plain(value: string | null): string | null {
  return value === null ? null : value.replaceAll(/^"|"$/g, '');
}

async function reported(
  experiment: Experiment,
  expanded: Expanded,
  task: Exclude<ExperimentTask, { kind: 'status' }>,
): Promise<Result<ShownExperimentReport | string[]>> {
  const report = await experimentReport(experiment, expanded, task.folder);
  if (task.kind === 'write') return success([...(await writeReport(report, task.out, task.createdAt))]);
  const { finished, planned, notes, tables, claims } = report;
  return success({
    finished,
    planned,
    notes: [...notes],
    tables: tables
      .filter(isOfPaper)
      .map(({ name, columns, rows }) => ({ name, columns: [...columns], rows: rows.map((row) => [...row]) })),
    claims: [...claims],
  });
}

/** The page shows runs and claims in its own way. */
function isOfPaper({ name }: Table): boolean {
  return name !== reportText.runTable.name && name !== reportText.claims.name;
}
