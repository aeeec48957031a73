// Finds commands by what was typed of them.

import type { Command } from './command.ts';

/** The commands whose title holds every typed word, those that begin with the first word in front. */
export function closest(commands: readonly Command[], query: string): readonly Command[] {
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
