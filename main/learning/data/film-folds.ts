// Divides films into folds, so that each film is measured once by a network that did not see it. Files with neighbouring numbers often show
// one person, so they stay together.

interface NamedFilm {
  readonly subject: string;
}

/** Numbers at most this far apart stay together. */
const NEIGHBOURS = 3;

/** Returns the fold of each film, in order. Depends only on the names. */
export function foldsOf(films: readonly NamedFilm[], folds: number): number[] {
  const ordered = films.map(({ subject }, index) => ({ index, ...numbered(subject) })).toSorted((a, b) => compare(a, b));
  const fold: number[] = films.map(() => 0);
  let group = -1;
  for (const [at, film] of ordered.entries()) {
    const before = ordered[at - 1];
    const isNeighbour = before?.kind === film.kind && film.number - before.number <= NEIGHBOURS;
    if (!isNeighbour) group++;
    fold[film.index] = group % folds;
  }
  return fold;
}

/** The films that a fold is measured on, and the others. */
export function splitByFold<Film extends NamedFilm>(
  films: readonly Film[],
  { fold, of }: { readonly fold: number; readonly of: number },
): { readonly held: readonly Film[]; readonly learned: readonly Film[] } {
  const folds = foldsOf(films, of);
  return { held: films.filter((_, index) => folds[index] === fold), learned: films.filter((_, index) => folds[index] !== fold) };
}

function numbered(name: string): { readonly kind: string; readonly number: number } {
  const digits = /(\d+)\D*$/.exec(name);
  return { kind: name.slice(0, digits?.index ?? name.length), number: Number(digits?.[1] ?? 0) };
}

function compare(a: ReturnType<typeof numbered>, b: ReturnType<typeof numbered>): number {
  return a.kind === b.kind ? a.number - b.number : a.kind < b.kind ? -1 : 1;
}
