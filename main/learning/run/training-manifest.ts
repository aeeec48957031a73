// What a run was: recipe, code, data, engine, and each session from its beginning to why it ended.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Engine } from '../../tensor/engine.ts';
import type { AnyRecipe } from '../../training/recipe.ts';
import { writeWhole } from '../../files/write-whole.ts';
import type { Provenance } from '../data/training-data.ts';

export interface Clock {
  /** The time of day, for records. */
  readonly now: () => Date;
  /** For durations. */
  readonly milliseconds: () => number;
}

export interface ManifestEntry {
  /** Seeds, sizes, losses: everything that shapes the model. */
  readonly recipe: AnyRecipe;
  /** Of the program. */
  readonly version: string;
  /** SHA-256 of the weights file that the run begins with; null for weights drawn by the seed. A resumed run keeps its own. */
  readonly startedFrom: string | null;
  readonly data: Provenance;
  readonly engine: Engine;
  /** Adds a session to the run's earlier ones. */
  readonly resume: boolean;
}

const Earlier = z.object({ began: z.string(), startedFrom: z.string().nullable().default(null), sessions: z.array(z.unknown()) });

/** Writes `manifest.json` with the ending `running`; `end` puts the true one in its place. */
export async function openManifest(
  folder: string,
  { recipe, version, startedFrom, data, engine, resume }: ManifestEntry,
  clock: Clock,
): Promise<{ end(ending: string): Promise<void> }> {
  const path = join(folder, 'manifest.json');
  const earlier = resume ? await readEarlier(path) : null;
  const from = earlier === null ? startedFrom : earlier.startedFrom;
  const began = clock.now().toISOString();
  const { name, device, threads, precision } = engine;
  const used = { name, device, threads, version: engine.version, precision };
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
    await writeWhole(path, `${JSON.stringify(whole, null, 2)}\n`);
  };
  await write('running');
  return { end: write };
}

async function readEarlier(path: string): Promise<z.infer<typeof Earlier> | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  const parsed = Earlier.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}
