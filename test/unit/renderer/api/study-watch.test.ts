import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { oneAtATime, watchStudy } from '../../../../renderer/api/study-watch.ts';

const CLOSED = new ORPCError('FAILURE', { status: 422, data: { code: 'study-closed' } });
const REFUSED = new ORPCError('UNAUTHORIZED', { status: 401 });
const UNREACHABLE = new TypeError('fetch failed');

/** Lets a page look at the study once for each answer. Returns what it noticed. */
async function noticed(...answers: readonly (number | Error)[]): Promise<readonly string[]> {
  const leave = new AbortController();
  const seen: string[] = [];
  const left = [...answers];
  await watchStudy({
    revision: async () => {
      const answer = left.shift() ?? 0;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    onPresence: (presence) => seen.push(presence),
    onChange: () => seen.push('change'),
    pause: async () => {
      if (left.length === 0) leave.abort();
    },
    signal: leave.signal,
  });
  return seen;
}

describe('a page that watches its study', () => {
  it('notices a change, and nothing while the study stays as it is', async () => {
    expect(await noticed(4, 4, 5, 5)).toEqual(['open', 'open', 'open', 'change', 'open']);
  });

  it('says that the study is closed, that the page is refused, or that the workstation does not answer', async () => {
    expect(await noticed(CLOSED, REFUSED, UNREACHABLE)).toEqual(['closed', 'refused', 'unreachable']);
  });

  it('fetches everything again after the study was away, even if its revision is the same', async () => {
    expect(await noticed(4, CLOSED, 4)).toEqual(['open', 'closed', 'open', 'change']);
    expect(await noticed(UNREACHABLE, 4)).toEqual(['unreachable', 'open', 'change']);
  });

  it('says nothing more after it was left', async () => {
    const leave = new AbortController();
    const seen: string[] = [];
    const answer = Promise.withResolvers<number>();
    const watching = watchStudy({
      revision: () => answer.promise,
      onPresence: (presence) => seen.push(presence),
      onChange: () => seen.push('change'),
      pause: async () => undefined,
      signal: leave.signal,
    });
    leave.abort();
    answer.resolve(1);
    await watching;
    expect(seen).toEqual([]);
  });
});

describe('fetching what has changed', () => {
  it('is not cut short by the next change, and is done once more for all changes that came meanwhile', async () => {
    const fetches: PromiseWithResolvers<void>[] = [];
    const change = oneAtATime(() => {
      const fetched = Promise.withResolvers<void>();
      fetches.push(fetched);
      return fetched.promise;
    });
    for (let changes = 0; changes < 3; changes++) change();
    expect(fetches).toHaveLength(1);
    fetches[0].resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(fetches).toHaveLength(2);
    fetches[1].resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(fetches).toHaveLength(2);
    change();
    expect(fetches).toHaveLength(3);
  });
});
