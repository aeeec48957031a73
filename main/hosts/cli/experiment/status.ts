// `osteograde experiment status`: which runs are finished, open or failed, and what the finished ones show.

import { labelOf } from '../../../experiment/expand.ts';
import { statusOf } from '../../../experiment/status.ts';
import { homeFolder } from '../../home-folder.ts';
import { outputText } from '../../text/output.ts';
import type { Terminal } from '../terminal.ts';
import { folderOf, readExperiments, type ExperimentChoices } from './experiment-choices.ts';

export async function experimentStatus(specs: readonly string[], choices: ExperimentChoices, terminal: Terminal): Promise<void> {
  const folder = folderOf(choices, homeFolder());
  for (const { experiment, expanded } of await readExperiments(specs, choices)) {
    const runs = await statusOf(expanded, folder);
    if (choices.json === true) terminal.json({ name: experiment.name, runs });
    else {
      const count = (state: string): number => runs.filter((run) => run.state === state).length;
      const counts = { finished: count('finished'), failed: count('failed'), open: count('open') };
      terminal.line(outputText.experiment.counts({ name: experiment.name, ...counts }));
      for (const run of runs) terminal.line(outputText.experiment.state({ ...run, label: labelOf(run.chosen) }));
    }
  }
}
