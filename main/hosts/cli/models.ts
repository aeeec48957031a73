// `osteograde models`: the installed models, the joint that each grades, and the content of its card.

import { installedModels, jointOf, unreadableModels } from '../../learning/grading/installed-models.ts';
import { buildEnvironment } from '../build-workstation.ts';
import type { Terminal } from './terminal.ts';
import { outputText } from '../text/output.ts';

export async function models({ json }: { readonly json?: boolean }, terminal: Terminal): Promise<void> {
  const environment = buildEnvironment({ host: 'cli' });
  const [installed, problems] = await Promise.all([installedModels(environment), unreadableModels(environment)]);
  if (json === true) {
    const rows = installed.map(({ path, card }) => {
      const { name, version, description, system, backbone, training, figures, limits, sha256 } = card;
      const { data } = training;
      return {
        name,
        version,
        path,
        joint: jointOf(card),
        system,
        description,
        backbone,
        trainedOn: data,
        figures,
        limits,
        sha256,
      };
    });
    const errors = problems.map(({ path, failure: { code, message } }) => ({ path, code, message }));
    terminal.json({ models: rows, errors }, 2);
    return;
  }
  for (const { name, version, path, description, limits, card } of installed) {
    terminal.line(outputText.models.model(name, version, jointOf(card)));
    terminal.line(`  ${description}`);
    for (const figure of card.figures) terminal.line(`  ${figureLine(figure)}`);
    terminal.line(`  ${limits}`);
    terminal.line(`  ${path}\n`);
  }
  if (installed.length === 0) terminal.line(outputText.models.noModel);
  for (const { failure } of problems) terminal.error(failure.message);
}

type Figure = Awaited<ReturnType<typeof installedModels>>[number]['card']['figures'][number];

function figureLine({ name, value, low, high, data }: Figure): string {
  const interval = low === undefined || high === undefined ? '' : outputText.models.interval(low, high);
  return outputText.models.figure(name, `${value.toFixed(3)}${interval}`, data);
}
