// What the interface may ask of training.

import type { EngineSurvey } from '../../learning/preflight/engine-survey.ts';
import type { TrainingChoice } from '../../domain/training/preflight.ts';
import { FailureError, failed, valueOrThrow } from '../../domain/failure.ts';
import type { Environment } from '../environment.ts';
import { preflight, refusedRecipe } from '../../learning/preflight/preflight.ts';
import { listPresets, presetRecipe } from './presets.ts';
import { procedures } from '../procedures.ts';
import { readEpochs, readRunLog, runFolder } from '../../learning/run/run-records.ts';
import type { StudySession } from '../study/study-session.ts';
import type { TrainingService } from './training-runs.ts';

export interface TrainingProcedureServices {
  readonly environment: Environment;
  readonly session: StudySession;
  readonly training: TrainingService;
  readonly survey: EngineSurvey;
}

export function trainingProcedures({ environment, session, training, survey }: TrainingProcedureServices) {
  const checked = async ({ presetId, ...places }: TrainingChoice) => {
    const study = session.required();
    const recipe = await presetRecipe(environment, presetId);
    if (!recipe.ok) return { study, recipe, found: refusedRecipe(recipe.failure) };
    const busy = training.active() !== null;
    const asked = { study, recipe: recipe.value, ...places, survey, busy, memoryLimitBytes: environment.trainingMemoryBytes };
    return { study, recipe, found: await preflight(asked) };
  };
  return {
    presets: procedures.training.presets.handler(async () => [...(await listPresets(environment))]),
    preflight: procedures.training.preflight.handler(async ({ input }) => (await checked(input)).found),
    start: procedures.training.start.handler(async ({ input }) => {
      const { study, recipe, found } = await checked(input);
      const reason = found.checks.find(({ level }) => level === 'blocks');
      if (reason !== undefined) throw new FailureError(failed('not-allowed', reason.words).failure);
      return training.start(study, valueOrThrow(recipe), input);
    }),
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
    resume: procedures.training.resume.handler(({ input }) => training.resume(session.required(), input.runId, input.moreEpochs)),
    use: procedures.training.use.handler(({ input }) => training.use(session.required(), input.runId, input.checkpoint)),
  };
}
