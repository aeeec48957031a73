// A bundle is a folder with the packages of one version, which reaches machines without a network on a disk. Its list of SHA-256 sums is
// signed with Ed25519. `sha256sum -c` and `openssl pkeyutl` read the same files.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

/** The list: for each file its SHA-256 in hex, two spaces, its name. */
export const LIST = 'SHA256SUMS';
/** The Ed25519 signature of the list, 64 bytes. */
export const SIGNATURE = 'SHA256SUMS.sig';
/** What the bundle holds. The list names it like every other file. */
export const DESCRIPTION = 'update.json';

export const DescriptionSchema = z.strictObject({
  product: z.literal('osteograde'),
  version: z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[\w.]{1,40})?$/),
});

/** A plain file name: no folder, no option, nothing hidden. */
export const FILE_NAME = /^[A-Za-z0-9][\w.+~-]{0,199}$/;

/** Returns the SHA-256 of a file in hex. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
