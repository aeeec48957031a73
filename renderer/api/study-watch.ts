// Watches the study of the page, so that the page shows what other pages change and notices when the study is closed. It polls, because a
// browser keeps at most six connections to the workstation for all pages together, and a stream would hold one of them for each page.

import { useQueryClient, type Query } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { WORKSTATION_GROUPS } from '../../main/contract/byte-routes.ts';
import { isRefused, isStudyClosed } from './failure-message.ts';
import { useWorkstation } from './workstation.tsx';

const POLL_MS = 500;

/** `refused` if the workstation no longer accepts the page, and `unreachable` if it does not answer. `unknown` before the first answer. */
export type Presence = 'unknown' | 'open' | 'closed' | 'refused' | 'unreachable';

/** Returns whether the study can be worked on. Fetches what is on screen again whenever the study has changed. */
export function useStudyWatch(): Presence {
  const { studyId, client } = useWorkstation();
  const cache = useQueryClient();
  const [presence, setPresence] = useState<Presence>('unknown');
  useEffect(() => {
    if (studyId === null) return undefined;
    const leave = new AbortController();
    void watchStudy({
      revision: async () => (await client.study.revision(undefined, { signal: leave.signal })).revision,
      onPresence: setPresence,
      onChange: oneAtATime(() => cache.invalidateQueries({ predicate: changesWithStudy })),
      pause: () => pauseUntilLook(leave.signal),
      signal: leave.signal,
    });
    return () => leave.abort();
  }, [cache, client, studyId]);
  return presence;
}

interface Watching {
  /** Fetches the study's revision. */
  readonly revision: () => Promise<number>;
  readonly onPresence: (presence: Presence) => void;
  /** The study has changed since the last look, or may have. */
  readonly onChange: () => void;
  readonly pause: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** Looks at the study until the signal aborts. A study that could not be reached may have changed meanwhile. */
export async function watchStudy({ revision, onPresence, onChange, pause, signal }: Watching): Promise<void> {
  let seen: number | null = null;
  while (!signal.aborted) {
    const found = await revision().catch((error: unknown) => {
      if (!signal.aborted) onPresence(presenceAfter(error));
      return UNREACHED;
    });
    if (signal.aborted) return;
    if (found !== UNREACHED) onPresence('open');
    if (found !== UNREACHED && seen !== null && found !== seen) onChange();
    seen = found;
    await pause();
  }
}

/** No revision is negative, so the first one after a failure counts as a change. */
const UNREACHED = -1;

/**
 * Returns a function that runs the work or, if it is running, runs it once more afterwards. A study that changes faster than the page can
 * fetch it would otherwise cancel every fetch.
 */
export function oneAtATime(work: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    running = true;
    do {
      again = false;
      await work();
    } while (again);
    running = false;
  };
  return () => {
    if (running) again = true;
    else void run();
  };
}

function presenceAfter(error: unknown): Presence {
  if (isStudyClosed(error)) return 'closed';
  return isRefused(error) ? 'refused' : 'unreachable';
}

/** True for what is fetched from the study's records. Pictures never change, and two slow checks run only when asked for. */
function changesWithStudy({ queryKey }: Query): boolean {
  const [path] = queryKey;
  if (!Array.isArray(path)) return false;
  return !WORKSTATION_GROUPS.includes(String(path[0])) && !ON_REQUEST.includes(path.join('.'));
}

const ON_REQUEST: readonly string[] = ['audits.run', 'training.preflight'];

/** Ends after the poll's pause, as soon as the reader looks at the page again, or with the signal. */
function pauseUntilLook(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = new AbortController();
    const end = (): void => {
      clearTimeout(timer);
      done.abort();
      resolve();
    };
    const timer = setTimeout(end, POLL_MS);
    window.addEventListener('focus', end, { signal: done.signal });
    document.addEventListener('visibilitychange', end, { signal: done.signal });
    signal.addEventListener('abort', end, { signal: done.signal });
  });
}
