// The procedures of training.

import { requireStillThere } from '../../cohort/safekeeping/write-to-study.ts';
import type { EngineSurvey } from '../../learning/preflight/engine-survey.ts';
import type { TrainingChoice } from '../../domain/training/preflight.ts';
import { chosenModel } from '../../learning/grading/installed-models.ts';
import { changedRecipe } from '../../training/recipe-changes.ts';
import { FailureError, failed, success, valueOrThrow } from '../../domain/failure.ts';
import type { Environment } from '../environment.ts';
import { preflight, refusedRecipe } from '../../learning/preflight/preflight.ts';
import type { WeightsReading } from '../../learning/preflight/weights-reading.ts';
import { presetRecipe } from './presets.ts';
import { exclusive, exclusiveOrBusy, onMachine } from '../exclusive.ts';
import { inStudy } from '../procedures.ts';
import type { Recorded } from '../recorded.ts';
import { readEpochs, readRunLog, runFolder } from '../../learning/run/run-records.ts';
import type { StudySession } from '../study/study-session.ts';
import type { TrainingService, PreparedRun } from './training-service.ts';
import { allowedOrNull } from '../study/allowed-paths.ts';
import type { Workstations } from '../../remote/client/workstations.ts';
import { checkElsewhere } from '../workstations/elsewhere.ts';
import { servicesText } from '../text.ts';

export interface TrainingProcedureServices {
  readonly environment: Environment;
  readonly training: TrainingService;
  readonly survey: EngineSurvey;
  readonly readWeights: WeightsReading;
  readonly workstations: Workstations;
}

export function trainingProcedures(services: TrainingProcedureServices, recorded: Recorded) {
  const { environment, training, survey, readWeights, workstations } = services;
  /** The run starts after its audit row is stored. Its key stays taken until its job has ended. */
  const startRun = (
    { study, board }: StudySession,
    detail: object,
    hold: (until: Promise<unknown>) => void,
    { begin }: PreparedRun,
  ) => ({
    study,
    target: 'training',
    detail,
    answer: async () => {
      const started = await begin();
      hold(board.ended(started.jobId));
      return started;
    },
  });
  const check = async ({ study }: StudySession, { presetId, model, changes, ...named }: TrainingChoice) => {
    requireStillThere(study);
    const [dataFolder, file, start] = await Promise.all([
      allowedOrNull(environment, named.dataFolder),
      allowedOrNull(environment, named.weights),
      model === null ? null : chosenModel(environment, model),
    ]);
    const weights = start === null ? file : valueOrThrow(start).path;
    const files = { dataFolder, weights };
    const planned = await presetRecipe(environment, presetId);
    const recipe = planned.ok ? success(changedRecipe(planned.value, changes)) : planned;
    if (!recipe.ok) return { recipe, files, answer: refusedRecipe(recipe.failure) };
    const busy = training.active() !== null;
    const { trainingMemoryBytes: memoryLimitBytes } = environment;
    const elsewhere = await checkElsewhere(workstations, named.workstation, environment.version);
    const request = { study, recipe: recipe.value, ...files, survey, readWeights, busy, memoryLimitBytes, elsewhere };
    return { recipe, files, answer: await preflight(request) };
  };
  return {
    preflight: inStudy.training.preflight.handler(async ({ input, context }) => (await check(context.session, input)).answer),
    start: inStudy.training.start.handler(
      recorded(
        onMachine(
          exclusiveOrBusy(
            () => 'training',
            servicesText.training.busy,
            async ({ input, context: { session }, hold }) => {
              const { recipe, files, answer } = await check(session, input);
              const reason = answer.checks.find(({ level }) => level === 'blocks');
              if (reason !== undefined) throw new FailureError(failed('not-allowed', reason.words).failure);
              const prepared = await training.start(session, valueOrThrow(recipe), files, input.workstation);
              const detail = {
                recipe: valueOrThrow(recipe).name,
                ...(answer.sends === null ? {} : { workstation: input.workstation, sends: answer.sends.items }),
              };
              return startRun(session, detail, hold, prepared);
            },
          ),
        ),
      ),
    ),
    runs: inStudy.training.runs.handler(async ({ context }) => [...(await training.runs(context.session))]),
    run: inStudy.training.run.handler(async ({ input: { runId }, context: { session } }) => {
      const { folder } = session.study;
      const [run, epochs, log] = await Promise.all([
        training.run(session, runId),
        readEpochs(runFolder(folder, runId)),
        readRunLog(folder, runId),
      ]);
      return { run, epochs, log };
    }),
    follow: inStudy.training.follow.handler(({ input, context, signal }) =>
      training.follow(context.session, input.runId, signal),
    ),
    pause: inStudy.training.pause.handler(({ input, context }) => ({ asked: training.pause(context.session, input.runId) })),
    stop: inStudy.training.stop.handler(({ input, context }) => ({ asked: training.stop(context.session, input.runId) })),
    resume: inStudy.training.resume.handler(
      recorded(
        onMachine(
          exclusiveOrBusy(
            () => 'training',
            servicesText.training.busy,
            async ({ input, context: { session }, hold }) =>
              startRun(session, input, hold, await training.resume(session, input)),
          ),
        ),
      ),
    ),
    use: inStudy.training.use.handler(
      recorded(
        // The run names the model, and all studies share the folder of models.
        onMachine(
          exclusive(
            ({ runId }) => `run ${runId}`,
            async ({ input: { runId, checkpoint, workstation }, context: { session } }) => {
              const model = await session.board.finish('export', async (job) => {
                job.step(servicesText.training.exporting, 0, 0);
                return training.use(session, { runId, checkpoint, workstation, signal: job.signal });
              });
              return {
                study: session.study,
                target: runId,
                detail: { checkpoint, model: model.name },
                answer: () => model,
              };
            },
          ),
        ),
      ),
    ),
  };
}
