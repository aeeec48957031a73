// Checks a bundle: nothing is read from it before its signature is verified, and no file may differ from the signed list.

import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, success, type Result } from '../../domain/failure.ts';
import { updatesText } from '../text/updates.ts';
import { DESCRIPTION, DescriptionSchema, FILE_NAME, LIST, sha256Of, SIGNATURE } from './bundle.ts';

export interface Bundle {
  readonly version: string;
  /** The names of the packages. */
  readonly packages: readonly string[];
}

/** A list of packages is far smaller. */
const MAX_LIST_BYTES = 65_536;
const SIGNATURE_BYTES = 64;

export async function verifyBundle(folder: string, publicKey: KeyObject): Promise<Result<Bundle>> {
  const list = await contentOf(join(folder, LIST), MAX_LIST_BYTES);
  const signature = await contentOf(join(folder, SIGNATURE), SIGNATURE_BYTES);
  if (list === null || signature === null) return failed('file-not-found', updatesText.notBundle(LIST, SIGNATURE));
  if (!verify(null, list, publicKey, signature)) return failed('not-allowed', updatesText.wrongSignature);
  const sums = sumsIn(list.toString('utf8'));
  if (sums === null) return failed('not-allowed', updatesText.malformed);
  const difference = await differenceIn(folder, sums);
  if (difference !== null) return failed('not-allowed', difference);
  const description = parsedDescription(await contentOf(join(folder, DESCRIPTION), MAX_LIST_BYTES));
  if (description === null) return failed('not-allowed', updatesText.malformed);
  return success({ version: description.version, packages: [...sums.keys()].filter((name) => name !== DESCRIPTION) });
}

/** Reads an Ed25519 public key in PEM. Null if the text is something else. */
export function publicKeyIn(pem: string): KeyObject | null {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null; // any other text
  }
}

/** Returns a small file, or null if it is missing, too large or not a plain file. */
async function contentOf(file: string, maxBytes: number): Promise<Buffer | null> {
  const status = await lstat(file).catch(() => null);
  if (status === null || !status.isFile() || status.size > maxBytes) return null;
  return readFile(file);
}

/** Returns the sum of each file. Null if a line is malformed or names a file twice. */
function sumsIn(list: string): ReadonlyMap<string, string> | null {
  const sums = new Map<string, string>();
  for (const line of list.replace(/\n$/, '').split('\n')) {
    const [, sum, name] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (sum === undefined || name === undefined || !FILE_NAME.test(name) || sums.has(name)) return null;
    sums.set(name, sum);
  }
  return sums;
}

/** Names the first file that is missing, altered or not in the list. Null if the folder holds exactly the signed files. */
async function differenceIn(folder: string, sums: ReadonlyMap<string, string>): Promise<string | null> {
  const extra = (await readdir(folder)).find((name) => !sums.has(name) && name !== LIST && name !== SIGNATURE);
  if (extra !== undefined) return updatesText.extraFile(FILE_NAME.test(extra) ? extra : JSON.stringify(extra));
  for (const [name, sum] of sums) {
    const status = await lstat(join(folder, name)).catch(() => null);
    if (status === null) return updatesText.missingFile(name);
    if (!status.isFile() || (await sha256Of(join(folder, name))) !== sum) return updatesText.alteredFile(name);
  }
  return null;
}

function parsedDescription(json: Buffer | null) {
  try {
    return DescriptionSchema.parse(JSON.parse(json?.toString('utf8') ?? ''));
  } catch {
    return null; // signed, but made for another program or by another version of this one
  }
}
