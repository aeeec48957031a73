// Which points belong to which image of an import: those beside it, or those of its name anywhere else in the import.

import { basename, dirname } from 'node:path';
import { success, type Result } from '../domain/failure.ts';
import { findLandmarks, type LandmarkFile, type LandmarkSource } from './find-landmarks.ts';
import type { SourceFile } from './sources/source-file.ts';

export interface PointsIndex {
  /** The points of an image: one file for both hips, or up to two files for one hip each. Empty if there are none. */
  readonly pointsOf: (image: SourceFile) => Promise<Result<readonly LandmarkFile[]>>;
}

/** Looks among the points of the import, then on disk beside the image or in the place that the user named. */
export function pointsIndex(points: readonly SourceFile[], landmarks: LandmarkSource): PointsIndex {
  const byName = Map.groupBy(points, (file) => basename(file.location));
  const find = (image: SourceFile, name: string): SourceFile | undefined => {
    const named = byName.get(name) ?? [];
    const folder = dirname(image.location);
    return named.find((file) => dirname(file.location) === folder) ?? (named.length === 1 ? named[0] : undefined);
  };
  return {
    pointsOf: async (image) => {
      const found = landmarks === null ? namesOf(image).flatMap((group) => firstOf(group, (name) => find(image, name))) : [];
      const [both] = found.filter((file) => !isOneSided(file));
      const chosen = both === undefined ? found : [both];
      if (chosen.length > 0) return textsOf(chosen);
      return success(image.path === null ? [] : await findLandmarks(image.path, landmarks));
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

function isOneSided({ location }: SourceFile): boolean {
  return /_(R|L|rasl)\.pts$/.test(location);
}

async function textsOf(files: readonly SourceFile[]): Promise<Result<readonly LandmarkFile[]>> {
  const texts: LandmarkFile[] = [];
  for (const file of files) {
    const bytes = await file.read();
    if (!bytes.ok) return bytes;
    texts.push({ path: file.location, text: Buffer.from(bytes.value).toString('utf8') });
  }
  return success(texts);
}
