// `osteograde experiment report`: the tables, figures and claims of the runs that are finished.

import { join, resolve } from 'node:path';
import { experimentReport, writeReport } from '../../../experiment/report/report.ts';
import { homeFolder } from '../../home-folder.ts';
import { outputText } from '../../text/output.ts';
import type { Terminal } from '../terminal.ts';
import { folderOf, readExperiments, type ExperimentChoices, type ReadExperiment } from './experiment-choices.ts';

interface ReportChoices extends ExperimentChoices {
  /** By default a folder beside the runs, named after the experiment. */
  readonly out?: string;
}

export async function reportExperiments(specs: readonly string[], choices: ReportChoices, terminal: Terminal): Promise<void> {
  for (const read of await readExperiments(specs, choices)) await reportExperiment(read, choices, terminal);
}

/** Writes the report and prints where each published claim stands. */
export async function reportExperiment(
  { experiment, expanded }: ReadExperiment,
  choices: ReportChoices,
  terminal: Terminal,
): Promise<void> {
  const folder = folderOf(choices, homeFolder());
  const report = await experimentReport(experiment, expanded, folder);
  const out = join(resolve(choices.out ?? folder), experiment.name);
  await writeReport(report, out, new Date());
  const { name, finished, planned, notes, claims } = report;
  if (choices.json === true) terminal.json({ name, finished, planned, notes, claims, folder: out });
  else for (const line of outputText.experiment.report({ name, finished, planned, claims, out })) terminal.line(line);
}
