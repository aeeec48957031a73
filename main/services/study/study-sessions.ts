// The studies that are open. Opening one leaves the others open.

import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createStudy, openStudy, type Study } from '../../cohort/study-folder.ts';
import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import type { RecentStudy } from '../../domain/study/study-summary.ts';
import type { Environment } from '../environment.ts';
import { servicesText } from '../text.ts';
import { recentStudies, rememberStudy } from './recent-studies.ts';
import { openSession, type StudySession } from './study-session.ts';

export interface StudySessions {
  /** Null if no study of this id is open. */
  readonly withId: (id: string) => StudySession | null;
  /** The study that was opened last and is still open. */
  readonly newest: () => StudySession | null;
  /** Callers must hold the key of opening, so that no folder is opened twice at once. Throws a `FailureError`. */
  readonly create: (folder: string, name: string, synthetic: boolean) => Promise<StudySession>;
  /** Like `create`. Returns the same session if the study is open. */
  readonly open: (folder: string) => Promise<StudySession>;
  /** The folders of the open studies. */
  readonly folders: () => readonly string[];
  readonly recent: () => Promise<readonly RecentStudy[]>;
  /** Does nothing if no study of this id is open. Throws a `FailureError` while a job is running in it. */
  readonly close: (id: string) => void;
  /** Stops every job, then closes every study. */
  readonly closeAll: () => Promise<void>;
}

export function openStudySessions(environment: Environment): StudySessions {
  /** In the order in which they were opened. */
  const sessions = new Map<string, StudySession>();

  const keep = async (study: Study): Promise<StudySession> => {
    const session = openSession(environment, study);
    sessions.set(session.id, session);
    await rememberStudy(environment, session);
    return session;
  };
  const openIn = (folder: string): StudySession | undefined =>
    [...sessions.values()].find(({ study }) => study.folder === folder);

  return {
    withId: (id) => sessions.get(id) ?? null,
    newest: () => [...sessions.values()].at(-1) ?? null,
    create: async (folder, name, synthetic) =>
      keep(valueOrThrow(await createStudy(resolve(folder), { name, synthetic, createdAt: environment.now().toISOString() }))),
    open: async (folder) => {
      const real = await realFolder(folder);
      const session = openIn(real);
      if (session === undefined) return keep(valueOrThrow(await openStudy(real)));
      sessions.delete(session.id);
      sessions.set(session.id, session);
      return session;
    },
    folders: () => [...sessions.values()].map(({ study }) => study.folder),
    recent: () => recentStudies(environment),
    close: (id) => {
      const session = sessions.get(id);
      if (session === undefined) return;
      if (session.board.busy()) throw new FailureError(failed('study-busy', servicesText.study.closeBusy).failure);
      sessions.delete(id);
      session.study.close();
    },
    closeAll: async () => {
      await Promise.all([...sessions.values()].map(({ board }) => board.stopAll()));
      for (const { study } of sessions.values()) study.close();
      sessions.clear();
    },
  };
}

/** Two paths to one folder are one study. */
async function realFolder(folder: string): Promise<string> {
  return realpath(folder).catch(() => resolve(folder)); // a missing folder is reported when it is opened
}
