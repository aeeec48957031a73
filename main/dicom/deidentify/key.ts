// The secret from which pseudonyms, new identifiers and shifted dates follow: the same secret gives the same ones in every file, and
// without it none can be traced back. It is kept apart from the study, or thrown away.

import { createHmac } from 'node:crypto';

export interface DeidentificationKey {
  /** Such as `S-7F3K2Q9D`; the same for a patient in every file. */
  readonly pseudonymOf: (patientId: string) => string;
  /** Days to add to every date of a patient: one to ten years back, in whole days, so that intervals stay. */
  readonly shiftDaysOf: (patientId: string) => number;
  readonly identifierOf: (uid: string) => string;
  /** Stands for a visit whose name could be somebody's, such as `T-K7F2`; the same for the same name. */
  readonly visitOf: (visit: string) => string;
}

/** Twelve characters or more of secret, made by chance. */
export function deidentificationKey(secret: string): DeidentificationKey {
  if (secret.length < 12) throw new RangeError('a secret of at least 12 characters is needed');
  const digest = (purpose: string, text: string): Buffer =>
    createHmac('sha256', secret).update(`${purpose}\0${text.trim()}`).digest();
  return {
    pseudonymOf: (patientId) => `S-${letters(digest('pseudonym', patientId), 10)}`,
    visitOf: (visit) => `T-${letters(digest('visit', visit), 4)}`,
    shiftDaysOf: (patientId) => -365 - (digest('days', patientId).readUInt32BE(0) % (9 * 365)),
    identifierOf: (uid) => {
      const bytes = digest('identifier', uid);
      // The version and variant bits of a UUID (version 8, RFC 9562), of which PS3.5 B.2 makes an identifier.
      bytes[6] = (bytes[6] & 0x0f) | 0x80;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      return `2.25.${BigInt(`0x${bytes.toString('hex', 0, 16)}`)}`;
    },
  };
}

function letters(bytes: Buffer, count: number): string {
  return Array.from({ length: count }, (_, i) => ALPHABET[bytes[i] % ALPHABET.length]).join('');
}

/** Digits and letters that are not taken for one another. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
