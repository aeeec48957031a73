// The keys of commands as a list to read: one row for each title, with all its keys.

import type { Command } from './command.ts';
import { formatShortcut } from './shortcut.ts';

export type KeyRow = readonly [title: string, keys: string];

export function keyRows(commands: readonly Pick<Command, 'title' | 'shortcut'>[]): readonly KeyRow[] {
  const withKey = commands.flatMap(({ title, shortcut }) =>
    shortcut === null ? [] : [{ title, keys: formatShortcut(shortcut) }],
  );
  return [...Map.groupBy(withKey, ({ title }) => title)].map(([title, own]) => [title, own.map(({ keys }) => keys).join(', ')]);
}
