// The log as a file that only its owner can read. At one megabyte a new one begins; the four before it are kept.

import { appendFileSync, chmodSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface LogFile {
  readonly path: string;
  /** Writes before it returns, so that the last words of a program that ends are kept. Throws errors of the file system. */
  readonly append: (text: string) => void;
  /** Returns at most this many of the newest lines, the oldest first. Empty if nothing was logged. */
  readonly lastLines: (count: number) => Promise<readonly string[]>;
}

const MOST_BYTES = 1_000_000;
const OLDER_FILES = 4;

/** Opens the file for each line, so that several programs can share it. */
export function logFile(folder: string, mostBytes = MOST_BYTES): LogFile {
  const path = join(folder, 'osteograde.log');
  const older = (age: number): string => `${path}.${age}`;
  const rotate = (): void => {
    for (let age = OLDER_FILES - 1; age > 0; age--) moveIfThere(older(age), older(age + 1));
    moveIfThere(path, older(1));
  };
  let prepared = false;
  return {
    path,
    append: (text) => {
      if (!prepared) {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        chmodSync(folder, 0o700);
      }
      prepared = true;
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (size > 0 && size + Buffer.byteLength(text) > mostBytes) rotate();
      appendFileSync(path, text, { mode: 0o600 });
    },
    lastLines: async (count) => {
      const lines = (await Promise.all([older(1), path].map(linesOf))).flat();
      return lines.slice(-count);
    },
  };
}

/** Another program may have moved the file at the same time. */
function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** Empty if the file does not exist. */
async function linesOf(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}
