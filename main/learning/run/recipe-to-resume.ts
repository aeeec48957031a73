// A run that goes on: by its recipe, the extensions that it already had, and one more where more epochs are asked for.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { extendSettings, describeExtension } from '../../training/extension.ts';
import { loopSettings, type LoopSettings } from '../../training/loop-settings.ts';
import { epochPlan } from '../../training/run-plan.ts';
import { readEpochs } from './run-records.ts';

const Manifest = z.object({
  recipe: z.looseObject({ extensions: loopSettings.shape.extensions }),
  ending: z.string(),
});

/** How a run ends by itself; any other ending leaves epochs of its plan to be done. */
const ENDED = ['finished', 'stopped-early', 'stalled'];

export interface MoreEpochs {
  /** None where 0. */
  readonly epochs: number;
  /** Of the rate; the usual one where left out. */
  readonly share?: number | undefined;
}

/** The recipe for the run in the folder to go on with, and what an extension means, in words; null where it is not extended. */
export async function recipeToResume<Settings extends LoopSettings>(
  recipe: Settings,
  folder: string,
  { epochs, share }: MoreEpochs,
): Promise<{ readonly recipe: Settings; readonly words: string | null }> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => 'null'); // a run that never began
  const manifest = Manifest.safeParse(JSON.parse(text));
  const extensions = manifest.data?.recipe.extensions ?? recipe.extensions;
  const before = extensions === undefined ? recipe : { ...recipe, extensions };
  if (epochs === 0) return { recipe: before, words: null };
  const done = (await readEpochs(folder)).at(-1)?.epoch ?? 0;
  const reached = done > 0 && ENDED.includes(manifest.data?.ending ?? '') ? done : epochPlan(before).length;
  const extended = extendSettings(before, { reached, epochs, share });
  const added = extended.extensions?.at(-1);
  return { recipe: extended, words: added === undefined ? null : describeExtension(added, extended) };
}
