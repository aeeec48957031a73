// Moves through the worklist by keyboard, both in the table and in the grid.

import type { KeyboardEvent } from 'react';
import type { HipRow } from '../../../main/domain/study/hip-row.ts';
import type { HipWindow } from '../../api/hips.ts';
import { choose, chosenIndex, toggleMark, type Selection } from './selection.ts';

export interface ListProps {
  readonly hips: HipWindow;
  readonly selection: Selection;
  readonly chosenId: string | null;
  readonly onRange: (range: { first: number; last: number }) => void;
  readonly onSelect: (selection: Selection) => void;
  readonly onOpen: (row: HipRow) => void;
}

interface Keys {
  /** The number of hips per line. */
  readonly across: number;
  /** The number of lines on screen. */
  readonly page: number;
  readonly scrollTo: (index: number) => void;
}

export function onListKey(event: KeyboardEvent, { hips, selection, onSelect, onOpen }: ListProps, keys: Keys): void {
  const from = chosenIndex(selection, hips);
  const move = stepOf(event.key, keys, hips.total);
  const row = hips.rowAt(from);
  if (move !== null) {
    const to = Math.min(hips.total - 1, Math.max(0, from + move));
    const next = hips.rowAt(to);
    keys.scrollTo(to);
    onSelect(next === null ? { ...selection, hipId: null, index: to } : choose(selection, next, to));
  } else if (event.key === 'Enter' && row !== null) onOpen(row);
  else if (event.key === ' ' && row !== null) onSelect(toggleMark(selection, row.hipId));
  else return;
  event.preventDefault();
}

function stepOf(key: string, { across, page }: Keys, total: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return across;
    case 'ArrowUp':
      return -across;
    case 'ArrowRight':
      return across > 1 ? 1 : null;
    case 'ArrowLeft':
      return across > 1 ? -1 : null;
    case 'PageDown':
      return page * across;
    case 'PageUp':
      return -page * across;
    case 'Home':
      return -total;
    case 'End':
      return total;
    default:
      return null;
  }
}
