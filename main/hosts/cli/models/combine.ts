// `osteograde combine`: makes one knee model that answers with the mean of several.

import { join, resolve } from 'node:path';
import { valueOrThrow } from '../../../domain/failure.ts';
import { combineKneeModels } from '../../../learning/export/combine-knee-models.ts';
import { chosenModel } from '../../../learning/grading/installed-models.ts';
import { buildEnvironment } from '../../build-environment.ts';
import { outputText } from '../../text/output.ts';
import type { Terminal } from '../terminal.ts';

export interface CombineChoices {
  readonly name: string;
  readonly models?: string;
  readonly json?: boolean;
}

export async function combine(names: readonly string[], choices: CombineChoices, terminal: Terminal): Promise<void> {
  const environment = buildEnvironment({ host: 'cli' });
  const paths: string[] = [];
  for (const name of names) paths.push(valueOrThrow(await chosenModel(environment, name)).path);
  const models = resolve(choices.models ?? join(environment.home, 'models'));
  const order = { name: choices.name, models, version: environment.version };
  const path = valueOrThrow(await combineKneeModels(paths, order));
  if (choices.json === true) terminal.json({ name: choices.name, path }, 2);
  else terminal.line(outputText.combine.written(names.length, path));
}
