// The studies that are open. Opening one leaves the others open.

import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { createStudy, openStudy, type Study } from '../../cohort/study-folder.ts';
import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import type { RecentStudy } from '../../domain/study/study-summary.ts';
import type { Environment } from '../environment.ts';
import { openReservations } from '../exclusive.ts';
import { servicesText } from '../text.ts';
import { recentStudies, rememberClosed, rememberStudy } from './recent-studies.ts';
import { isDamaged, openSession, type StudySession } from './study-session.ts';

export interface StudySessions {
  /** Null if no study of this id is open. */
  readonly withId: (id: string) => StudySession | null;
  /** The study that was opened last and is still open. */
  readonly newest: () => StudySession | null;
  /** Throws a `FailureError`. */
  readonly create: (folder: string, name: string, synthetic: boolean) => Promise<StudySession>;
  /** Returns the same session if the study is open and its folder was not replaced meanwhile. Throws a `FailureError`. */
  readonly open: (folder: string) => Promise<StudySession>;
  /** The folders of the open studies. */
  readonly folders: () => readonly string[];
  readonly recent: () => Promise<readonly RecentStudy[]>;
  /** Opens the study that was open when the program last ended. A study that cannot be opened stays closed, and the log says why. */
  readonly reopenLast: () => Promise<void>;
  /** Waits until `reopenLast` has ended, if it was called. */
  readonly reopened: () => Promise<void>;
  /** Does nothing if no study of this id is open. Throws a `FailureError` while a job is running in it. */
  readonly close: (id: string) => Promise<void>;
  /** Closes the study in a folder if it is open for reading because it is damaged, so that it can be restored. */
  readonly closeDamaged: (folder: string) => Promise<void>;
  /** Opens no more studies, stops every job, then closes every study. */
  readonly closeAll: () => Promise<void>;
}

export function openStudySessions(environment: Environment): StudySessions {
  /** In the order in which they were opened. */
  const sessions = new Map<string, StudySession>();

  const turns = openReservations();
  let shutDown = false;
  let reopening: Promise<void> = Promise.resolve();

  /** Studies are opened and closed one after another, so that no folder is opened twice at once. */
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    const release = await turns.take('studies');
    try {
      return await work();
    } finally {
      release();
    }
  };
  const keep = async (study: Study): Promise<StudySession> => {
    let session: StudySession;
    try {
      session = openSession(environment, study);
    } catch (error) {
      study.close();
      throw error;
    }
    sessions.set(session.id, session);
    await rememberStudy(environment, session);
    return session;
  };
  const expectRunning = (): void => {
    if (shutDown) throw new FailureError(failed('study-closed', servicesText.study.shuttingDown).failure);
  };
  const openIn = (folder: string): StudySession | undefined =>
    [...sessions.values()].find(({ study }) => study.folder === folder);

  const open = (folder: string): Promise<StudySession> =>
    inTurn(async () => {
      expectRunning();
      const real = await realFolder(folder);
      const session = openIn(real);
      if (session !== undefined) sessions.delete(session.id);
      if (session?.study.stillThere() === true) {
        sessions.set(session.id, session);
        return session;
      }
      await session?.shutDown(); // nothing can be saved where its folder was replaced
      return keep(valueOrThrow(await openStudy(real, { now: environment.now })));
    });
  const reopenLast = async (): Promise<void> => {
    const last = (await recentStudies(environment)).find((recent) => recent.open);
    if (last === undefined || sessions.size > 0) return;
    try {
      await open(last.folder);
    } catch (error) {
      environment.errors.report(error, 'last study');
    }
  };

  const closeSession = async (session: StudySession): Promise<void> => {
    await session.close();
    sessions.delete(session.id);
    await rememberClosed(environment, session.study.folder);
  };

  return {
    withId: (id) => sessions.get(id) ?? null,
    newest: () => [...sessions.values()].findLast(({ study }) => study.database.open) ?? null,
    create: (folder, name, synthetic) =>
      inTurn(async () => {
        expectRunning();
        const createdAt = environment.now().toISOString();
        return keep(valueOrThrow(await createStudy(await realFolder(folder), { name, synthetic, createdAt }, environment)));
      }),
    open,
    folders: () => [...sessions.values()].map(({ study }) => study.folder),
    recent: () => recentStudies(environment),
    reopenLast: () => (reopening = reopenLast()),
    reopened: () => reopening,
    close: (id) =>
      inTurn(async () => {
        const session = sessions.get(id);
        if (session !== undefined) await closeSession(session);
      }),
    closeDamaged: (folder) =>
      inTurn(async () => {
        const session = openIn(await realFolder(folder));
        if (session !== undefined && isDamaged(session.study)) await closeSession(session);
      }),
    closeAll: () => {
      shutDown = true;
      return inTurn(async () => {
        await Promise.all([...sessions.values()].map((session) => session.shutDown()));
        sessions.clear();
      });
    },
  };
}

/** Two paths to one folder are one study, even before the folder exists. */
async function realFolder(folder: string): Promise<string> {
  const path = resolve(folder);
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realFolder(parent), basename(path));
  }
}
