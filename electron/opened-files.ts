// Films that the reader opened with the program in the file manager. They wait until the page asks for them, which it does when the
// reader imports.

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isLocalPath } from './allowed-places.ts';

export interface OpenedFiles {
  /** Keeps the files named on a command line. True if there are any. */
  readonly add: (words: readonly string[], folder: string) => boolean;
  /** Returns the files since the last call. */
  readonly take: () => string[];
}

export function openedFiles(): OpenedFiles {
  let waiting: string[] = [];
  return {
    add: (words, folder) => {
      const files = words.flatMap((word) => fileIn(word, folder));
      waiting = [...new Set([...waiting, ...files])];
      return files.length > 0;
    },
    take: () => {
      const files = waiting;
      waiting = [];
      return files;
    },
  };
}

/** Desktops pass addresses, terminals pass paths. Switches and anything else name no file. */
function fileIn(word: string, folder: string): string[] {
  if (word.startsWith('-')) return [];
  const path = word.startsWith('file:') ? pathOf(word) : resolve(folder, word);
  const isFile = path !== null && isLocalPath(path) && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  return isFile ? [path] : [];
}

function pathOf(address: string): string | null {
  try {
    return fileURLToPath(address);
  } catch {
    return null; // an address of another machine
  }
}
