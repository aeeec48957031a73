// A JSON file of a run's folder, which may be missing or damaged.

import { readFile } from 'node:fs/promises';
import { jsonOrNull } from '../../domain/json.ts';

/** Returns the file's content, to be parsed by a schema. Null if the file cannot be read or is not JSON. */
export async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => 'null'); // the caller's schema refuses it
  return jsonOrNull(text);
}
