// Whatever the order in which calls arrive, models answer, processes end and followers leave: no write is lost or misplaced.

import { setImmediate as breathe } from 'node:timers/promises';
import { isContractProcedure } from '@orpc/contract';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { contract } from '../../../../main/contract/contract.ts';
import type { Reservations } from '../../../../main/services/exclusive.ts';
import { openRecorder, type Recorded } from '../../../../main/services/recorded.ts';
import type { RouterServices } from '../../../../main/services/router.ts';
import { quickCalls, racingCalls, slowCalls, UNSCHEDULED, type Call } from './calls.ts';
import { runShutDown } from './run-shut-down.ts';
import { runSchedule } from './run-schedule.ts';
import { buildTemplate, openScheduledWorkstation, type ScheduledWorkstation, type Template } from './scheduled-workstation.ts';

vi.setConfig({ testTimeout: inject('properties').numRuns > 1000 ? 3_600_000 : 120_000 });

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
      { numRuns, endOnFailure: true },
    );
  } finally {
    await renew();
  }
  return schedules;
}

/** Turns a writing handler into one that forgets something of what `recorded` does. */
type Careless = (recorded: Recorded) => Recorded;

/** Waits before it takes the key, for longer or shorter. */
const late: Careless = (recorded) => (writing) => {
  const run = recorded(writing);
  let calls = 0;
  return async (call) => {
    calls += 1;
    if (calls % 2 === 1) for (let i = 0; i < 3; i++) await breathe();
    return run(call);
  };
};

/** Does not hold the key while the job runs. */
const unheld: Careless = (recorded) => (writing) =>
  recorded({ ...writing, handler: (call) => writing.handler({ ...call, hold: () => undefined }) });

/** Has one key for all studies. */
const acrossStudies: Careless = (recorded) => (writing) => recorded({ ...writing, scope: 'machine' });

/** The names of the procedures of a contract that write to a study. */
function writingOf(node: object, path: readonly string[] = []): string[] {
  if (isContractProcedure(node)) return node['~orpc'].meta['effect'] === 'writes' ? [path.join('.')] : [];
  return Object.entries(node).flatMap(([name, child]: [string, object]) => writingOf(child, [...path, name]));
}

describe('the schedules', () => {
  it('call every procedure that writes, but for those with a reason', () => {
    const drawn = fc.sample(fc.oneof(quickCalls, slowCalls), { numRuns: 1000, seed: 1 }).flat();
    const called = new Set<string>(drawn.map((call) => call.does));
    const writing = writingOf(contract);
    expect(writing.length).toBeGreaterThan(25);
    expect(writing.filter((procedure) => !called.has(procedure)).toSorted()).toEqual(Object.keys(UNSCHEDULED).toSorted());
  });
});

describe('in any schedule', () => {
  const { numRuns } = inject('properties');
  const isLong = numRuns > 1000;

  it('calls lose and misplace nothing', async () => {
    const schedules = isLong ? 10_000 : 200;
    expect(await interleave(quickCalls, schedules)).toBe(schedules);
  });

  it('imports, reports, exports and new studies lose and misplace nothing', async () => {
    const schedules = isLong ? 200 : 4;
    expect(await interleave(slowCalls, schedules)).toBe(schedules);
  });
});

describe('when the workstation shuts down', () => {
  it('every call is answered or refused in words, and what was accepted is stored', async () => {
    const numRuns = inject('properties').numRuns > 1000 ? 1000 : 20;
    let schedules = 0;
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), quickCalls, async (scheduler, calls) => {
        const workstation = await openScheduledWorkstation(template);
        schedules += 1;
        try {
          await runShutDown(template, workstation, scheduler, calls);
        } finally {
          await workstation.close();
        }
      }),
      { numRuns, endOnFailure: true },
    );
    expect(schedules).toBe(numRuns);
  });
});

describe('a planted race is found', () => {
  const planted = (careless: Careless) =>
    interleave(racingCalls, 300, (services, reservations) => careless(openRecorder(reservations, services.environment.now)));

  it('when a procedure awaits before it takes its key', async () => {
    await expect(planted(late)).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/^Broken rule: /) },
    });
  });

  it('when the key does not name the study', async () => {
    await expect(planted(acrossStudies)).rejects.toMatchObject({
      cause: { message: 'Broken rule: grading.run was refused as busy while nothing of its kind ran.' },
    });
  });

  it('when the key is released before the job has ended', async () => {
    await expect(planted(unheld)).rejects.toMatchObject({ cause: { message: expect.stringMatching(/^Broken rule: two /) } });
  });
});
