// The hips before and after this one in the worklist as it is filtered now.

import { useQuery } from '@tanstack/react-query';
import type { Filter } from '../api/hips.ts';
import { useWorkstation } from '../api/workstation.tsx';

export interface Neighbours {
  readonly previous: string | null;
  readonly next: string | null;
  /** One-based place in the list and its length; null where the list does not hold the hip. */
  readonly place: { readonly index: number; readonly total: number } | null;
}

/** Longer lists are stepped through in their first thousand hips. */
const REACH = 1000;

export function useNeighbours(filter: Filter, hipId: string): Neighbours {
  const { queries } = useWorkstation();
  const page = useQuery(queries.hips.list.queryOptions({ input: { ...filter, offset: 0, limit: REACH } }));
  const rows = page.data?.rows ?? [];
  const index = rows.findIndex((row) => row.hipId === hipId);
  if (index < 0) return { previous: null, next: null, place: null };
  return {
    previous: rows[index - 1]?.hipId ?? null,
    next: rows[index + 1]?.hipId ?? null,
    place: { index: index + 1, total: page.data?.total ?? rows.length },
  };
}
