// The procedures of training.

import type { Study } from '../../cohort/study-folder.ts';
import type { EngineSurvey } from '../../learning/preflight/engine-survey.ts';
import type { TrainingChoice } from '../../domain/training/preflight.ts';
import { FailureError, failed, valueOrThrow } from '../../domain/failure.ts';
import type { Environment } from '../environment.ts';
import { preflight, refusedRecipe } from '../../learning/preflight/preflight.ts';
import { listPresets, presetRecipe } from './presets.ts';
import { exclusive, exclusiveOrBusy } from '../exclusive.ts';
import type { JobBoard } from '../jobs/job-board.ts';
import { procedures } from '../procedures.ts';
import type { Recorded } from '../recorded.ts';
import { readEpochs, readRunLog, runFolder } from '../../learning/run/run-records.ts';
import type { StudySession } from '../study/study-session.ts';
import type { StartedRun, TrainingService } from './training-service.ts';
import { servicesText } from '../text.ts';

export interface TrainingProcedureServices {
  readonly environment: Environment;
  readonly session: StudySession;
  readonly board: JobBoard;
  readonly training: TrainingService;
  readonly survey: EngineSurvey;
}

export function trainingProcedures(services: TrainingProcedureServices, recorded: Recorded) {
  const { environment, session, board, training, survey } = services;
  /** The run starts after its audit row is stored. Its key stays taken until its job has ended. */
  const startRun = (study: Study, detail: object, hold: (until: Promise<unknown>) => void, start: () => Promise<StartedRun>) => ({
    study,
    target: 'training',
    detail,
    answer: async () => {
      const started = await start();
      hold(board.ended(started.jobId));
      return started;
    },
  });
  const check = async ({ presetId, ...files }: TrainingChoice) => {
    const study = session.required();
    const recipe = await presetRecipe(environment, presetId);
    if (!recipe.ok) return { study, recipe, answer: refusedRecipe(recipe.failure) };
    const busy = training.active() !== null;
    const request = { study, recipe: recipe.value, ...files, survey, busy, memoryLimitBytes: environment.trainingMemoryBytes };
    return { study, recipe, answer: await preflight(request) };
  };
  return {
    presets: procedures.training.presets.handler(async () => [...(await listPresets(environment))]),
    preflight: procedures.training.preflight.handler(async ({ input }) => (await check(input)).answer),
    start: procedures.training.start.handler(
      recorded(
        exclusiveOrBusy(
          () => 'job training',
          servicesText.training.busy,
          async ({ input, hold }) => {
            const { study, recipe, answer } = await check(input);
            const reason = answer.checks.find(({ level }) => level === 'blocks');
            if (reason !== undefined) throw new FailureError(failed('not-allowed', reason.words).failure);
            return startRun(study, { recipe: valueOrThrow(recipe).name }, hold, () =>
              training.start(study, valueOrThrow(recipe), input),
            );
          },
        ),
      ),
    ),
    runs: procedures.training.runs.handler(async () => [...(await training.runs(session.required()))]),
    run: procedures.training.run.handler(async ({ input: { runId } }) => {
      const study = session.required();
      const [run, epochs, log] = await Promise.all([
        training.run(study, runId),
        readEpochs(runFolder(study.folder, runId)),
        readRunLog(study.folder, runId),
      ]);
      return { run, epochs, log };
    }),
    follow: procedures.training.follow.handler(({ input, signal }) => training.follow(session.required(), input.runId, signal)),
    pause: procedures.training.pause.handler(({ input }) => ({ asked: training.pause(input.runId) })),
    stop: procedures.training.stop.handler(({ input }) => ({ asked: training.stop(input.runId) })),
    resume: procedures.training.resume.handler(
      recorded(
        exclusiveOrBusy(
          () => 'job training',
          servicesText.training.busy,
          ({ input, hold }) => {
            const study = session.required();
            return startRun(study, input, hold, () => training.resume(study, input.runId, input.moreEpochs));
          },
        ),
      ),
    ),
    use: procedures.training.use.handler(
      recorded(
        exclusive(
          ({ runId }) => `run ${runId}`,
          async ({ input }) => {
            const study = session.required();
            const model = await training.use(study, input.runId, input.checkpoint);
            return {
              study,
              target: input.runId,
              detail: { checkpoint: input.checkpoint, model: model.name },
              answer: () => model,
            };
          },
        ),
      ),
    ),
  };
}
