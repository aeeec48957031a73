import { describe, expect, it } from 'vitest';
import { openFilmStore } from '../../../../../renderer/api/films/film-store.ts';

/** Answers with films of 100 bytes, and notes what was asked for and what was given up. */
function server() {
  const [asked, stopped]: [string[], string[]] = [[], []];
  const fetch = async (input: Request | string, init?: RequestInit): Promise<Response> => {
    const route = typeof input === 'string' ? input : input.url;
    asked.push(route);
    await new Promise((resolve, reject) => {
      setTimeout(resolve, 5);
      init?.signal?.addEventListener('abort', () => {
        stopped.push(route);
        reject(new Error('stopped'));
      });
    });
    return new Response(new Uint16Array(50), {
      headers: { 'x-width': '10', 'x-height': '5', 'x-low': '0', 'x-slope': '1' },
    });
  };
  return { asked, stopped, access: { fetch, signed: async (path: string) => path, renew: () => undefined } };
}

const wait = new AbortController().signal;

describe('the films that are kept', () => {
  it('are fetched once and carry the name of their radiograph', async () => {
    const { asked, access } = server();
    const store = openFilmStore(access);
    const [one, again] = await Promise.all([store.load('/a', 'film a', wait), store.load('/a', 'film a', wait)]);
    expect(one).toBe(again);
    expect(one.picture.film).toBe('film a');
    expect(await store.load('/a', 'film a', wait)).toBe(one);
    expect(store.kept('/a')).toBe(one);
    expect(asked).toEqual(['/a']);
  });

  it('take no more memory than allowed: the one used longest ago gives way', async () => {
    const { access } = server();
    const store = openFilmStore(access, 300);
    await store.load('/a', 'a', wait);
    await store.load('/b', 'b', wait);
    store.kept('/a');
    await store.load('/c', 'c', wait);
    expect([store.kept('/a')?.picture.film, store.kept('/b')?.picture.film, store.kept('/c')?.picture.film]).toEqual([
      'a',
      undefined,
      'c',
    ]);
  });

  it('are no longer fetched when the last one who waits has left', async () => {
    const { stopped, access } = server();
    const store = openFilmStore(access);
    const [first, second] = [new AbortController(), new AbortController()];
    const film = store.load('/a', 'a', first.signal);
    const same = store.load('/a', 'a', second.signal);
    first.abort();
    expect(stopped).toEqual([]);
    second.abort();
    expect(stopped).toEqual(['/a']);
    await expect(film).rejects.toThrow('stopped');
    await expect(same).rejects.toThrow('stopped');
  });
});
