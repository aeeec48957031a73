// Fetches radiographs and heatmaps as raw bytes.

import { useQueries, useQuery } from '@tanstack/react-query';
import type { HeatmapAnswer, HeatmapScore } from '../../main/domain/grading.ts';
import type { Case } from '../../main/domain/study/case.ts';
import type { Access } from './access.ts';
import { useWorkstation } from './workstation.tsx';

/** A radiograph, possibly downscaled. grey = low + slope * value, and bright means dense. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  /** // [height, width] */
  readonly values: Uint16Array;
  readonly low: number;
  readonly slope: number;
}

/** Fetches the radiograph with its longer edge at most `longest` pixels. */
export function useRadiograph({ radiographId, pixels }: Case['radiograph'], longest: number, enabled: boolean) {
  const { bytes, access } = useWorkstation();
  return useQuery({
    queryKey: ['radiograph', radiographId, pixels, longest],
    queryFn: ({ signal }) => fetchRadiograph(access, bytes.radiograph(radiographId, pixels, longest), signal),
    staleTime: Infinity,
    // A full-size picture takes tens of megabytes, so only recent ones stay in memory.
    gcTime: 60_000,
    placeholderData: undefined,
    enabled,
  });
}

async function fetchRadiograph(access: Access, route: string, signal: AbortSignal): Promise<GreyPicture> {
  const response = await access.fetch(route, { signal });
  if (!response.ok) throw new Error(`The radiograph could not be fetched: status ${response.status}.`);
  const number = (name: string): number => Number(response.headers.get(name));
  const [width, height] = [number('x-width'), number('x-height')];
  const values = new Uint16Array(await response.arrayBuffer());
  if (!(width > 0) || values.length !== width * height) throw new Error('The size of the radiograph does not match its bytes.');
  return { width, height, values, low: number('x-low'), slope: number('x-slope') };
}

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
        fetchHeatmap(access, bytes.heatmap(hipId, answer, score), signal),
      staleTime: Infinity,
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
