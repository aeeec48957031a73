// What the pool sends to a thread that prepares films.

import type { FilmOrder } from './prepare-film.ts';

export interface FilmTask {
  /** A path that the thread reads itself, or bytes from an archive. */
  readonly file: string | Uint8Array;
  /** Null if only the file's digest is asked for. */
  readonly order: FilmOrder | null;
}
