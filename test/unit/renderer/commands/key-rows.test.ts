import { expect, it } from 'vitest';
import { keyRows } from '../../../../renderer/commands/key-rows.ts';

it('a command with two keys is one row, and one without a key is none', () => {
  const rows = keyRows([
    { title: 'Show all keys', shortcut: '?' },
    { title: 'Take the tour', shortcut: null },
    { title: 'Show all keys', shortcut: 'F1' },
    { title: 'Show jobs', shortcut: 'Ctrl+J' },
  ]);
  expect(rows).toEqual([
    ['Show all keys', '?, F1'],
    ['Show jobs', 'Ctrl J'],
  ]);
});
