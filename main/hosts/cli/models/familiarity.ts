// `osteograde familiarity`: measures what an existing model's training pictures are like, and writes it onto the model's card.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { failed, FailureError, valueOrThrow, type Result } from '../../../domain/failure.ts';
import { addFamiliarity, type LearnedCrops } from '../../../learning/familiarity/add-familiarity.ts';
import { learnedCrops, learnedKnees, recipeOfCard, withFewerPhantoms } from '../../../learning/familiarity/learned-crops.ts';
import type { HipRecipe } from '../../../learning/data/training-data.ts';
import { chosenModel, jointOf } from '../../../learning/grading/installed-models.ts';
import { exportText } from '../../../learning/text/export.ts';
import { buildEnvironment } from '../../build-environment.ts';
import { outputText } from '../../text/output.ts';
import { stopSignal } from '../stop-signal.ts';
import type { Terminal } from '../terminal.ts';

export interface FamiliarityChoices {
  readonly phantoms?: boolean;
  readonly study?: string;
  readonly data?: string;
  /** Training subjects to render, for models of phantoms. */
  readonly subjects: number;
  readonly threads?: number;
  readonly json?: boolean;
}

export async function familiarity(name: string, choices: FamiliarityChoices, terminal: Terminal): Promise<void> {
  const environment = buildEnvironment({ host: 'cli' });
  const model = valueOrThrow(await chosenModel(environment, name));
  const recipe = valueOrThrow(recipeOfCard(model.card));
  const signal = stopSignal();
  const cache = await mkdtemp(join(tmpdir(), 'osteograde-familiarity-'));
  try {
    const crops = valueOrThrow(
      recipe.system === 3
        ? await learnedKnees(recipe, { folder: folderOfKnees(model.name, choices), cache }, signal)
        : await hipCrops(recipe, { name: model.name, version: environment.version, cache }, choices, signal),
    );
    const order = { model: model.path, joint: jointOf(model.card), crops, threads: choices.threads };
    const added = valueOrThrow(await addFamiliarity(order, () => undefined, signal));
    if (choices.json === true) terminal.json({ model: model.name, path: model.path, ...added }, 2);
    else terminal.line(outputText.familiarity.added(model.name, added));
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

function folderOfKnees(name: string, { data }: FamiliarityChoices): string {
  if (data !== undefined) return resolve(data);
  throw new FailureError(failed('bad-request', exportText.familiarity.notFolders(name)).failure);
}

async function hipCrops(
  recipe: HipRecipe,
  { name, version, cache }: { readonly name: string; readonly version: string; readonly cache: string },
  { phantoms, study, subjects }: FamiliarityChoices,
  signal: AbortSignal,
): Promise<Result<LearnedCrops>> {
  const { notPhantoms, notStudy } = exportText.familiarity;
  const ofPhantoms = recipe.data.kind === 'phantom';
  if (ofPhantoms !== (phantoms === true)) return failed('bad-request', (ofPhantoms ? notStudy : notPhantoms)(name));
  const asked = recipe.data.kind === 'phantom' ? withFewerPhantoms(recipe, recipe.data, subjects) : recipe;
  const source = { study: study === undefined ? undefined : resolve(study), cache, version };
  return learnedCrops(asked, source, () => undefined, signal);
}
