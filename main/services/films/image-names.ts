// Names for the files written about images. Two images of the same name in different folders get different names.

import { basename } from 'node:path';

/** Returns a function that names the images of a batch. An image keeps its name; the second `film.dcm` becomes `film-2`. */
export function imageNames(): (file: string) => string {
  const named = new Map<string, string>();
  const taken = new Set<string>();
  return (file) => {
    const existing = named.get(file);
    if (existing !== undefined) return existing;
    const stem = basename(file).replace(/\.(dcm|png|jpe?g)$/i, '');
    let name = stem;
    for (let copy = 2; taken.has(name); copy++) name = `${stem}-${copy}`;
    named.set(file, name);
    taken.add(name);
    return name;
  };
}
