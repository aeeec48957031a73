// Opening, making and filling studies.

import { join } from 'node:path';
import { NO_ANSWERS } from '../cohort/import-answers.ts';
import { importFiles } from '../cohort/import-files.ts';
import type { Study } from '../cohort/study-folder.ts';
import type { StudySummary } from '../contract/schemas.ts';
import { countRadiographs } from '../database/radiographs.ts';
import { countHips } from '../database/count-hips.ts';
import { demoPlan } from './demo.ts';
import type { Environment } from './environment.ts';
import type { GradingService } from './grading.ts';
import type { JobBoard } from './job-board.ts';
import { procedures } from './procedures.ts';
import { keepJobIn, type StudySession } from './study-session.ts';
import type { UploadStore } from './uploads.ts';

export interface StudyServices {
  readonly environment: Environment;
  readonly session: StudySession;
  readonly board: JobBoard;
  readonly uploads: UploadStore;
  readonly grading: GradingService;
}

export function studyProcedures(services: StudyServices) {
  const { environment, session, board, uploads } = services;
  return {
    current: procedures.study.current.handler(() => {
      const study = session.current();
      return study === null ? null : summaryOf(study);
    }),
    recent: procedures.study.recent.handler(async () => [...(await session.recent())]),
    create: procedures.study.create.handler(async ({ input }) => {
      const folder = input.folder ?? join(environment.home, 'studies', folderName(input.name));
      return summaryOf(await session.create(folder, input.name, false));
    }),
    open: procedures.study.open.handler(async ({ input }) => summaryOf(await session.open(input.folder))),
    demo: procedures.study.demo.handler(async ({ signal }) => board.follow(board.start(await demoPlan(services)), signal)),
    import: procedures.study.import.handler(({ input, signal }) => {
      const study = session.required();
      const jobId = board.start({
        kind: 'import',
        keep: keepJobIn(study),
        work: async (job) => {
          const uploaded = input.upload === null ? [] : await uploads.filesOf(input.upload);
          const options = {
            paths: [...input.paths, ...uploaded],
            answers: { ...NO_ANSWERS, spacingMm: input.spacingMm },
            landmarks: null,
          };
          await importFiles(study, options, { ...job, now: environment.now });
          if (input.upload !== null) await uploads.remove(input.upload);
        },
      });
      return board.follow(jobId, signal);
    }),
  };
}

/** A folder's name from a study's: no separators, no characters that some file system refuses. */
export function folderName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replaceAll(/[^\p{Letter}\p{Number} ._-]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[ .]+/g, '')
    .slice(0, 80)
    .replaceAll(/[ .]+$/g, '');
  return plain === '' ? 'Study' : plain;
}

function summaryOf(study: Study): StudySummary {
  const { name, synthetic } = study.settings;
  return { name, synthetic, folder: study.folder, ...countRadiographs(study.database), ...countHips(study.database) };
}
