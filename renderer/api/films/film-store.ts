// The films that were shown last, with all their pixels. A film that is shown again, or whose turn comes next, is there at once, with the
// smaller copies that its windows follow from. The oldest give way, so that a day of reading takes no more memory than its first minutes.

import type { Access } from '../access.ts';
import { levelOfGreys, levelsOf, type Levels } from './levels.ts';

/** About eight films of 3000 by 2500 pixels. */
const MOST_BYTES = 160_000_000;

export interface FilmStore {
  /** Returns the film if it is there. */
  readonly kept: (route: string) => Levels | undefined;
  /** Fetches the film unless it is there or on its way. Stops when nobody waits for it any more. */
  readonly load: (route: string, film: string, signal: AbortSignal) => Promise<Levels>;
}

export function openFilmStore(access: Access, mostBytes: number = MOST_BYTES): FilmStore {
  /** In the order of last use. */
  const films = new Map<string, Levels>();
  const loading = new Map<string, Loading>();
  const keep = (route: string, levels: Levels): Levels => {
    films.delete(route);
    films.set(route, levels);
    let bytes = 0;
    for (const film of films.values()) bytes += bytesOf(film);
    for (const [oldest, film] of films) {
      if (bytes <= mostBytes || oldest === route) break;
      films.delete(oldest);
      bytes -= bytesOf(film);
    }
    return levels;
  };
  const start = (route: string, film: string): Loading => {
    const stop = new AbortController();
    const fetched = fetchFilm({ access, route, film, signal: stop.signal }).then((levels) => keep(route, levels));
    const started: Loading = { levels: fetched, stop, waiting: 0 };
    loading.set(route, started);
    const end = (): void => {
      if (loading.get(route) === started) loading.delete(route);
    };
    fetched.then(end, end);
    return started;
  };
  return {
    kept: (route) => {
      const known = films.get(route);
      return known === undefined ? undefined : keep(route, known);
    },
    load: (route, film, signal) => {
      const known = films.get(route);
      if (known !== undefined) return Promise.resolve(keep(route, known));
      const started = loading.get(route) ?? start(route, film);
      started.waiting += 1;
      signal.addEventListener('abort', () => {
        started.waiting -= 1;
        if (started.waiting > 0) return;
        loading.delete(route);
        started.stop.abort();
      });
      return started.levels;
    },
  };
}

interface Loading {
  readonly levels: Promise<Levels>;
  readonly stop: AbortController;
  waiting: number;
}

interface FilmRequest {
  readonly access: Access;
  readonly route: string;
  readonly film: string;
  readonly signal: AbortSignal;
}

/** A film with its smaller copies, of which each takes a quarter of the one before. */
function bytesOf({ picture }: Levels): number {
  return (picture.values.byteLength * 4) / 3;
}

/** Fetches a film or its preview. */
export async function fetchFilm({ access, route, film, signal }: FilmRequest): Promise<Levels> {
  return filmOf(await access.fetch(route, { signal }), film);
}

/** Reads a film or its preview. The copy that its windows follow from is made before anybody waits for it. */
export async function filmOf(response: Response, film: string): Promise<Levels> {
  if (!response.ok) throw new Error(`The radiograph could not be fetched: status ${response.status}.`);
  const number = (name: string): number => Number(response.headers.get(name));
  const [width, height] = [number('x-width'), number('x-height')];
  const values = new Uint16Array(await response.arrayBuffer());
  if (!(width > 0) || values.length !== width * height) throw new Error('The size of the radiograph does not match its bytes.');
  const levels = levelsOf({
    film,
    width,
    height,
    values,
    low: number('x-low'),
    slope: number('x-slope'),
    halvings: number('x-halvings'),
  });
  levelOfGreys(levels);
  return levels;
}
