// The list that a case was opened from. It stays as it was while the reader works through it, even if a reading changes what the filter
// lets pass, and it survives a reload of the page.

import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { z } from 'zod';
import type { Filter } from './hips.ts';
import { useWorkstation } from './workstation.tsx';

const KEY = ['opened-list'];
const FOR_GOOD = { staleTime: Infinity, gcTime: Infinity };

/** Returns a function that keeps the list as the filter shows it now. */
export function useKeepList(): (filter: Filter) => void {
  const { studyId, queries } = useWorkstation();
  const cache = useQueryClient();
  return useCallback(
    (filter) => {
      cache.setQueryData<readonly string[] | null>(KEY, null);
      const take = async (): Promise<void> => {
        const hipIds = await cache.fetchQuery(queries.hips.ids.queryOptions({ input: filter, staleTime: 0 }));
        cache.setQueryDefaults(KEY, FOR_GOOD);
        cache.setQueryData<readonly string[] | null>(KEY, hipIds);
        remember(studyId, hipIds);
      };
      void take();
    },
    [cache, queries, studyId],
  );
}

/** Returns the ids of the list in order. Null until it is there. A case that was opened by its address gets the list of `filter`. */
export function useOpenedList(filter: Filter, enabled: boolean): readonly string[] | null {
  const { studyId } = useWorkstation();
  const keep = useKeepList();
  const list = useQuery<readonly string[] | null>({
    queryKey: KEY,
    queryFn: skipToken,
    initialData: () => remembered(studyId),
    ...FOR_GOOD,
  }).data;
  const missing = list === undefined;
  useEffect(() => {
    if (enabled && missing) keep(filter);
  }, [enabled, missing, keep, filter]);
  return list ?? null;
}

const Remembered = z.array(z.string());

function remember(studyId: string | null, hipIds: readonly string[]): void {
  try {
    window.sessionStorage.setItem(nameOf(studyId), JSON.stringify(hipIds));
  } catch {
    // The list is too long for the browser. After a reload, the case takes the whole worklist instead.
    window.sessionStorage.removeItem(nameOf(studyId));
  }
}

function remembered(studyId: string | null): readonly string[] | undefined {
  const text = window.sessionStorage.getItem(nameOf(studyId));
  return text === null ? undefined : Remembered.safeParse(JSON.parse(text)).data;
}

function nameOf(studyId: string | null): string {
  return `osteograde.list.${studyId ?? ''}`;
}
