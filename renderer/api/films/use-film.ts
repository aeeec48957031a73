// Fetches the film on screen, and those that will probably be next.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { hasPreview } from '../../../main/domain/film/preview.ts';
import type { Case } from '../../../main/domain/study/case.ts';
import { useWorkstation } from '../workstation.tsx';
import { fetchFilm } from './film-store.ts';
import type { Levels } from './levels.ts';

export interface ShownPixels {
  /** The whole film or, until it is there, its preview. Null if there is neither. */
  readonly levels: Levels | null;
  readonly isWhole: boolean;
  readonly failed: boolean;
}

/** Fetches a film: its preview first, unless the whole film is there. */
export function useFilm(radiograph: FilmName): ShownPixels {
  const { bytes, films } = useWorkstation();
  const client = useQueryClient();
  const { radiographId, pixels } = radiograph;
  const route = bytes.radiograph(radiographId, pixels, WHOLE);
  const previewOptions = usePreviewOptions()(radiograph);
  const whole = useQuery({
    queryKey: ['radiograph', radiographId, pixels],
    queryFn: async ({ signal }) => {
      // A preview that cannot be had is missed by nobody: the whole film says what is wrong.
      if (hasPreview(radiograph)) await client.ensureQueryData(previewOptions).catch(() => null);
      return films.load(route, radiographId, signal);
    },
    initialData: () => films.kept(route),
    staleTime: Infinity,
    // The store keeps the films, not the cache of queries.
    gcTime: 0,
    placeholderData: undefined,
  });
  const preview = useQuery({ ...previewOptions, enabled: whole.data === undefined && hasPreview(radiograph) });
  return { levels: whole.data ?? preview.data ?? null, isWhole: whole.data !== undefined, failed: whole.isError };
}

type FilmName = Pick<Case['radiograph'], 'radiographId' | 'pixels' | 'width' | 'height'>;

function usePreviewOptions() {
  const { access, bytes } = useWorkstation();
  return ({ radiographId, pixels }: FilmName) => ({
    queryKey: ['preview', radiographId, pixels],
    queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
      fetchFilm({ access, route: bytes.preview(radiographId, pixels), film: radiographId, signal }),
    staleTime: Infinity,
    retry: false,
    // Until the whole film is there.
    gcTime: 20_000,
    placeholderData: undefined,
  });
}

/** Fetches a case, and its film's preview as soon as the case says which film it is: before the case is drawn. */
export function useCase(hipId: string | null) {
  const { bytes, films, queries } = useWorkstation();
  const client = useQueryClient();
  const previewOptions = usePreviewOptions();
  const options = queries.hips.case.queryOptions({ input: { hipId: hipId ?? '' } });
  return useQuery({
    ...options,
    queryFn: async (context) => {
      const found = await options.queryFn(context);
      const { radiograph } = found;
      const isThere = films.kept(bytes.radiograph(radiograph.radiographId, radiograph.pixels, WHOLE)) !== undefined;
      if (!isThere && hasPreview(radiograph)) void client.prefetchQuery(previewOptions(radiograph));
      return found;
    },
    enabled: hipId !== null,
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
