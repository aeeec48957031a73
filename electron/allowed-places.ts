// The places whose files a page may open or show: the program's own folders, and what the reader chose in a dialog since the start.

import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';

export interface AllowedPlaces {
  /** Remembers files and folders that the reader chose in a dialog. */
  readonly add: (paths: readonly string[]) => void;
  /** Follows every link of `path` and tells whether the target is in an allowed place. */
  readonly find: (path: string) => Promise<FoundFile>;
}

type FoundFile =
  | { readonly kind: 'allowed'; readonly realPath: string }
  | { readonly kind: 'missing' }
  /** Says nothing about whether the file exists. */
  | { readonly kind: 'elsewhere' };

export function allowedPlaces(ownFolders: () => readonly string[]): AllowedPlaces {
  const chosen = new Set<string>();
  const places = (): readonly string[] => [...ownFolders(), ...chosen];
  return {
    add: (paths) => {
      for (const path of paths) chosen.add(path);
    },
    find: async (path) => {
      const realPath = await realpath(path).catch(() => null);
      if (realPath === null) return places().some((place) => isWithin(place, path)) ? { kind: 'missing' } : { kind: 'elsewhere' };
      const realPlaces = await Promise.all(places().map(async (place) => realpath(place).catch(() => null)));
      const allowed = realPlaces.some((place) => place !== null && isWithin(place, realPath));
      return allowed ? { kind: 'allowed', realPath } : { kind: 'elsewhere' };
    },
  };
}

/** True for an absolute path on this machine. The path is not looked up: looking up a network share would send the user's name to it. */
export function isLocalPath(path: string): boolean {
  const isNetworkOrDevice = /^[\\/]{2}/.test(path);
  // On Windows a colon after the drive names a hidden stream of the file.
  const namesStream = sep === '\\' && path.slice(2).includes(':');
  return isAbsolute(path) && !isNetworkOrDevice && !namesStream && !path.includes('\0');
}

function isWithin(place: string, path: string): boolean {
  const way = relative(place, resolve(path));
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
