import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openTurns } from '../../../main/processes/turns.ts';

const never = new AbortController().signal;

/** Work that ends when it is told to. */
function openWork() {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => async (): Promise<string> => {
    started.push(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    return name;
  };
  return { started, work, end: (name: string) => ends.get(name)?.() };
}

describe('work that takes turns', () => {
  it('runs as much at once as may, and the rest in the order of asking', async () => {
    const { started, work, end } = openWork();
    const turns = openTurns(2);
    const all = Promise.all(['a', 'b', 'c', 'd'].map((name) => turns.run(work(name), never)));
    await nextTurn();
    expect(started).toEqual(['a', 'b']);
    end('b');
    await nextTurn();
    expect(started).toEqual(['a', 'b', 'c']);
    for (const name of ['a', 'c']) end(name);
    await nextTurn();
    end('d');
    expect(await all).toEqual(['a', 'b', 'c', 'd']);
  });

  it('never starts for a caller who has left, and gives its turn to the next', async () => {
    const { started, work, end } = openWork();
    const turns = openTurns(1);
    const leaving = new AbortController();
    const first = turns.run(work('first'), never);
    const left = turns.run(work('left'), leaving.signal);
    const next = turns.run(work('next'), never);
    leaving.abort(new Error('The caller has left.'));
    await expect(left).rejects.toThrow('The caller has left.');
    await expect(turns.run(work('too late'), leaving.signal)).rejects.toThrow('The caller has left.');
    end('first');
    await first;
    await nextTurn();
    end('next');
    expect(await next).toBe('next');
    expect(started).toEqual(['first', 'next']);
  });

  it('gives the turn on when work fails, and when a caller leaves as its turn comes', async () => {
    const { work, end } = openWork();
    const turns = openTurns(1);
    const leaving = new AbortController();
    const failing = turns.run(async () => {
      leaving.abort(new Error('The caller has left.'));
      throw new Error('planted');
    }, never);
    const left = turns.run(work('left'), leaving.signal);
    const last = turns.run(work('last'), never);
    await expect(failing).rejects.toThrow('planted');
    await expect(left).rejects.toThrow('The caller has left.');
    await nextTurn();
    end('last');
    expect(await last).toBe('last');
  });
});
