// The readings of one study on their way to the workstation. Those of one hip or knee are sent one after the other, so that an early one
// never overtakes a late one. A reading that cannot be saved is kept until it is saved, read again or given up.

import type { QuadrantLabel } from '../../main/domain/grade.ts';
import type { Quadrant } from '../../main/domain/quadrant.ts';
import type { KneeLabel } from '../../main/domain/study/knee-case.ts';

export interface QuadrantReading {
  readonly hipId: string;
  readonly quadrant: Quadrant;
  readonly label: QuadrantLabel;
  /** Why an earlier reading was changed. */
  readonly why?: string | undefined;
}

/** A knee is read as a whole. */
export interface KneeReading {
  readonly hipId: string;
  readonly quadrant: null;
  readonly label: KneeLabel;
  /** Why an earlier reading was changed. */
  readonly why?: string | undefined;
}

export type Reading = QuadrantReading | KneeReading;

export type UnsavedReading = Reading & {
  readonly state: 'waiting' | 'sending' | 'failed';
  /** Why it could not be saved. Null unless it failed. */
  readonly error: unknown;
};

export interface ReadingQueue {
  /** Replaces a reading of the same quadrant that has not been sent, and sends this one when the hip's earlier ones have ended. */
  readonly save: (reading: Reading) => void;
  /** Does what reads or writes a whole hip: after its readings until now have ended, and before later ones are sent. */
  readonly inTurn: <T>(hipId: string, work: () => Promise<T>) => Promise<T>;
  /** Sends the failed readings of a hip again. */
  readonly retry: (hipId: string) => void;
  /** Gives up the failed readings of a hip. */
  readonly discard: (hipId: string) => void;
  /** The readings that are not known to be saved, in the order of the key presses. The same array until something changes. */
  readonly unsaved: () => readonly UnsavedReading[];
  /** Calls the listener after each change. Returns a function that stops that. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Calls the listener with each saved reading, before the reading leaves `unsaved`. Returns a function that stops that. */
  readonly onSaved: (listener: (reading: Reading) => void) => () => void;
}

/** Work on a whole hip, which later readings wait for. */
interface Turn {
  /** The quadrants whose waiting readings come first. */
  readonly before: Set<Reading['quadrant']>;
  /** Starts the work. Null once it has begun. */
  begin: (() => void) | null;
  readonly ended: Promise<void>;
}

/** `send` resolves when the reading is stored and rejects if it is not. */
export function openReadingQueue(send: (reading: Reading) => Promise<unknown>): ReadingQueue {
  let unsaved: readonly UnsavedReading[] = [];
  const turns = new Map<string, Turn>();
  const listeners = new Set<() => void>();
  const savedListeners = new Set<(reading: Reading) => void>();

  const put = (next: readonly UnsavedReading[]): void => {
    unsaved = next;
    for (const listener of listeners) listener();
  };
  const sendNext = (hipId: string): void => {
    const ofHip = unsaved.filter((other) => other.hipId === hipId);
    const turn = turns.get(hipId);
    if (turn?.begin === null || ofHip.some(({ state }) => state === 'sending')) return;
    const next = ofHip.find(({ state, quadrant }) => state === 'waiting' && (turn?.before.has(quadrant) ?? true));
    if (next === undefined) return turn?.begin();
    turn?.before.delete(next.quadrant);
    const sending: UnsavedReading = { ...next, state: 'sending' };
    put(unsaved.map((other) => (other === next ? sending : other)));
    send(sending).then(
      () => endSaved(sending),
      (error: unknown) => endFailed(sending, error),
    );
  };
  const endSaved = (sent: UnsavedReading): void => {
    for (const listener of savedListeners) listener(sent);
    put(unsaved.filter((other) => other !== sent));
    sendNext(sent.hipId);
  };
  const endFailed = (sent: UnsavedReading, error: unknown): void => {
    const replaced = unsaved.some((other) => other !== sent && isSameQuadrant(other, sent));
    const failed: UnsavedReading = { ...sent, state: 'failed', error };
    put(unsaved.flatMap((other) => (other === sent ? (replaced ? [] : [failed]) : [other])));
    sendNext(sent.hipId);
  };

  return {
    save: (reading) => {
      turns.get(reading.hipId)?.before.delete(reading.quadrant);
      const kept = unsaved.filter((other) => other.state === 'sending' || !isSameQuadrant(other, reading));
      put([...kept, { ...reading, state: 'waiting', error: null }]);
      sendNext(reading.hipId);
    },
    inTurn: async (hipId, work) => {
      for (let other = turns.get(hipId); other !== undefined; other = turns.get(hipId)) await other.ended;
      const waiting = unsaved.filter((other) => other.hipId === hipId && other.state === 'waiting');
      const begun = Promise.withResolvers<void>();
      const ended = Promise.withResolvers<void>();
      const turn: Turn = {
        before: new Set(waiting.map(({ quadrant }) => quadrant)),
        begin: () => {
          turn.begin = null;
          begun.resolve();
        },
        ended: ended.promise,
      };
      turns.set(hipId, turn);
      sendNext(hipId);
      try {
        await begun.promise;
        return await work();
      } finally {
        turns.delete(hipId);
        ended.resolve();
        sendNext(hipId);
      }
    },
    retry: (hipId) => {
      const again = (other: UnsavedReading): boolean => other.hipId === hipId && other.state === 'failed';
      put(unsaved.map((other) => (again(other) ? { ...other, state: 'waiting', error: null } : other)));
      sendNext(hipId);
    },
    discard: (hipId) => put(unsaved.filter((other) => other.hipId !== hipId || other.state !== 'failed')),
    unsaved: () => unsaved,
    subscribe: (listener) => listen(listeners, listener),
    onSaved: (listener) => listen(savedListeners, listener),
  };
}

function isSameQuadrant(a: Reading, b: Reading): boolean {
  return a.hipId === b.hipId && a.quadrant === b.quadrant;
}

function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
