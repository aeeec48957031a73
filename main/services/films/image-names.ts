// Names for what is written about images, so that two images of one name in different folders never overwrite each other's pictures.

import { basename } from 'node:path';

/** Gives each image of a run a name of its own, the same whenever asked: the second `film.dcm` becomes `film-2`. */
export function imageNames(): (file: string) => string {
  const named = new Map<string, string>();
  const taken = new Set<string>();
  return (file) => {
    const known = named.get(file);
    if (known !== undefined) return known;
    const stem = basename(file).replace(/\.(dcm|png|jpe?g)$/i, '');
    let name = stem;
    for (let copy = 2; taken.has(name); copy++) name = `${stem}-${copy}`;
    named.set(file, name);
    taken.add(name);
    return name;
  };
}
