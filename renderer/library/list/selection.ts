// Which hip is chosen (one, shown in the preview) and which are marked (many, for batch actions).

import type { HipRow } from '../../../main/domain/study/hip-row.ts';

export interface Selection {
  /** The chosen hip, and its place in the list where it was chosen. */
  readonly hipId: string | null;
  readonly index: number;
  readonly marked: ReadonlySet<string>;
}

export const NOTHING_CHOSEN: Selection = { hipId: null, index: 0, marked: new Set() };

interface Rows {
  readonly total: number;
  readonly rowAt: (index: number) => HipRow | null;
}

/** The chosen hip where the list still shows it there, else the first of the list. */
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

/** Marks a hip, or takes its mark away. */
export function toggleMark(selection: Selection, hipId: string): Selection {
  const marked = new Set(selection.marked);
  if (!marked.delete(hipId)) marked.add(hipId);
  return { ...selection, marked };
}

/** Marks everything between the chosen hip and this place. */
export function markTo(selection: Selection, index: number, rows: Rows): Selection {
  const from = chosenIndex(selection, rows);
  const marked = new Set(selection.marked);
  for (let place = Math.min(from, index); place <= Math.max(from, index); place++) {
    const row = rows.rowAt(place);
    if (row !== null) marked.add(row.hipId);
  }
  return { ...selection, marked };
}
