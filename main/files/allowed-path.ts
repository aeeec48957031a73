// Which paths a caller may name: all of them on the user's own machine, but only those below certain folders on a server for others.

import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { failed, success, type Result } from '../domain/failure.ts';
import { filesText } from './text.ts';

export interface PathRules {
  /** Paths must lie in one of these folders. Null if every path is allowed. */
  readonly roots: readonly string[] | null;
  /** What lies in these folders came from strangers, and is never opened by its path. */
  readonly closed: readonly string[];
}

/** Returns the path with its symbolic links resolved if it is allowed. It need not exist. */
export async function allowedPath(path: string, { roots, closed }: PathRules): Promise<Result<string>> {
  if (path.includes('\0')) return failed('bad-request', filesText.invalidPath);
  const real = await realPath(resolve(path));
  const isIn = async (folder: string): Promise<boolean> => {
    const realFolder = await realPath(resolve(folder));
    return real === realFolder || real.startsWith(realFolder.endsWith(sep) ? realFolder : realFolder + sep);
  };
  for (const folder of closed) if (await isIn(folder)) return failed('not-allowed', filesText.closedFolder);
  if (roots === null) return success(path);
  for (const root of roots) if (await isIn(root)) return success(real);
  return failed('not-allowed', filesText.outsideRoots(roots));
}

/** Resolves the symbolic links of the part that exists, and appends the rest. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realPath(parent), basename(path));
  }
}
