// The hips before and after this one in the filtered worklist.

import { useQuery } from '@tanstack/react-query';
import type { Filter } from '../api/hips.ts';
import { useWorkstation } from '../api/workstation.tsx';

export interface Neighbours {
  readonly previous: string | null;
  readonly next: string | null;
  /** One-based position in the list, and its length. Null if the list does not contain the hip. */
  readonly position: { readonly index: number; readonly total: number } | null;
  /** False until the list is there. */
  readonly known: boolean;
}

/** Stepping reaches only the first thousand hips of a longer list. */
const REACH = 1000;

export function useNeighbours(filter: Filter, hipId: string | null): Neighbours {
  const { queries } = useWorkstation();
  const page = useQuery({
    ...queries.hips.list.queryOptions({ input: { ...filter, offset: 0, limit: REACH } }),
    enabled: hipId !== null,
  });
  const rows = page.data?.rows ?? [];
  const index = rows.findIndex((row) => row.hipId === hipId);
  if (index < 0) return { previous: null, next: null, position: null, known: !page.isPending };
  return {
    previous: rows[index - 1]?.hipId ?? null,
    next: rows[index + 1]?.hipId ?? null,
    position: { index: index + 1, total: page.data?.total ?? rows.length },
    known: true,
  };
}
