// The procedures that open, create and close studies, and the one that discards an upload.

import { join } from 'node:path';
import type { StudySummary } from '../../domain/study/study-summary.ts';
import type { Environment } from '../environment.ts';
import { exclusive, keyIn, onMachine, type Reservations } from '../exclusive.ts';
import type { GradingService } from '../grading/grading-service.ts';
import type { JobHandle } from '../jobs/job-board.ts';
import { onWorkstation } from '../procedures.ts';
import type { Change, Recorded } from '../recorded.ts';
import { allowed, allowedOrNull } from './allowed-paths.ts';
import { demoStudy, fillDemo } from './demo.ts';
import { folderName } from './folder-name.ts';
import { comparedBackups, restoreStudyFolder, restoringOf } from './restore-study-folder.ts';
import { summaryOf, type StudySession } from './study-session.ts';
import type { StudySessions } from './study-sessions.ts';
import type { UploadStore } from './uploads.ts';

export interface StudiesServices {
  readonly environment: Environment;
  readonly sessions: StudySessions;
  readonly grading: GradingService;
  readonly reservations: Reservations;
}

export function studiesProcedures(services: StudiesServices, recorded: Recorded) {
  const { environment, sessions } = services;
  const opening = () => 'studies';
  return {
    newest: onWorkstation.studies.newest.handler(async () => {
      await sessions.reopened();
      const session = sessions.newest();
      return session === null ? null : summaryOf(session);
    }),
    recent: onWorkstation.studies.recent.handler(async () => [...(await sessions.recent())]),
    create: onWorkstation.studies.create.handler(
      recorded(
        onMachine(
          exclusive(opening, async ({ input }) => {
            const named = await allowedOrNull(environment, input.folder);
            const folder = named ?? join(environment.home, 'studies', folderName(input.name));
            return openedStudy(await sessions.create(folder, input.name, false));
          }),
        ),
      ),
    ),
    open: onWorkstation.studies.open.handler(
      recorded(
        onMachine(
          exclusive(opening, async ({ input }) => openedStudy(await sessions.open(await allowed(environment, input.folder)))),
        ),
      ),
    ),
    backups: onWorkstation.studies.backups.handler(async ({ input }) =>
      comparedBackups(await allowed(environment, input.folder)),
    ),
    restore: onWorkstation.studies.restore.handler(
      recorded(
        onMachine(
          exclusive(opening, async ({ input }) => {
            const folder = await allowed(environment, input.folder);
            await sessions.closeDamaged(folder);
            const report = await restoreStudyFolder(folder, input.backup ?? undefined, environment);
            const session = await sessions.open(folder);
            return {
              study: session.study,
              target: 'study',
              detail: { backup: report.backup?.name ?? null },
              answer: () => ({ restoring: restoringOf(report), study: summaryOf(session) }),
            };
          }),
        ),
      ),
    ),
    demo: onWorkstation.studies.demo.handler(
      recorded(
        onMachine(
          exclusive(opening, async ({ take }) => {
            const session = await demoStudy(services);
            const { board } = session;
            return {
              study: session.study,
              target: 'demo',
              detail: {},
              answer: () => {
                const running = board.list().find(({ kind, progress }) => kind === 'demo' && progress.state === 'running');
                const keys = { take: (key: string) => take(session, key) };
                const work = (job: JobHandle) => fillDemo({ ...services, ...keys }, session.study, job);
                const jobId = running?.jobId ?? board.start({ kind: 'demo', work });
                return { study: summaryOf(session), jobId };
              },
            };
          }),
        ),
      ),
    ),
    /** Waits for studies that are being opened, which have a row to record in their audit. */
    close: onWorkstation.studies.close.handler(async ({ input }) => {
      const release = await services.reservations.take(keyIn('', opening()));
      try {
        await sessions.close(input.id);
        return { closed: true };
      } finally {
        release();
      }
    }),
  };
}

export function uploadProcedures(uploads: UploadStore) {
  return {
    forget: onWorkstation.uploads.forget.handler(async ({ input }) => {
      await uploads.remove(input.upload);
      return { removed: true };
    }),
  };
}

function openedStudy(session: StudySession): Change<StudySummary> {
  return { study: session.study, target: 'study', detail: {}, answer: () => summaryOf(session) };
}
