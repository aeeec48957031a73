// Which points of a set of files belong to which of its images: those beside it, or those of its name anywhere else. Names match whatever
// their letter case and Unicode form are, because disks and archives change both.

import { basename, dirname, join } from 'node:path';
import type { SourceFile } from './sources/source-file.ts';

export interface MatchedPoints {
  /** The points of an image: one file for both hips, or up to two files for one hip each. */
  readonly pointsOf: (image: SourceFile) => readonly SourceFile[];
  readonly unused: readonly UnusedPoints[];
}

export interface UnusedPoints {
  readonly file: SourceFile;
  /** No image has its name, several images have it, or its image has other points that come first or could not be read. */
  readonly why: 'no-image' | 'several-images' | 'other-points' | 'unread-image';
}

/** `unread` are the locations of files that could not be read, some of which may be images. */
export function matchPoints(
  images: readonly SourceFile[],
  points: readonly SourceFile[],
  unread: readonly string[] = [],
): MatchedPoints {
  const search = new Search(images, points);
  const matched = new Map<SourceFile, readonly SourceFile[]>();
  // A file belongs to the image of exactly its name. If there is none, it belongs to one of a similar name, or to one in another folder.
  for (const near of [search.exactlyBeside, search.beside, search.elsewhere]) {
    const round = images.filter((image) => !matched.has(image));
    const found = round.map((image) => ({ image, files: filesOf(image, near) }));
    for (const { image, files } of found) if (files.length > 0) matched.set(image, files);
    for (const { files } of found) for (const file of files) search.taken.add(file);
  }
  const named = Map.groupBy(
    images.flatMap((image) => keysOf(image.location).map((key) => ({ image, key }))),
    ({ key }) => key,
  );
  const namedUnread = new Set(unread.flatMap(keysOf));
  const why = (file: SourceFile): UnusedPoints['why'] => {
    const key = keyOf(basename(file.location));
    const candidates = named.get(key) ?? [];
    if (candidates.length === 0) return namedUnread.has(key) ? 'unread-image' : 'no-image';
    return candidates.every(({ image }) => matched.has(image)) ? 'other-points' : 'several-images';
  };
  const unused = points.filter((file) => !search.taken.has(file)).map((file) => ({ file, why: why(file) }));
  return { pointsOf: (image) => matched.get(image) ?? [], unused };
}

/** Finds the file with points of this name. */
type Find = (image: SourceFile, name: string) => SourceFile | undefined;

class Search {
  readonly taken = new Set<SourceFile>();
  readonly #imagesByName: ReadonlyMap<string, readonly SourceFile[]>;
  readonly #byName: ReadonlyMap<string, readonly SourceFile[]>;
  readonly #byPath: ReadonlyMap<string, readonly SourceFile[]>;

  constructor(images: readonly SourceFile[], points: readonly SourceFile[]) {
    const nameOf = ({ location }: SourceFile): string => keyOf(basename(location));
    this.#imagesByName = Map.groupBy(images, nameOf);
    this.#byName = Map.groupBy(points, nameOf);
    this.#byPath = Map.groupBy(points, (file) => join(dirname(file.location), nameOf(file)));
  }

  readonly exactlyBeside: Find = (image, name) =>
    this.#beside(image, name).find((file) => withSmallEnding(basename(file.location)) === name);

  readonly beside: Find = (image, name) => this.#beside(image, name).find((file) => !this.taken.has(file));

  /** In another folder, if only one image and one file have the name. */
  readonly elsewhere: Find = (image, name) => {
    const [file, ...others] = (this.#byName.get(keyOf(name)) ?? []).filter((one) => !this.taken.has(one));
    const isOnly = others.length === 0 && this.#imagesByName.get(keyOf(basename(image.location)))?.length === 1;
    return isOnly ? file : undefined;
  };

  #beside(image: SourceFile, name: string): readonly SourceFile[] {
    return this.#byPath.get(join(dirname(image.location), keyOf(name))) ?? [];
  }
}

function keyOf(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

function withSmallEnding(name: string): string {
  return name.replace(/\.(?:pts|mrk\.json)$/i, (ending) => ending.toLowerCase());
}

function keysOf(image: string): readonly string[] {
  return namesOf(image).flatMap((names) => names.map(keyOf));
}

function filesOf(image: SourceFile, find: Find): readonly SourceFile[] {
  const found = namesOf(image.location).flatMap((group) => firstOf(group, (name) => find(image, name)));
  const [both] = found.filter((file) => !isOneSided(file));
  return both === undefined ? found : [both];
}

/** Names for both hips, for the right and for the left. The first that exists counts in each group. */
function namesOf(location: string): readonly (readonly string[])[] {
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
function isOneSided({ location }: SourceFile): boolean {
  return /_(R|L|rasl)\.pts$/i.test(location);
}
