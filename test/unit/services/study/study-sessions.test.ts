// Opening, creating and closing studies, several at once and through different paths.

import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReaderHere } from '../../../fixtures/start-reader.ts';
import { logFile } from '../../../../main/files/log-file.ts';
import { openStudySessions, type StudySessions } from '../../../../main/services/study/study-sessions.ts';
import { summaryOf } from '../../../../main/services/study/study-session.ts';
import type { Environment } from '../../../../main/services/environment.ts';
import { newStudy, temporaryFolder } from '../../cohort/films.ts';

const folder = temporaryFolder();
const errors: unknown[] = [];
let id = 0;
const environment: Environment = {
  host: 'cli',
  version: '0',
  home: join(folder, 'home'),
  resources: folder,
  trainingMemoryBytes: null,
  now: () => new Date(),
  newId: () => `id-${(id += 1)}`,
  errors: { report: (error) => errors.push(error), note: () => undefined, repeat: () => undefined },
  roots: null,
  logFile: logFile(join(folder, 'logs')),
  startReader: startReaderHere,
};
const link = join(folder, 'link');
let sessions: StudySessions;

beforeAll(async () => {
  mkdirSync(join(folder, 'real'));
  symlinkSync(join(folder, 'real'), link, 'junction');
  (await newStudy(join(folder, 'real', 'study'))).close();
  sessions = openStudySessions(environment);
});
afterAll(async () => {
  await sessions.closeAll();
  rmSync(folder, { recursive: true, force: true });
});

const codeOf = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'none',
    (error: unknown) => (error as { failure?: { code: string } }).failure?.code ?? error,
  );

describe('studies', () => {
  it('are opened once by callers at the same moment, whatever path leads to them', async () => {
    const opened = await Promise.all(
      ['real/study', 'link/study', 'real/../link/study'].map((path) => sessions.open(join(folder, path))),
    );
    expect(new Set(opened).size).toBe(1);
  });

  it('are created once in a folder', async () => {
    const attempts = [1, 2, 3].map(() => codeOf(sessions.create(join(folder, 'twice'), 'Twice', false)));
    expect((await Promise.all(attempts)).map(String).toSorted()).toEqual(['none', 'study-exists', 'study-exists']);
  });

  it('are not created over files that arrive meanwhile, and lose none of them', async () => {
    const target = join(folder, 'filling');
    mkdirSync(target);
    const created = codeOf(sessions.create(target, 'Filling', false));
    const names = Array.from({ length: 60 }, (_, i) => `file-${i}`);
    const kept: string[] = [];
    for (const name of names) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      try {
        writeFileSync(join(target, name), '');
        kept.push(name);
      } catch {
        // the folder is being replaced
      }
    }
    expect(['none', 'study-exists']).toContain(await created);
    expect(kept.length).toBeGreaterThan(0);
    expect(readdirSync(target)).toEqual(expect.arrayContaining(kept));
  });

  it('that are created through a link have the address that they have when they are opened later', async () => {
    const created = await sessions.create(join(link, 'new'), 'New', false);
    expect(await sessions.open(join(folder, 'real', 'new'))).toBe(created);
    await sessions.close(created.id);
    expect((await sessions.open(join(folder, 'real', 'new'))).id).toBe(created.id);
  });

  it('whose folder was replaced while they were open are opened anew from what lies there now', async () => {
    const [place, copy] = [join(folder, 'replaced'), join(folder, 'copy')];
    const before = await sessions.create(place, 'Replaced', false);
    before.study.database.pragma('wal_checkpoint(TRUNCATE)');
    cpSync(place, copy, { recursive: true });
    rmSync(place, { recursive: true });
    renameSync(copy, place);
    const after = await sessions.open(place);
    expect(after).not.toBe(before);
    expect([before.study.database.open, after.study.database.open, after.study.stillThere()]).toEqual([false, true, true]);
    expect(sessions.withId(before.id)).toBe(after);
    await sessions.close(after.id);
  });

  it('are closed when the calls in flight are answered, and refuse the next ones in words', async () => {
    const session = await sessions.create(join(folder, 'called'), 'Called', false);
    const gate = Promise.withResolvers<void>();
    const answer = session.call(async () => {
      await gate.promise;
      return session.study.database.open;
    });
    const closed = codeOf(sessions.close(session.id));
    gate.resolve();
    expect([await answer, await closed]).toEqual([true, 'none']);
    expect(await codeOf(session.call(async () => 1))).toBe('study-closed');
    expect(session.study.database.open).toBe(false);
  });

  it('stay open while a job is running, even if it was started by the last call in flight', async () => {
    const session = await sessions.create(join(folder, 'working'), 'Working', false);
    const gate = Promise.withResolvers<void>();
    const answer = session.call(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return session.board.start({ kind: 'predict', work: () => gate.promise });
    });
    expect(await codeOf(sessions.close(session.id))).toBe('study-busy');
    gate.resolve();
    expect(await session.board.ended(await answer)).toMatchObject({ state: 'done' });
    expect(await codeOf(sessions.close(session.id))).toBe('none');
  });

  it('are not opened while the program closes, and a call in flight can still be answered', async () => {
    const closing = openStudySessions({ ...environment, home: join(folder, 'other home') });
    const session = await closing.create(join(folder, 'closing'), 'Closing', false);
    const answer = session.call(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const jobId = session.board.start({ kind: 'predict', work: async ({ signal }) => signal.throwIfAborted() });
      return (await session.board.ended(jobId)).state;
    });
    const opened = codeOf(closing.open(join(folder, 'real', 'study')));
    await closing.closeAll();
    expect(await answer).toBe('stopped');
    expect(['none', 'study-busy', 'study-closed']).toContain(await opened);
    expect(await codeOf(closing.open(join(folder, 'closing')))).toBe('study-closed');
    expect(session.study.database.open).toBe(false);
  });

  it('are closed to be restored if they are damaged, and stay open otherwise', async () => {
    const whole = await sessions.create(join(folder, 'undamaged'), 'Undamaged', false);
    await sessions.closeDamaged(join(folder, 'undamaged'));
    expect(whole.study.database.open).toBe(true);
    await sessions.close(whole.id);
    writeFileSync(join(folder, 'undamaged', 'identities.sqlite'), Buffer.alloc(20_000, 'garbage '));
    const damaged = await sessions.open(join(folder, 'undamaged'));
    expect(summaryOf(damaged)).toMatchObject({
      readOnly: expect.stringMatching(/key table/),
      damage: expect.stringMatching(/key table/),
    });
    await sessions.closeDamaged(join(folder, 'undamaged'));
    expect(damaged.study.database.open).toBe(false);
  });

  it('report no unexpected error', () => {
    expect(errors).toEqual([]);
  });
});
