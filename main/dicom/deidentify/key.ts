// The secret that determines pseudonyms, new identifiers and date shifts. The same secret yields the same ones in every file.
// Without it, nobody can trace them back. Keep it apart from the study, or destroy it.

import { createHmac } from 'node:crypto';

export interface DeidentificationKey {
  /** Returns, for example, `S-7F3K2Q9DMA`. A patient has the same pseudonym in every file. */
  readonly pseudonymOf: (patientId: string) => string;
  /** Returns the days to add to every date of a patient: one to ten years back, in whole days, so that intervals stay. */
  readonly shiftDaysOf: (patientId: string) => number;
  readonly identifierOf: (uid: string) => string;
  /** Replaces a visit's name that could name a person, for example by `T-K7F2`. The same name always has the same replacement. */
  readonly visitOf: (visit: string) => string;
}

/** Makes the key from a random secret of at least twelve characters. */
export function deidentificationKey(secret: string): DeidentificationKey {
  if (secret.length < 12) throw new RangeError('the secret needs at least 12 characters');
  const digest = (purpose: string, text: string): Buffer =>
    createHmac('sha256', secret).update(`${purpose}\0${text.trim()}`).digest();
  return {
    pseudonymOf: (patientId) => `S-${letters(digest('pseudonym', patientId), 10)}`,
    visitOf: (visit) => `T-${letters(digest('visit', visit), 4)}`,
    shiftDaysOf: (patientId) => -365 - (digest('days', patientId).readUInt32BE(0) % (9 * 365)),
    identifierOf: (uid) => {
      const bytes = digest('identifier', uid);
      // The version and variant bits of a UUID (version 8, RFC 9562). PS3.5 B.2 turns a UUID into an identifier.
      bytes[6] = (bytes[6] & 0x0f) | 0x80;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      return `2.25.${BigInt(`0x${bytes.toString('hex', 0, 16)}`)}`;
    },
  };
}

function letters(bytes: Buffer, count: number): string {
  return Array.from({ length: count }, (_, i) => ALPHABET[bytes[i] % ALPHABET.length]).join('');
}

/** Digits and letters that are not confused with each other. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
