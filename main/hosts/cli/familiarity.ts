// `osteograde familiarity`: measures what an existing model's training pictures are like, and writes it onto the model's card.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import { addFamiliarity } from '../../learning/familiarity/add-familiarity.ts';
import { learnedCrops, recipeOfCard, withFewerPhantoms } from '../../learning/familiarity/learned-crops.ts';
import { chosenModel } from '../../learning/grading/installed-models.ts';
import { exportText } from '../../learning/text/export.ts';
import { buildEnvironment } from '../build-workstation.ts';
import { outputText } from '../text/output.ts';
import { stopSignal } from './stop-signal.ts';
import type { Terminal } from './terminal.ts';

export interface FamiliarityChoices {
  readonly phantoms?: boolean;
  readonly study?: string;
  /** Training subjects to render, for models of phantoms. */
  readonly subjects: number;
  readonly threads?: number;
  readonly json?: boolean;
}

export async function familiarity(name: string, choices: FamiliarityChoices, terminal: Terminal): Promise<void> {
  const environment = buildEnvironment({ host: 'cli' });
  const model = valueOrThrow(await chosenModel(environment, name));
  const recipe = valueOrThrow(recipeOfCard(model.card));
  const { notPhantoms, notStudy } = exportText.familiarity;
  const ofPhantoms = recipe.data.kind === 'phantom';
  if (ofPhantoms !== (choices.phantoms === true)) {
    throw new FailureError(failed('bad-request', (ofPhantoms ? notStudy : notPhantoms)(model.name)).failure);
  }
  const signal = stopSignal();
  const cache = await mkdtemp(join(tmpdir(), 'osteograde-familiarity-'));
  try {
    const order = {
      study: choices.study === undefined ? undefined : resolve(choices.study),
      cache,
      version: environment.version,
    };
    const asked = recipe.data.kind === 'phantom' ? withFewerPhantoms(recipe, recipe.data, choices.subjects) : recipe;
    const crops = valueOrThrow(await learnedCrops(asked, order, () => undefined, signal));
    const added = valueOrThrow(
      await addFamiliarity({ model: model.path, crops, threads: choices.threads }, () => undefined, signal),
    );
    if (choices.json === true) terminal.json({ model: model.name, path: model.path, ...added }, 2);
    else terminal.line(outputText.familiarity.added(model.name, added));
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}
