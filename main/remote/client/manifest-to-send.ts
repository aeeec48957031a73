// A run's manifest as it leaves this machine: without the names of the hips of which only disease is used.

import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readJson } from '../../files/read-json.ts';
import { z } from 'zod';
import { makeFolder } from '../../files/write-whole.ts';

const Manifest = z.looseObject({ data: z.looseObject({}).optional() });

/** Writes the run's manifest without names to `path`, and returns `path`. Null if the run has no manifest. */
export async function manifestToSend(run: string, path: string): Promise<string | null> {
  const manifest = Manifest.safeParse(await readJson(join(run, 'manifest.json')));
  if (!manifest.success) return null;
  const { supervision: _, ...data } = manifest.data.data ?? {};
  await makeFolder(dirname(path));
  await writeFile(path, `${JSON.stringify({ ...manifest.data, data }, null, 2)}\n`, { mode: 0o600 });
  return path;
}
