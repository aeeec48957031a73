// The procedures of studies: open, create, import, demo.

import { join } from 'node:path';
import { importFiles, planFiles } from '../../cohort/import-files.ts';
import type { Study } from '../../cohort/study-folder.ts';
import type { ImportSource } from '../../domain/study/import-plan.ts';
import type { StudySummary } from '../../domain/study/study-summary.ts';
import { labelPresets, putLabelPreset } from '../../cohort/labels/label-presets.ts';
import { jointsWithPictures } from '../../database/subjects.ts';
import { countRadiographs } from '../../database/radiographs.ts';
import { countHips } from '../../database/count-hips.ts';
import { demoPlan } from './demo.ts';
import { folderName } from './folder-name.ts';
import type { Environment } from '../environment.ts';
import { locatingNetworks } from '../../learning/grading/find-hips.ts';
import { withoutLandmarkProblems, findStudyHips } from '../../learning/grading/find-study-hips.ts';
import type { GradingService } from '../grading/grading-service.ts';
import type { Inference } from '../../inference/inference.ts';
import { importAnswers, importDetail, type ImportPlans } from './import-plans.ts';
import { exclusive, exclusiveOrBusy } from '../exclusive.ts';
import type { JobBoard, JobHandle } from '../jobs/job-board.ts';
import { procedures } from '../procedures.ts';
import type { Change, Recorded } from '../recorded.ts';
import { keepJobIn, type StudySession } from './study-session.ts';
import type { UploadStore } from './uploads.ts';
import { servicesText } from '../text.ts';

export interface StudyServices {
  readonly environment: Environment;
  readonly session: StudySession;
  readonly board: JobBoard;
  readonly uploads: UploadStore;
  readonly importPlans: ImportPlans;
  readonly grading: GradingService;
  readonly inference: Inference;
}

export function studyProcedures(services: StudyServices, recorded: Recorded) {
  const { environment, session, board, uploads, importPlans, inference } = services;
  const pathsOf = async ({ paths, upload }: ImportSource): Promise<readonly string[]> => [
    ...paths,
    ...(upload === null ? [] : await uploads.filesOf(upload)),
  ];
  return {
    current: procedures.study.current.handler(() => {
      const study = session.current();
      return study === null ? null : summaryOf(study);
    }),
    recent: procedures.study.recent.handler(async () => [...(await session.recent())]),
    create: procedures.study.create.handler(
      recorded(
        exclusive(openStudyKey, async ({ input }) => {
          const folder = input.folder ?? join(environment.home, 'studies', folderName(input.name));
          return openedStudy(await session.create(folder, input.name, false));
        }),
      ),
    ),
    open: procedures.study.open.handler(
      recorded(exclusive(openStudyKey, async ({ input }) => openedStudy(await session.open(input.folder)))),
    ),
    demo: procedures.study.demo.handler(
      recorded(
        exclusiveOrBusy(
          () => 'job demo',
          servicesText.study.demoBusy,
          async ({ signal, hold }) => {
            const { study, plan } = await demoPlan(services);
            return { study, target: plan.kind, detail: {}, answer: () => board.startAndFollow(plan, { hold, signal }) };
          },
        ),
      ),
    ),
    planImport: procedures.study.planImport.handler(async ({ input, signal = new AbortController().signal }) => {
      const { database } = session.required();
      const options = {
        paths: await pathsOf(input),
        landmarks: null,
        answers: importAnswers(input),
        presets: labelPresets(database),
      };
      const reading = { startReader: environment.startReader, signal };
      const plan = await planFiles(options, jointsWithPictures(database), reading);
      return importPlans.keep(environment.newId(), plan);
    }),
    import: procedures.study.import.handler(
      recorded(
        exclusiveOrBusy(
          () => 'job import',
          servicesText.study.importBusy,
          ({ input, signal, hold }) => {
            const study = session.required();
            const answers = importAnswers(input);
            const work = async (job: JobHandle): Promise<void> => {
              const options = { paths: await pathsOf(input), answers, landmarks: null };
              const importJob = { ...job, now: environment.now, startReader: environment.startReader };
              await importFiles(study, options, withoutLandmarkProblems(importJob));
              await findStudyHips(study, inference.finders(locatingNetworks(environment)), importJob);
              if (input.upload !== null) await uploads.remove(input.upload);
            };
            return {
              study,
              target: 'import',
              detail: importDetail(answers),
              write: () => {
                if (answers.mapping !== null) putLabelPreset(study.database, answers.mapping);
              },
              answer: () => board.startAndFollow({ kind: 'import', keep: keepJobIn(study), work }, { hold, signal }),
            };
          },
        ),
      ),
    ),
    forgetUpload: procedures.study.forgetUpload.handler(async ({ input }) => {
      await uploads.remove(input.upload);
      return { removed: true };
    }),
  };
}

/** The key of opening and creating a study. */
function openStudyKey(): string {
  return 'study';
}

function openedStudy(study: Study): Change<StudySummary> {
  return { study, target: 'study', detail: {}, answer: () => summaryOf(study) };
}

function summaryOf(study: Study): StudySummary {
  const { name, synthetic } = study.settings;
  return { name, synthetic, folder: study.folder, ...countRadiographs(study.database), ...countHips(study.database) };
}
