// What may not run at the same time. A key is taken before anything is awaited, and held until the work it stands for has ended.

import { failed, FailureError } from '../domain/failure.ts';

export interface Reservations {
  /** Waits for the key: those who ask for one key get it in the order in which they asked. */
  readonly take: (key: string) => Promise<Release>;
  /** Takes the key at once; null if it is taken. */
  readonly tryTake: (key: string) => Release | null;
}

/** Gives a key back. Calling it twice changes nothing. */
export type Release = () => void;

export function openReservations(): Reservations {
  const ends = new Map<string, Promise<unknown>>();

  const claim = (key: string): Release => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = Promise.all([ends.get(key), promise]);
    ends.set(key, end);
    const forget = async (): Promise<void> => {
      await end;
      if (ends.get(key) === end) ends.delete(key);
    };
    void forget();
    return resolve;
  };

  return {
    take: async (key) => {
      const before = ends.get(key);
      const release = claim(key);
      await before;
      return release;
    },
    tryTake: (key) => (ends.has(key) ? null : claim(key)),
  };
}

/** A handler that only one caller of the same key may run at a time. */
export interface Exclusive<Input, Handler> {
  /** The key of an input, within the study. */
  readonly key: (input: Input) => string;
  /** Refuses with this sentence while the key is taken; without it, a caller waits for its turn. */
  readonly busy?: string;
  readonly handler: Handler;
}

/** `exclusive(key, handler)`: callers of one key wait for each other. */
export function exclusive<Input, Handler>(key: (input: Input) => string, handler: Handler): Exclusive<Input, Handler> {
  return { key, handler };
}

/** Like `exclusive`, but a second caller is refused with the sentence `busy`. */
export function exclusiveOrBusy<Input, Handler>(
  key: (input: Input) => string,
  busy: string,
  handler: Handler,
): Exclusive<Input, Handler> {
  return { key, busy, handler };
}

/** Takes the key as its handler asks for. Throws a `FailureError` if it is taken and the handler does not wait. */
export async function reserve(reservations: Reservations, key: string, busy: string | undefined): Promise<Release> {
  if (busy === undefined) return reservations.take(key);
  const release = reservations.tryTake(key);
  if (release === null) throw new FailureError(failed('study-busy', busy).failure);
  return release;
}
