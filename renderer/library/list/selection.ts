// The chosen hip (one, shown in the preview) and the marked hips (many, for batch actions).

import type { HipRow } from '../../../main/domain/study/hip-row.ts';

export interface Selection {
  /** The chosen hip, and its index in the list when it was chosen. */
  readonly hipId: string | null;
  readonly index: number;
  readonly marked: ReadonlySet<string>;
}

export const NOTHING_CHOSEN: Selection = { hipId: null, index: 0, marked: new Set() };

interface Rows {
  readonly total: number;
  readonly rowAt: (index: number) => HipRow | null;
}

/** Returns the chosen hip if the list still contains it, else the first hip of the list. */
export function chosenRow(selection: Selection, rows: Rows): HipRow | null {
  return rows.rowAt(chosenIndex(selection, rows));
}

export function chosenIndex(selection: Selection, rows: Rows): number {
  if (selection.hipId === null) return Math.min(selection.index, Math.max(0, rows.total - 1));
  if (rows.rowAt(selection.index)?.hipId === selection.hipId) return selection.index;
  const reach = Math.min(rows.total, 1000);
  for (let index = 0; index < reach; index++) if (rows.rowAt(index)?.hipId === selection.hipId) return index;
  return 0;
}

export function choose(selection: Selection, row: HipRow, index: number): Selection {
  return { ...selection, hipId: row.hipId, index };
}

/** Marks a hip, or removes its mark. */
export function toggleMark(selection: Selection, hipId: string): Selection {
  const marked = new Set(selection.marked);
  if (!marked.delete(hipId)) marked.add(hipId);
  return { ...selection, marked };
}

/** Marks every hip from the chosen one to this index. */
export function markTo(selection: Selection, index: number, rows: Rows): Selection {
  const from = chosenIndex(selection, rows);
  const marked = new Set(selection.marked);
  for (let at = Math.min(from, index); at <= Math.max(from, index); at++) {
    const row = rows.rowAt(at);
    if (row !== null) marked.add(row.hipId);
  }
  return { ...selection, marked };
}
