// `osteograde models`: the models at hand, which joint each grades, and what its card says of it.

import { installedModels, jointOf, unreadableModels } from '../../learning/grading/installed-models.ts';
import { buildEnvironment } from '../build-workstation.ts';
import type { Say } from './terminal.ts';

export async function models({ json }: { readonly json?: boolean }, say: Say): Promise<void> {
  const environment = buildEnvironment({ host: 'cli' });
  const [known, problems] = await Promise.all([installedModels(environment), unreadableModels(environment)]);
  if (json === true) {
    const rows = known.map(({ path, card }) => {
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
    say.line(JSON.stringify({ models: rows, errors }, null, 2));
    return;
  }
  for (const { name, version, path, description, limits, card } of known) {
    say.line(`${name}  ${version}  grades ${jointOf(card)}s`);
    say.line(`  ${description}`);
    for (const figure of card.figures) say.line(`  ${figureWords(figure)}`);
    say.line(`  ${limits}`);
    say.line(`  ${path}\n`);
  }
  if (known.length === 0) say.line('No model is installed. Make one of a training run with "osteograde export".');
  for (const { failure } of problems) say.error(failure.message);
}

type Figure = Awaited<ReturnType<typeof installedModels>>[number]['card']['figures'][number];

function figureWords({ name, value, low, high, data }: Figure): string {
  const interval = low === undefined || high === undefined ? '' : ` (95 % interval ${low.toFixed(3)} to ${high.toFixed(3)})`;
  return `${name} ${value.toFixed(3)}${interval}, ${data}`;
}
