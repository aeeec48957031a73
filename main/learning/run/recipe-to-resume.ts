// The recipe with which a run resumes: its own, with its earlier extensions and one more if more epochs are asked for.

import { join } from 'node:path';
import { z } from 'zod';
import { extendSettings, describeExtension } from '../../training/extension.ts';
import { loopSettings, type LoopSettings } from '../../training/loop-settings.ts';
import { epochPlan } from '../../training/run-plan.ts';
import { readJson } from '../../files/read-json.ts';
import { readEpochs } from './run-records.ts';

const Manifest = z.object({
  recipe: z.looseObject({ extensions: loopSettings.shape.extensions }),
  ending: z.string(),
});

/** The endings of a run that needs no more epochs. After any other ending, epochs of its plan are left. */
const COMPLETE = ['finished', 'stopped-early', 'stalled'];

export interface MoreEpochs {
  /** 0 to resume without an extension. */
  readonly epochs: number;
  /** The share of the learning rate. If omitted, the usual share. */
  readonly share?: number | undefined;
}

/** Returns the recipe to resume the run with, and a sentence about the extension. The sentence is null if the run is not extended. */
export async function recipeToResume<Settings extends LoopSettings>(
  recipe: Settings,
  folder: string,
  { epochs, share }: MoreEpochs,
): Promise<{ readonly recipe: Settings; readonly words: string | null }> {
  const manifest = Manifest.safeParse(await readJson(join(folder, 'manifest.json'))); // missing if the run never started
  const extensions = manifest.data?.recipe.extensions ?? recipe.extensions;
  const before = extensions === undefined ? recipe : { ...recipe, extensions };
  if (epochs === 0) return { recipe: before, words: null };
  const done = (await readEpochs(folder)).at(-1)?.epoch ?? 0;
  const reached = done > 0 && COMPLETE.includes(manifest.data?.ending ?? '') ? done : epochPlan(before).length;
  const extended = extendSettings(before, { reached, epochs, share });
  const added = extended.extensions?.at(-1);
  return { recipe: extended, words: added === undefined ? null : describeExtension(added, extended) };
}
