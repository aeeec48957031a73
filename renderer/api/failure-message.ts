// Turns what a call threw into a message for the reader.

import { ORPCError } from '@orpc/client';
import { text } from '../text/english.ts';

/** Returns the failure's own message if it was expected. Otherwise says what to do about a lost connection or a bug. */
export function failureMessage(error: unknown): string {
  if (error instanceof ORPCError) {
    if (error.code === 'FAILURE') return error.message;
    if (error.status === 401 || error.status === 403) return text.failure.notAllowed;
    return text.failure.unexpected;
  }
  return error instanceof TypeError ? text.failure.unreachable : text.failure.unexpected;
}
