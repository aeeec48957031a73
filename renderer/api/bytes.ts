// Fetches heatmaps as raw bytes.

import { useQueries } from '@tanstack/react-query';
import type { HeatmapAnswer, HeatmapScore } from '../../main/domain/grading.ts';
import type { Access } from './access.ts';
import { useWorkstation } from './workstation.tsx';

/** A hip as graded at one time. Grading it again changes its evidence. */
export interface GradedOnce {
  readonly hipId: string;
  readonly gradedAt: string | null;
}

/** Fetches the Grad-CAM of each answer in the canonical crop; null if there is none. // [answers] of [224, 224] */
export function useHeatmaps(
  { hipId, gradedAt }: GradedOnce,
  answers: readonly HeatmapAnswer[],
  score: HeatmapScore,
): readonly (Uint8Array<ArrayBuffer> | null)[] {
  const { bytes, access } = useWorkstation();
  return useQueries({
    queries: answers.map((answer) => ({
      queryKey: ['heatmap', hipId, gradedAt, answer, score],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        fetchHeatmap(access, bytes.heatmap(hipId, answer, score, gradedAt), signal),
      staleTime: Infinity,
      // Long enough to step back and forth, and no more: a list of 500 hips would otherwise pile up 100 MB.
      gcTime: 20_000,
      placeholderData: undefined,
    })),
    combine: heatmapsOf,
  });
}

/** Defined outside the hook, so its result stays the same object while the results are unchanged. */
function heatmapsOf(results: readonly { readonly data: Uint8Array<ArrayBuffer> | null | undefined }[]) {
  return results.map(({ data }) => data ?? null);
}

async function fetchHeatmap(access: Access, route: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
  const response = await access.fetch(route, { signal });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`The heatmap could not be fetched: status ${response.status}.`);
  return new Uint8Array(await response.arrayBuffer());
}
