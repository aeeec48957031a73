// Fetches the film on screen, and those that will probably be next.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Case } from '../../main/domain/study/case.ts';
import { useWorkstation } from './workstation.tsx';

/** Fetches a film with all its pixels. */
export function useFilm({ radiographId, pixels }: Pick<Case['radiograph'], 'radiographId' | 'pixels'>) {
  const { bytes, films } = useWorkstation();
  const route = bytes.radiograph(radiographId, pixels, WHOLE);
  return useQuery({
    queryKey: ['radiograph', radiographId, pixels],
    queryFn: ({ signal }) => films.load(route, radiographId, signal),
    initialData: () => films.kept(route),
    staleTime: Infinity,
    // The store keeps the films, not the cache of queries.
    gcTime: 0,
    placeholderData: undefined,
  });
}

/** Fetches the case and the film of hips that the reader will probably open next, once they have stayed the same for a while. */
export function usePrefetch(hipIds: readonly string[], afterMs = 0): void {
  const { bytes, films, queries } = useWorkstation();
  const wanted = hipIds.join('\n');
  const client = useQueryClient();
  useEffect(() => {
    const leave = new AbortController();
    const prefetch = async (): Promise<void> => {
      for (const hipId of wanted.split('\n').filter((id) => id !== '')) {
        if (leave.signal.aborted) return;
        // One after the other, so that the film on screen never waits for several others
        const { radiograph } = await client.fetchQuery(queries.hips.case.queryOptions({ input: { hipId } }));
        await films.load(
          bytes.radiograph(radiograph.radiographId, radiograph.pixels, WHOLE),
          radiograph.radiographId,
          leave.signal,
        );
      }
    };
    // If it fails, the hip is fetched again when it is opened, and says why.
    const timer = setTimeout(() => void prefetch().catch(() => undefined), afterMs);
    return () => {
      clearTimeout(timer);
      leave.abort();
    };
  }, [afterMs, bytes, client, films, queries, wanted]);
}

/** No film is longer. */
const WHOLE = 32_768;
