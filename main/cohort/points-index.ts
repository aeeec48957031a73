// Which points of an import belong to which of its images: those beside it, or those of its name anywhere else.

import { basename, dirname } from 'node:path';
import type { SourceFile } from './sources/source-file.ts';

export interface PointsIndex {
  /** The points of an image: one file for both hips, or up to two files for one hip each. Null if the import has none for it. */
  readonly pointsOf: (image: SourceFile) => readonly SourceFile[] | null;
}

export function pointsIndex(points: readonly SourceFile[]): PointsIndex {
  const byName = Map.groupBy(points, (file) => basename(file.location));
  const find = (image: SourceFile, name: string): SourceFile | undefined => {
    const named = byName.get(name) ?? [];
    const folder = dirname(image.location);
    return named.find((file) => dirname(file.location) === folder) ?? (named.length === 1 ? named[0] : undefined);
  };
  return {
    pointsOf: (image) => {
      const found = namesOf(image).flatMap((group) => firstOf(group, (name) => find(image, name)));
      const [both] = found.filter((file) => !isOneSided(file));
      const chosen = both === undefined ? found : [both];
      return chosen.length > 0 ? chosen : null;
    },
  };
}

/** Names for both hips, for the right and for the left. The first that exists counts in each group. */
function namesOf({ location }: SourceFile): readonly (readonly string[])[] {
  const name = basename(location);
  const stem = name.replace(/\.[^.]*$/, '');
  const names = [...new Set([name, stem, `${stem}.dcm`])];
  return [
    names.flatMap((one) => [`${one}.pts`, `${one}.mrk.json`]),
    names.map((one) => `${one}_R.pts`),
    names.flatMap((one) => [`${one}_L.pts`, `${one}_rasl.pts`]),
  ];
}

function firstOf(names: readonly string[], find: (name: string) => SourceFile | undefined): readonly SourceFile[] {
  for (const name of names) {
    const file = find(name);
    if (file !== undefined) return [file];
  }
  return [];
}

/** True if the name says that the points are of one hip. */
export function isOneSided({ location }: SourceFile): boolean {
  return /_(R|L|rasl)\.pts$/.test(location);
}
