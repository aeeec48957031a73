// A text or JSON file of a run's or an evaluation's folder, which may be missing or damaged, or come from a stranger.

import { jsonOrNull } from '../../domain/json.ts';
import { readRegularFile } from '../../files/regular-file.ts';

/** Larger than the labels of a hundred thousand hips, and small enough to parse in the server. **(ours)** */
const LARGEST_BYTES = 64 * 1024 ** 2;

/** Returns the file's content, to be parsed by a schema. Null if the file cannot be read, is too large or is not JSON. */
export async function readJson(path: string): Promise<unknown> {
  return jsonOrNull(await readText(path)); // the caller's schema refuses null
}

/** Empty if the file cannot be read, is too large, or is no file, such as a pipe. */
export async function readText(path: string): Promise<string> {
  const read = await readRegularFile(path, LARGEST_BYTES);
  return read.ok ? Buffer.from(read.value).toString('utf8') : '';
}
