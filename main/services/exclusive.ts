// Keys for work that may not run at the same time. A key is taken before anything is awaited, and held until its work has ended.

import { failed, FailureError } from '../domain/failure.ts';

export interface Reservations {
  /** Waits for the key. Callers get it in the order in which they asked. */
  readonly take: (key: string) => Promise<Release>;
  /** Takes the key at once. Null if it is taken. */
  readonly tryTake: (key: string) => Release | null;
}

/** Releases a key. A second call does nothing. */
export type Release = () => void;

export function openReservations(): Reservations {
  /** Those who wait for each taken key, in the order in which they asked. */
  const waiting = new Map<string, (() => void)[]>();

  const releaseOf = (key: string): Release => {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = waiting.get(key)?.shift();
      if (next === undefined) waiting.delete(key);
      else next();
    };
  };
  const tryTake = (key: string): Release | null => {
    if (waiting.has(key)) return null;
    waiting.set(key, []);
    return releaseOf(key);
  };

  return {
    tryTake,
    take: async (key) => {
      const release = tryTake(key);
      if (release !== null) return release;
      await new Promise<void>((resolve) => waiting.get(key)?.push(resolve));
      return releaseOf(key);
    },
  };
}

/** A handler that only one caller of the same key may run at a time. */
export interface Exclusive<Input, Handler> {
  readonly key: (input: Input) => string;
  /** Whether callers in different studies have different keys, or the whole machine has one. */
  readonly scope: 'study' | 'machine';
  /** Whether the handler also runs in a study that can only be read. */
  readonly evenReadOnly?: true;
  /** The sentence that refuses a caller while the key is taken. If omitted, a caller waits for its turn. */
  readonly busy?: string;
  readonly handler: Handler;
}

/** `exclusive(key, handler)`: callers of one key in one study wait for each other. */
export function exclusive<Input, Handler>(key: (input: Input) => string, handler: Handler): Exclusive<Input, Handler> {
  return { key, scope: 'study', handler };
}

/** Like `exclusive`, but a second caller is refused with the sentence `busy`. */
export function exclusiveOrBusy<Input, Handler>(
  key: (input: Input) => string,
  busy: string,
  handler: Handler,
): Exclusive<Input, Handler> {
  return { key, scope: 'study', busy, handler };
}

/** Makes the key the same in every study. */
export function onMachine<Input, Handler>(one: Exclusive<Input, Handler>): Exclusive<Input, Handler> {
  return { ...one, scope: 'machine' };
}

/** Runs the handler even in a study that can only be read, because what it writes may stand elsewhere. */
export function evenReadOnly<Input, Handler>(one: Exclusive<Input, Handler>): Exclusive<Input, Handler> {
  return { ...one, evenReadOnly: true };
}

/** The keys of work that more than one procedure does. */
export const IMPORT_KEY = 'job import';
export const GRADING_KEY = 'job predict';

/** The key of work in the study of this id, or of the whole machine if the id is empty. */
export function keyIn(studyId: string, key: string): string {
  return `${studyId}/${key}`;
}

/** Takes the key: waits for it, or throws a `FailureError` with the sentence `busy` if it is taken. */
export async function reserve(reservations: Reservations, key: string, busy: string | undefined): Promise<Release> {
  if (busy === undefined) return reservations.take(key);
  const release = reservations.tryTake(key);
  if (release === null) throw new FailureError(failed('study-busy', busy).failure);
  return release;
}
