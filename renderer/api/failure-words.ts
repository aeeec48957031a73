// Turns whatever a call threw into words for the reader.

import { ORPCError } from '@orpc/client';
import { text } from '../text/english.ts';

/** The failure's own sentence where it is an expected one; else what to do when the workstation does not answer or breaks. */
export function failureWords(error: unknown): string {
  if (error instanceof ORPCError) {
    if (error.code === 'FAILURE') return error.message;
    if (error.status === 401 || error.status === 403) return text.failure.notAllowed;
    return text.failure.unexpected;
  }
  return error instanceof TypeError ? text.failure.unreachable : text.failure.unexpected;
}
