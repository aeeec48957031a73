// The manifest of a run: its recipe, code, data and engine, and each session with its start, its end and why it ended.

import { join } from 'node:path';
import { z } from 'zod';
import type { Engine } from '../../tensor/engine.ts';
import type { AnyRecipe } from '../../training/recipe.ts';
import type { WriteFile } from '../../training/run-folder.ts';
import type { Provenance } from '../data/provenance.ts';
import { readJson } from '../../files/read-json.ts';

export interface Clock {
  /** The date and time, for records. */
  readonly now: () => Date;
  /** Milliseconds that only rise, for durations. */
  readonly milliseconds: () => number;
}

export interface ManifestEntry {
  /** Everything that shapes the model: seeds, sizes, losses. */
  readonly recipe: AnyRecipe;
  /** The program's version. */
  readonly version: string;
  /** SHA-256 of the file of weights that the run starts from. Null for random weights. A resumed run keeps its first entry. */
  readonly startedFrom: string | null;
  readonly data: Provenance;
  readonly engine: Engine;
  /** True to add a session to the earlier ones. */
  readonly resume: boolean;
}

const Earlier = z.object({ began: z.string(), startedFrom: z.string().nullable().default(null), sessions: z.array(z.unknown()) });

/** Writes `manifest.json` with the ending `running`. `end` replaces it by the true ending. */
export async function openManifest(
  folder: string,
  { recipe, version, startedFrom, data, engine, resume }: ManifestEntry,
  { clock, write: replace }: { readonly clock: Clock; readonly write: WriteFile },
): Promise<{ end(ending: string): Promise<void> }> {
  const path = join(folder, 'manifest.json');
  const earlier = resume ? await readEarlier(path) : null;
  const from = earlier === null ? startedFrom : earlier.startedFrom;
  const began = clock.now().toISOString();
  const { name, device, threads, version: library, precision, unrepeatable } = engine;
  const used = { name, device, threads, version: library, precision, repeatable: unrepeatable === null };
  const write = async (ending: string): Promise<void> => {
    const ended = clock.now().toISOString();
    const session = { began, ended, ending, engine: used };
    const sessions = [...(earlier?.sessions ?? []), session];
    const whole = {
      recipe,
      version,
      startedFrom: from,
      data,
      engine: used,
      began: earlier?.began ?? began,
      ended,
      ending,
      sessions,
    };
    await replace(path, `${JSON.stringify(whole, null, 2)}\n`);
  };
  await write('running');
  return { end: write };
}

async function readEarlier(path: string): Promise<z.infer<typeof Earlier> | null> {
  return Earlier.safeParse(await readJson(path)).data ?? null;
}
