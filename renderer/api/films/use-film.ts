// Fetches the film on screen, and those that will probably be next.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { hasPreview } from '../../../main/domain/film/preview.ts';
import type { Case } from '../../../main/domain/study/case.ts';
import { useWorkstation } from '../workstation.tsx';
import type { Access } from '../access.ts';
import { fetchFilm, filmOf } from './film-store.ts';
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
  /** `guessed` was fetched before its film was known. */
  return ({ radiographId, pixels }: FilmName, guessed?: Promise<Preview | null>) => ({
    queryKey: ['preview', radiographId, pixels],
    queryFn: async ({ signal }: { readonly signal: AbortSignal }) => {
      const found = await guessed;
      if (found?.radiographId === radiographId && found.pixels === pixels) return found.levels;
      return fetchFilm({ access, route: bytes.preview(radiographId, pixels), film: radiographId, signal });
    },
    staleTime: Infinity,
    retry: false,
    // Until the whole film is there.
    gcTime: 20_000,
    placeholderData: undefined,
  });
}

/** A preview that names its film. */
interface Preview {
  readonly radiographId: string;
  readonly pixels: string;
  readonly levels: Levels;
}

/** Fetches the preview of the film that shows a hip. Null if there is none, or if it cannot be had: the film itself then says why. */
async function previewOfHip(access: Access, route: string, signal: AbortSignal): Promise<Preview | null> {
  try {
    const response = await access.fetch(route, { signal });
    const [radiographId, pixels] = [response.headers.get('x-radiograph'), response.headers.get('x-pixels')];
    if (radiographId === null || pixels === null) return null;
    return { radiographId, pixels, levels: await filmOf(response, radiographId) };
  } catch {
    return null;
  }
}

/** Fetches a case and, if the hip was never open, the preview of its film beside it, which then waits for nothing. */
export function useCase(hipId: string | null) {
  const { access, bytes, films, queries } = useWorkstation();
  const client = useQueryClient();
  const previewOptions = usePreviewOptions();
  const options = queries.hips.case.queryOptions({ input: { hipId: hipId ?? '' } });
  return useQuery({
    ...options,
    queryFn: async (context) => {
      const isNew = hipId !== null && client.getQueryData(options.queryKey) === undefined;
      const guessed = isNew ? previewOfHip(access, bytes.previewOfHip(hipId), context.signal) : undefined;
      const found = await options.queryFn(context);
      const { radiograph } = found;
      const isThere = films.kept(bytes.radiograph(radiograph.radiographId, radiograph.pixels, WHOLE)) !== undefined;
      if (!isThere && hasPreview(radiograph)) void client.prefetchQuery(previewOptions(radiograph, guessed));
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
