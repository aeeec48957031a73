// Finds commands by typed words.

import type { Command } from './command.ts';

/** Returns the commands whose title or group contains every typed word. Titles that start with the first word come first. */
export function findCommands(commands: readonly Command[], query: string): readonly Command[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const [first] = words;
  if (first === undefined) return commands;
  const matching = commands.filter((command) => {
    const title = `${command.title} ${command.group}`.toLowerCase();
    return words.every((word) => title.includes(word));
  });
  const begins = (command: Command): number => (command.title.toLowerCase().startsWith(first) ? 0 : 1);
  return matching.toSorted((a, b) => begins(a) - begins(b));
}
