// The report of an experiment: its tables, figures and claims, computed anew from the results of the runs that are finished.

import { join } from 'node:path';
import { markdownOf, type Table } from '../../report/figures/table.ts';
import { printedFiles } from '../../report/figures/printed-files.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import { labelOf, type Expanded } from '../expand.ts';
import { headlineOf } from '../figures/run-figures.ts';
import { notesAfter } from '../notes.ts';
import type { Experiment, Paper } from '../spec.ts';
import { chenReport } from './chen.ts';
import type { Claim } from './claims.ts';
import { finishedRuns, type Finished } from './finished.ts';
import { budgetReport } from './grading-budget.ts';
import { gorrizReport } from './gorriz.ts';
import type { PaperReport } from './paper-report.ts';
import { reportText } from './text.ts';
import { vonSchackyReport } from './von-schacky.ts';
import { yeReport } from './ye.ts';

export interface ExperimentReport extends PaperReport {
  readonly name: string;
  readonly finished: number;
  readonly planned: number;
  /** What must be known beside the figures. */
  readonly notes: readonly string[];
  /** The page that opens it all, as Markdown. */
  readonly page: string;
}

const PAPER_REPORTS: Readonly<Record<Paper, (finished: readonly Finished[]) => PaperReport>> = {
  ye: yeReport,
  chen: chenReport,
  'von-schacky': vonSchackyReport,
  gorriz: gorrizReport,
};

export async function experimentReport(experiment: Experiment, expanded: Expanded, folder: string): Promise<ExperimentReport> {
  const { runs } = expanded;
  const finished = await finishedRuns(folder, runs);
  const { tables, figures, claims } =
    experiment.paper === undefined ? budgetReport(finished) : PAPER_REPORTS[experiment.paper](finished);
  const all = [...tables, runTable(finished), ...(claims.length === 0 ? [] : [claimTable(claims)])];
  const counts = { finished: finished.length, planned: runs.length };
  const synthetic = runs.some(({ recipe }) => recipe.data.kind === 'phantom');
  const notes = notesAfter(experiment, expanded, finished);
  const page = [
    `# ${experiment.name}`,
    experiment.about,
    reportText.runs(counts),
    ...(synthetic ? [reportText.phantoms] : []),
    ...notes,
    reportText.intervals,
    `## ${reportText.claimsTitle}`,
    claims.length === 0 ? reportText.noClaims : markdownOf(claimTable(claims)),
    ...[...tables, runTable(finished)].flatMap((table) => [`## ${table.name}`, markdownOf(table)]),
  ].join('\n\n');
  return { name: experiment.name, tables: all, figures, claims, ...counts, notes, page };
}

/**
 * Writes every table as CSV, Markdown and LaTeX, every figure as SVG, PDF and PNG, and the page `report.md`. Returns the names of the files.
 */
export async function writeReport(
  { tables, figures, page }: ExperimentReport,
  folder: string,
  createdAt: Date,
): Promise<readonly string[]> {
  await makeFolder(folder, { shared: true });
  const files = new Map([['report.md', page], ...(await printedFiles({ tables, figures, createdAt }))]);
  for (const [name, content] of files) await writeWhole(join(folder, name), content, { shared: true });
  return [...files.keys()];
}

function claimTable(claims: readonly Claim[]): Table {
  const rows = claims.map(({ says, published, figure, here, seeds, verdict }) => [says, published, figure, here, seeds, verdict]);
  return { ...reportText.claims, rows };
}

/** Every finished run with its main figure, under each checkpoint. */
function runTable(finished: readonly Finished[]): Table {
  const rows = finished.flatMap(({ run, answers }) =>
    [...answers].map(([checkpoint, own]) => {
      const { name, value } = headlineOf(run.recipe, own);
      return [run.hash, labelOf(run.chosen), checkpoint, name, value];
    }),
  );
  return { ...reportText.runTable, rows };
}
