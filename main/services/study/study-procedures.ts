// The procedures of a study as a whole: its summary, and imports into it.

import { basename } from 'node:path';
import { importFiles, planForStudy } from '../../cohort/import-files.ts';
import type { ImportSource } from '../../domain/study/import-plan.ts';
import { putLabelPreset } from '../../cohort/labels/label-presets.ts';
import { failed } from '../../domain/failure.ts';
import type { Environment } from '../environment.ts';
import { locatingNetworks } from '../../learning/grading/installed-models.ts';
import { withoutLandmarkProblems, findStudyHips } from '../../learning/grading/find-study-hips.ts';
import type { GradingService } from '../grading/grading-service.ts';
import type { Inference } from '../../inference/inference.ts';
import { allowed } from './allowed-paths.ts';
import { keyTable } from './export-key.ts';
import { importAnswers, importDetail } from './import-plans.ts';
import { exclusiveOrBusy, IMPORT_KEY } from '../exclusive.ts';
import type { JobHandle } from '../jobs/job-board.ts';
import { inStudy } from '../procedures.ts';
import type { Recorded } from '../recorded.ts';
import { summaryOf } from './study-session.ts';
import type { UploadStore } from './uploads.ts';
import { servicesText } from '../text.ts';

export interface StudyServices {
  readonly environment: Environment;
  readonly uploads: UploadStore;
  readonly grading: GradingService;
  readonly inference: Inference;
}

export function studyProcedures({ environment, uploads, inference }: StudyServices, recorded: Recorded) {
  const pathsOf = async ({ paths, upload }: ImportSource): Promise<readonly string[]> => [
    ...(await Promise.all(paths.map((path) => allowed(environment, path)))),
    ...(upload === null ? [] : await uploads.filesOf(upload)),
  ];
  return {
    summary: inStudy.study.summary.handler(({ context }) => summaryOf(context.session)),
    revision: inStudy.study.revision.handler(({ context }) => ({ revision: context.session.revision() })),
    keyTable: inStudy.study.keyTable.handler(({ context }) => keyTable(context.session.study)),
    planImport: inStudy.study.planImport.handler(async ({ input, context, signal = new AbortController().signal }) => {
      const { study, importPlans } = context.session;
      const files = { paths: await pathsOf(input), landmarks: null, answers: importAnswers(input) };
      const plan = await planForStudy(study, files, { startReader: environment.startReader, signal });
      return importPlans.keep(environment.newId(), plan);
    }),
    import: inStudy.study.import.handler(
      recorded(
        exclusiveOrBusy(
          () => IMPORT_KEY,
          servicesText.study.importBusy,
          ({ input, context: { session }, signal, hold }) => {
            const { study, board } = session;
            const answers = importAnswers(input);
            const work = async (job: JobHandle): Promise<void> => {
              const leftOut: string[] = [];
              const importJob = {
                ...job,
                now: environment.now,
                startReader: environment.startReader,
                leftOut: (file: string) => void leftOut.push(basename(file)),
              };
              try {
                const options = { paths: await pathsOf(input), answers, landmarks: null };
                await importFiles(study, options, withoutLandmarkProblems(importJob));
              } finally {
                // The originals name patients, so they go as soon as nothing reads them.
                if (input.upload !== null) await uploads.remove(input.upload);
              }
              if (leftOut.length > 0) job.problem('', failed('left-out', servicesText.study.leftOut(leftOut)).failure);
              await findStudyHips(study, inference.finders(locatingNetworks(environment)), importJob);
            };
            return {
              study,
              target: 'import',
              detail: importDetail(answers),
              write: () => {
                if (answers.mapping !== null) putLabelPreset(study.database, answers.mapping);
              },
              answer: () => board.startAndFollow({ kind: 'import', work }, { hold, signal }),
            };
          },
        ),
      ),
    ),
  };
}
