// Backups while a study is open.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { studyBackups } from '../../../../main/cohort/safekeeping/backup-files.ts';
import type { Study } from '../../../../main/cohort/study-folder.ts';
import { appendAudit } from '../../../../main/database/audit.ts';
import type { Job } from '../../../../main/domain/study/job.ts';
import { openRollingBackups } from '../../../../main/services/study/rolling-backups.ts';
import { newStudy, temporaryFolder } from '../../cohort/films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MINUTE_MS = 60_000;

function change({ database }: Study): void {
  appendAudit(database, { at: '2026', actor: 'reader-1', action: 'study.import', target: 'import', detail: {} });
}

function job(kind: Job['kind'], state: Job['progress']['state']): Job {
  const times = { about: '', startedAt: '2026-01-01T00:00:00.000Z', endedAt: null };
  return {
    jobId: 'job',
    kind,
    ...times,
    progress: { jobId: 'job', state, stage: '', done: 0, total: 0, problems: 0, failure: null },
  };
}

/** The backups of a study at a time that the test sets. */
async function openBackups(name: string, everyMs?: number) {
  const study = await newStudy(join(folder, name));
  const errors: unknown[] = [];
  const clock = { ms: Date.now() + MINUTE_MS };
  let changes = 0;
  const log = { report: (error: unknown) => errors.push(error), note: () => undefined, repeat: () => undefined };
  const backups = openRollingBackups(study, {
    environment: { now: () => new Date(clock.ms), errors: log },
    onFailureChange: () => (changes += 1),
    ...(everyMs === undefined ? {} : { everyMs }),
  });
  const close = async (): Promise<void> => {
    await backups.stop(5000);
    study.close();
  };
  return { study, backups, errors, clock, close, changes: () => changes };
}

describe('the backups of an open study', () => {
  it('are made when an import ends, but not while it runs, and not again within minutes', async () => {
    const { study, backups, errors, clock, close } = await openBackups('import');
    change(study);
    backups.afterJob(job('import', 'running'));
    backups.afterJob(job('report', 'done'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await studyBackups(study.folder)).toEqual([]);
    backups.afterJob(job('import', 'done'));
    await expect.poll(async () => (await studyBackups(study.folder)).length, { timeout: 10_000 }).toBe(1);
    clock.ms += 2 * MINUTE_MS;
    change(study);
    backups.afterJob(job('training', 'done'));
    await close();
    expect(await studyBackups(study.folder)).toHaveLength(1);
    expect(errors).toEqual([]);
  });

  it('are made while the study is open, as time passes', async () => {
    const { study, close } = await openBackups('hourly', 50);
    change(study);
    await expect.poll(async () => (await studyBackups(study.folder)).length, { timeout: 10_000 }).toBe(1);
    await close();
  });

  it('report a failure in words, and its end', async () => {
    const { study, backups, close, changes } = await openBackups('failing');
    change(study);
    const file = join(study.folder, 'backups');
    writeFileSync(file, '');
    backups.afterJob(job('import', 'done'));
    await expect.poll(() => backups.failure()?.message ?? null, { timeout: 10_000 }).toMatch(/\w/);
    rmSync(file);
    await expect
      .poll(
        () => {
          backups.afterJob(job('import', 'done'));
          return backups.failure();
        },
        { timeout: 10_000 },
      )
      .toBe(null);
    expect(changes()).toBe(2);
    await close();
  });

  it('are not started after a stop', async () => {
    const { study, backups, close } = await openBackups('stopped');
    change(study);
    await backups.stop(0);
    backups.afterJob(job('import', 'done'));
    await close();
    expect(await studyBackups(study.folder)).toEqual([]);
  });
});
