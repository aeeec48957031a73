// What a call threw, as a message for the reader and as the code of an expected failure.

import { ORPCError } from '@orpc/client';
import { text } from '../text/english.ts';

/** Returns the failure's own message if it was expected. Otherwise says what to do about a lost connection or a bug. */
export function failureMessage(error: unknown): string {
  if (error instanceof ORPCError) {
    if (error.code === 'FAILURE') return error.message;
    if (isRefused(error)) return text.failure.notAllowed;
    return text.failure.unexpected;
  }
  return error instanceof TypeError ? text.failure.unreachable : text.failure.unexpected;
}

/** True if the workstation does not accept the page's token, for example because it was started again. */
export function isRefused(error: unknown): boolean {
  return error instanceof ORPCError && (error.status === 401 || error.status === 403);
}

/** True if the study that was asked is not open. */
export function isStudyClosed(error: unknown): boolean {
  return codeOf(error) === 'study-closed';
}

/** True if the study cannot be opened because its files are damaged. */
export function isDamaged(error: unknown): boolean {
  return codeOf(error) === 'study-damaged' || codeOf(error) === 'key-damaged';
}

function codeOf(error: unknown): unknown {
  if (!(error instanceof ORPCError) || error.code !== 'FAILURE') return null;
  const data: unknown = error.data;
  return typeof data === 'object' && data !== null && 'code' in data ? data.code : null;
}
