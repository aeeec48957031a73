// In any schedule, the callers of one key run one after another, in the order in which they asked.

import { setTimeout as pause } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openReservations, reserve, type Release } from '../../../main/services/exclusive.ts';

describe('a key', () => {
  it('has one holder at a time, in the order of the requests, in any schedule', async () => {
    const caller = fc.record({ key: fc.constantFrom('hip 1', 'hip 2', 'splits'), delay: fc.nat(2), work: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(fc.array(caller, { maxLength: 12 }), async (callers) => {
        const reservations = openReservations();
        const holder = new Map<string, number>();
        const asked = new Map<string, number[]>();
        const served = new Map<string, number[]>();
        const note = (list: Map<string, number[]>, key: string, id: number) => list.set(key, [...(list.get(key) ?? []), id]);
        await Promise.all(
          callers.map(async ({ key, delay, work }, id) => {
            for (let i = 0; i < delay; i++) await Promise.resolve();
            note(asked, key, id);
            const release = await reservations.take(key);
            expect(holder.has(key)).toBe(false);
            holder.set(key, id);
            note(served, key, id);
            for (let i = 0; i < work; i++) await Promise.resolve();
            holder.delete(key);
            release();
          }),
        );
        expect(served).toEqual(asked);
      }),
    );
  });

  it('that is taken is refused to a caller who does not wait, and is free again at once after its release', async () => {
    const reservations = openReservations();
    const release = await reserve(reservations, 'job import', 'An import is running.');
    await expect(reserve(reservations, 'job import', 'An import is running.')).rejects.toMatchObject({
      failure: { code: 'study-busy', message: 'An import is running.' },
    });
    release();
    release();
    const again = await reserve(reservations, 'job import', 'An import is running.');
    again();
  });

  it('is taken before anything is awaited, so one of two simultaneous callers is refused', async () => {
    const reservations = openReservations();
    const attempts = await Promise.allSettled([1, 2].map(() => reserve(reservations, 'job training', 'busy')));
    expect(attempts.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('does not delay another key', async () => {
    const reservations = openReservations();
    const held: Release = await reservations.take('hip 1');
    const other = await Promise.race([reservations.take('hip 2'), pause(1000, null)]);
    expect(other).not.toBeNull();
    held();
  });
});
