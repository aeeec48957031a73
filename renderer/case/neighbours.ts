// The hips before and after this one in the list that the case was opened from.

import { useState } from 'react';
import type { Filter } from '../api/hips.ts';
import { useOpenedList } from '../api/opened-list.ts';

export interface Neighbours {
  readonly previous: string | null;
  readonly next: string | null;
  /** One-based position in the list, and its length. Null if the list does not contain the hip. */
  readonly position: { readonly index: number; readonly total: number } | null;
  /** False until the list is there. */
  readonly known: boolean;
  /** The list itself. Empty until it is there. */
  readonly list: readonly string[];
}

/** `filter` is that of the worklist, for a case that was opened by its address. */
export function useNeighbours(filter: Filter, hipId: string | null): Neighbours {
  const list = useOpenedList(filter, hipId !== null);
  const index = list === null || hipId === null ? -1 : list.indexOf(hipId);
  // From a hip outside the list, such as the other side of the film, the next one is the one after the last hip of the list.
  const [last, setLast] = useState(-1);
  if (index >= 0 && index !== last) setLast(index);
  return neighboursIn(list, index, last);
}

export function neighboursIn(list: readonly string[] | null, index: number, last: number): Neighbours {
  if (list === null) return { previous: null, next: null, position: null, known: false, list: [] };
  if (index < 0) return { previous: list[last] ?? null, next: list[last + 1] ?? null, position: null, known: true, list };
  return {
    previous: list[index - 1] ?? null,
    next: list[index + 1] ?? null,
    position: { index: index + 1, total: list.length },
    known: true,
    list,
  };
}
