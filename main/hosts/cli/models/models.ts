// `osteograde models`: the installed models, the joint that each grades, and the content of its card.

import { valueOrThrow } from '../../../domain/failure.ts';
import { chosenModel, installedModels, jointOf, unreadableModels } from '../../../learning/grading/installed-models.ts';
import { buildEnvironment } from '../../build-environment.ts';
import { cardLines, figureLine } from './model-lines.ts';
import type { Terminal } from '../terminal.ts';
import { outputText } from '../../text/output.ts';

/** Lists the models, or prints the whole card of one. */
export async function models(name: string | undefined, { json }: { readonly json?: boolean }, terminal: Terminal): Promise<void> {
  const environment = buildEnvironment({ host: 'cli' });
  if (name !== undefined && json !== true) {
    const { card } = valueOrThrow(await chosenModel(environment, name));
    for (const line of cardLines(card)) terminal.line(line);
    return;
  }
  const [installed, problems] = await Promise.all([installedModels(environment), unreadableModels(environment)]);
  if (json === true) {
    const asked = name === undefined ? installed : [valueOrThrow(await chosenModel(environment, name))];
    const rows = asked.map(({ path, card }) => {
      const { version, description, system, backbone, training, figures, limits, sha256 } = card;
      const { data } = training;
      return {
        name: card.name,
        version,
        path,
        joint: jointOf(card),
        system,
        description,
        backbone,
        trainedOn: data,
        figures,
        limits,
        statement: card.statement ?? null,
        evidence: card.evidence ?? null,
        sha256,
      };
    });
    const errors = problems.map(({ path, failure: { code, message } }) => ({ path, code, message }));
    terminal.json({ models: rows, errors }, 2);
    return;
  }
  for (const { name: own, version, path, description, limits, card } of installed) {
    terminal.line(outputText.models.model(own, version, jointOf(card)));
    terminal.line(`  ${description}`);
    for (const figure of card.figures) terminal.line(`  ${figureLine(figure)}`);
    terminal.line(`  ${limits}`);
    terminal.line(`  ${path}\n`);
  }
  if (installed.length === 0) terminal.line(outputText.models.noModel);
  for (const { failure } of problems) terminal.error(failure.message);
}
