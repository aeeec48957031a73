// Small text and JSON files, which may be missing or damaged, or come from a stranger.

import { success, valueOrThrow, type Result } from '../domain/failure.ts';
import { jsonOrNull } from '../domain/json.ts';
import { readRegularFile } from './regular-file.ts';

/** Larger than the labels of a hundred thousand hips, and small enough to parse in the server. **(ours)** */
const LARGEST_BYTES = 64 * 1024 ** 2;

/** Returns the file's content, to be parsed by a schema. Null if the file cannot be read, is too large or is not JSON. */
export async function readJson(path: string, mostBytes = LARGEST_BYTES): Promise<unknown> {
  return jsonOrNull(await readText(path, mostBytes)); // the caller's schema refuses null
}

/** Like `readJson`, of a file that must be there. Throws a `FailureError` that says why it cannot be read. */
export async function requiredJson(path: string, mostBytes = LARGEST_BYTES): Promise<unknown> {
  return jsonOrNull(valueOrThrow(await readSmallText(path, mostBytes)));
}

/** Empty if the file cannot be read, is too large, or is no file, such as a pipe. */
export async function readText(path: string, mostBytes = LARGEST_BYTES): Promise<string> {
  const text = await readSmallText(path, mostBytes);
  return text.ok ? text.value : '';
}

/** The text of a file that the user named, at most this large. The failure says why the file cannot be read. */
export async function readSmallText(path: string, mostBytes = LARGEST_BYTES): Promise<Result<string>> {
  const read = await readRegularFile(path, mostBytes);
  return read.ok ? success(Buffer.from(read.value).toString('utf8')) : read;
}
