// Shuts the workstation down at some moment of a schedule.

import { setImmediate as breathe } from 'node:timers/promises';
import { ORPCError } from '@orpc/server';
import type * as fc from 'fast-check';
import { join } from 'node:path';
import { openStudy } from '../../../../main/cohort/study-folder.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { listJobs } from '../../../../main/database/jobs.ts';
import { make, type Call } from './calls.ts';
import { checkAudit, rule } from './run-schedule.ts';
import { STUDIES, type ScheduledWorkstation, type Template } from './scheduled-workstation.ts';

interface Attempt {
  readonly call: Call;
  outcome: 'waiting' | 'accepted' | 'refused';
}

/** Every call is answered or refused in words, what was accepted is stored, and no job outlives the studies. */
export async function runShutDown(
  template: Template,
  workstation: ScheduledWorkstation,
  scheduler: fc.Scheduler,
  calls: readonly Call[],
): Promise<void> {
  const sessions = STUDIES.map((name) => workstation.session(name));
  const first = sessions.map((session) =>
    Number(session?.study.database.prepare('SELECT max(sequence) FROM audit').pluck().get() ?? 0),
  );
  workstation.scheduleBy((label) => scheduler.schedule(Promise.resolve(), label), []);
  const attempts: Attempt[] = [];
  const arrive = async (call: Call): Promise<void> => {
    await scheduler.schedule(Promise.resolve(), `${call.does} of ${call.study}`);
    const attempt: Attempt = { call, outcome: 'waiting' };
    attempts.push(attempt);
    try {
      await make(call, {
        workstation,
        hipIds: template.hipIds,
        kneeId: template.kneeId,
        radiographId: template.radiographId,
        films: join(template.folder, 'films'),
        run: 'no-such-run',
        newFolder: join(workstation.folder, 'new'),
        splitName: (name) => name,
        leaving: () => Promise.resolve(),
      });
      attempt.outcome = 'accepted';
    } catch (error) {
      if (!(error instanceof ORPCError) || error.code !== 'FAILURE')
        throw new Error(`${call.does} failed unexpectedly.`, { cause: error });
      attempt.outcome = 'refused';
    }
  };
  const shutDown = async (): Promise<void> => {
    await scheduler.schedule(Promise.resolve(), 'shut down');
    await workstation.services.sessions.closeAll();
  };
  const calling = { over: false };
  const all = Promise.all([...calls.map(arrive), shutDown()]).finally(() => (calling.over = true));
  all.catch(() => undefined);
  while (!calling.over || scheduler.count() > 0 || workstation.trainers() > 0) {
    await breathe();
    if (scheduler.count() > 0) await scheduler.waitNext(1);
  }
  await all;
  for (const session of sessions)
    rule(session?.board.busy() === false && !session.study.database.open, 'a study outlived the workstation');
  if (workstation.errors.length > 0) throw new Error('An unexpected error was reported.', { cause: workstation.errors.at(0) });
  for (const [i, name] of STUDIES.entries()) {
    const study = valueOrThrow(await openStudy(workstation.folderOf(name)));
    try {
      const accepted = attempts.filter(({ call, outcome }) => outcome === 'accepted' && call.study === name);
      checkAudit({ study }, accepted, { first: first[i], opened: 0 });
      rule(
        listJobs(study.database).every(({ state }) => state !== 'running'),
        'a job is remembered as running',
      );
    } finally {
      study.close();
    }
  }
}
