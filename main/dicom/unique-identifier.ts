// Derives DICOM unique identifiers from names. The same name has the same identifier on every machine.

import { createHash } from 'node:crypto';

/** Makes a UUID-derived identifier (PS3.5 B.2: `2.25.` and the UUID as a decimal number) from the SHA-256 of a name. */
export function deriveUid(name: string): string {
  const digest = createHash('sha256').update(name).digest();
  // The version and variant bits make the first 16 bytes a valid UUID (version 8, RFC 9562).
  digest[6] = (digest[6] & 0x0f) | 0x80;
  digest[8] = (digest[8] & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${digest.toString('hex', 0, 16)}`)}`;
}
