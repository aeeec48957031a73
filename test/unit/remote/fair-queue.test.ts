// Whose turn it is among desktops that order different numbers of jobs.

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { inTurn } from '../../../main/remote/worker/fair-queue.ts';

const job = (owner: string, at: number) => ({ owner, jobId: `${owner}${at}`, createdAt: new Date(at).toISOString() });

it('lets desktops alternate, whoever ordered more', () => {
  const queued = [job('a', 1), job('a', 2), job('a', 3), job('b', 4)];
  expect(inTurn(queued, new Map()).map(({ jobId }) => jobId)).toEqual(['a1', 'b4', 'a2', 'a3']);
});

it('begins with the desktop that waited longest for a turn', () => {
  const queued = [job('a', 1), job('b', 2)];
  const lastStart = new Map([
    ['a', 7],
    ['b', 3],
  ]);
  expect(inTurn(queued, lastStart).map(({ owner }) => owner)).toEqual(['b', 'a']);
});

it('gives every job one turn, and lets nobody have two turns while another waits', () => {
  const orders = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 20 });
  fc.assert(
    fc.property(orders, (owners) => {
      const queued = owners.map((owner, at) => job(owner, at));
      const order = inTurn(queued, new Map()).map(({ owner }) => owner);
      expect(order.toSorted()).toEqual(owners.toSorted());
      order.forEach((owner, at) => {
        const waiting = new Set(order.slice(at));
        const next = order.slice(at + 1).indexOf(owner);
        const between = next < 0 ? [...waiting] : order.slice(at, at + 1 + next);
        expect([...waiting].filter((other) => !between.includes(other))).toEqual([]);
      });
    }),
  );
});
