// Whatever the order in which calls arrive, models answer, processes end and followers leave: no write is lost or misplaced.

import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reservations } from '../../../../main/services/exclusive.ts';
import type { Recorded } from '../../../../main/services/recorded.ts';
import type { RouterServices } from '../../../../main/services/router.ts';
import { quickCalls, slowCalls, type Call } from './calls.ts';
import { runSchedule } from './run-schedule.ts';
import { buildTemplate, openScheduledWorkstation, type ScheduledWorkstation, type Template } from './scheduled-workstation.ts';

let template: Template;
beforeAll(async () => {
  template = await buildTemplate();
});
afterAll(() => template.remove());

const endings = fc.array(fc.constantFrom('finishes' as const, 'dies' as const), { maxLength: 3 });
const breaths = fc.array(fc.nat(3), { minLength: 1, maxLength: 8 });
/** After this many schedules the studies are replaced, so that what grows with every call stays small. */
const SCHEDULES_PER_WORKSTATION = 40;

async function interleave(
  calls: fc.Arbitrary<Call[]>,
  numRuns: number,
  recorder?: (services: RouterServices, reservations: Reservations) => Recorded,
): Promise<number> {
  let open: ScheduledWorkstation | null = null;
  let schedules = 0;
  const renew = async (): Promise<void> => {
    await open?.close();
    open = null;
  };
  try {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), calls, endings, breaths, async (scheduler, drawn, ends, breath) => {
        const workstation = (open ??= await openScheduledWorkstation(template, recorder));
        schedules += 1;
        try {
          await runSchedule(template, workstation, scheduler, { calls: drawn, endings: ends, breaths: breath });
          if (schedules % SCHEDULES_PER_WORKSTATION === 0) await renew();
        } catch (error) {
          open = null;
          throw error;
        }
      }),
      { numRuns, endOnFailure: process.env['SHRINK'] === undefined },
    );
  } finally {
    await renew();
  }
  return schedules;
}

describe('in any schedule', () => {
  it('calls lose and misplace nothing', async () => {
    const t = performance.now();
    const n = Number(process.env['RUNS'] ?? 300);
    expect(await interleave(quickCalls, n)).toBe(n);
    console.log('ms per schedule', (performance.now() - t) / n);
  });
  it('slow calls lose and misplace nothing', async () => {
    const t = performance.now();
    const n = Number(process.env['SLOW'] ?? 50);
    expect(await interleave(slowCalls, n)).toBe(n);
    console.log('ms per slow schedule', (performance.now() - t) / n);
  });
});
