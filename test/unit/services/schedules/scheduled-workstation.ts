// The real services and routers on real studies, with every answer from outside under a scheduler: when a call arrives, when the model and
// the survey answer, and when a training process reports, ends or dies.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { RouterClient } from '@orpc/server';
import { cropOfHip } from '../../../../main/cohort/crop-of-hip.ts';
import { importFiles } from '../../../../main/cohort/import-files.ts';
import type { Study } from '../../../../main/cohort/study-folder.ts';
import { hipById, putHip } from '../../../../main/database/hips.ts';
import { insertRadiograph } from '../../../../main/database/radiographs.ts';
import { success, valueOrThrow } from '../../../../main/domain/failure.ts';
import type { GradedHip } from '../../../../main/inference/graded-hip.ts';
import { logFile } from '../../../../main/files/log-file.ts';
import { openInferenceHere, type Inference } from '../../../../main/inference/inference.ts';
import { installedModels } from '../../../../main/learning/grading/installed-models.ts';
import type { EngineReport } from '../../../../main/learning/preflight/engine-survey.ts';
import { RequestSchema } from '../../../../main/processes/call-messages.ts';
import type { ProcessChannel, ProcessEnd } from '../../../../main/processes/process-channel.ts';
import type { Environment } from '../../../../main/services/environment.ts';
import { openReservations, type Reservations } from '../../../../main/services/exclusive.ts';
import type { Recorded } from '../../../../main/services/recorded.ts';
import { routers, type Routers, type RouterServices } from '../../../../main/services/router.ts';
import type { StudySession } from '../../../../main/services/study/study-session.ts';
import { openServices } from '../../../../main/services/workstation.ts';
import { films, newStudy } from '../../cohort/films.ts';
import { preparedHip, radiograph } from '../../database/fixtures.ts';
import { tinyWeights, writeTinyModel } from '../../inference/tiny-model.ts';
import { tinyRecipe } from '../../training/synthetic-hips.ts';
import { startReaderHere } from '../../../fixtures/start-reader.ts';

/** The names of the two studies. Both hold the same hips. */
export const STUDIES = ['one', 'two'] as const;
export type StudyName = (typeof STUDIES)[number];

const ENGINE: EngineReport = {
  name: 'wasm',
  available: true,
  reason: '',
  version: '',
  device: 'cpu',
  threads: 1,
  memory: null,
  gflops: 1,
  chosen: true,
};

/** Decides when something outside the services goes on. */
type Turn = (label: string) => Promise<void>;

export interface Template {
  readonly folder: string;
  readonly hipIds: readonly string[];
  /** A knee without pixels, which is read and not graded. */
  readonly kneeId: string;
  /** The film of the hips. */
  readonly radiographId: string;
  readonly graded: readonly GradedHip[];
  readonly remove: () => void;
}

/** A study, two models and a recipe to copy for every workstation. In memory where the system offers that, because SQLite waits for disks. */
export async function buildTemplate(): Promise<Template> {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'osteograde-schedules-'));
  const resources = join(folder, 'resources');
  mkdirSync(join(resources, 'models'), { recursive: true });
  mkdirSync(join(resources, 'recipes'));
  writeTinyModel(join(resources, 'models'));
  writeTinyModel(join(resources, 'models'), { name: 'other', weights: tinyWeights(2) });
  writeFileSync(join(resources, 'recipes', 'tiny.json'), JSON.stringify(tinyRecipe));
  await films(join(folder, 'films'), 1);
  const study = await newStudy(join(folder, 'study'));
  const job = {
    signal: new AbortController().signal,
    step: () => undefined,
    problem: () => undefined,
    now: () => new Date(0),
    startReader: startReaderHere,
  };
  await importFiles(study, { paths: [join(folder, 'films')], landmarks: null }, job);
  const hipIds = study.database.prepare('SELECT hip_id FROM hips ORDER BY hip_id').pluck().all().map(String);
  const crops = await Promise.all(
    hipIds.map(async (hipId) => {
      const hip = hipById(study.database, hipId);
      const crop = hip === null ? null : await cropOfHip(study, hip);
      if (crop === null) throw new Error(`Hip ${hipId} has no crop.`);
      return crop;
    }),
  );
  const radiographId = String(study.database.prepare('SELECT radiograph_id FROM radiographs').pluck().get());
  const kneeId = addKnee(study);
  study.close();
  const inference = openInferenceHere();
  const [model] = await installedModels({ resources, home: folder });
  const graded = valueOrThrow(await inference.grade(model.path, crops));
  await inference.close();
  return { folder, hipIds, kneeId, radiographId, graded, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function addKnee({ database }: Study): string {
  const film = radiograph('f'.repeat(64), 'KNEE', 'V00');
  insertRadiograph(database, film);
  const knee = preparedHip(film.radiographId, film.subject, film.visit, 'right');
  // A grading of all would find it, and there is no model of knees here. An import would look for a hip where points are missing.
  putHip(database, { ...knee, prepared: null, problem: { code: 'hip-replaced', message: 'Not to be graded.' } });
  database.prepare("UPDATE hips SET joint = 'knee' WHERE hip_id = ?").run(knee.hipId);
  return knee.hipId;
}

type Client = RouterClient<Routers['study']>;

export interface ScheduledWorkstation {
  readonly services: RouterServices;
  readonly folder: string;
  readonly workstation: RouterClient<Routers['workstation']>;
  /** The procedures of a study at its address, whether it is open or not. */
  readonly client: (study: StudyName) => Client;
  readonly folderOf: (study: StudyName) => string;
  readonly session: (study: StudyName) => StudySession | null;
  /** What was reported as an unexpected error. */
  readonly errors: readonly unknown[];
  /** The number of processes that train now. */
  readonly trainers: () => number;
  /** Replaces the scheduler, and how the next training processes end. */
  readonly scheduleBy: (turn: Turn, endings: readonly TrainingEnd[]) => void;
  readonly close: () => Promise<void>;
}

export type TrainingEnd = 'finishes' | 'dies';

let workstations = 0;

/** Opens the two studies in a workstation. `recorder` replaces the recorder of the services. */
export async function openScheduledWorkstation(
  template: Template,
  recorder?: (services: RouterServices, reservations: Reservations) => Recorded,
): Promise<ScheduledWorkstation> {
  const folder = join(template.folder, `workstation-${(workstations += 1)}`);
  for (const study of STUDIES) cpSync(join(template.folder, 'study'), join(folder, study), { recursive: true });
  const errors: unknown[] = [];
  let turn: Turn = () => Promise.resolve();
  let endings: TrainingEnd[] = [];
  let [milliseconds, ids, training] = [Date.UTC(2026, 0, 1), 0, 0];
  const environment: Environment = {
    host: 'cli',
    version: '0',
    home: join(folder, 'home'),
    resources: join(template.folder, 'resources'),
    roots: null,
    logFile: logFile(join(folder, 'logs')),
    trainingMemoryBytes: null,
    now: () => new Date((milliseconds += 1)),
    newId: () => `${(ids += 1).toString(36).padStart(4, '0')}-id`,
    errors: { report: (error) => errors.push(error), note: () => undefined, repeat: () => undefined },
    startReader: startReaderHere,
  };
  const real = openInferenceHere();
  const inference: Inference = {
    ...real,
    grade: async (_path, hips) => {
      await turn('the model answers');
      return success(hips.flatMap((_, i) => template.graded.slice(i % template.graded.length).slice(0, 1)));
    },
  };
  const survey = async () => {
    await turn('the survey answers');
    return [ENGINE];
  };
  const startTraining = () =>
    trainer({
      turn: (label) => turn(label),
      ending: () => endings.shift() ?? 'finishes',
      count: (change) => (training += change),
    });
  const readWeights = () => Promise.reject(new Error('These schedules read no weights.'));
  const processes = { inference, survey, startTraining, readWeights, endAll: () => undefined };
  const services: RouterServices = { ...openServices(environment, processes), survey };
  const reservations = openReservations();
  const served = routers(services, reservations, recorder?.(services, reservations));
  const ids_ = new Map<StudyName, string>();
  const folderOf = (study: StudyName): string => join(folder, study);
  for (const study of STUDIES) ids_.set(study, (await services.sessions.open(folderOf(study))).id);
  const session = (study: StudyName) => services.sessions.withId(ids_.get(study) ?? '');
  return {
    services,
    folder,
    workstation: createRouterClient(served.workstation, {}),
    client: (study) => createRouterClient(served.study, { context: () => ({ session: session(study) }) }),
    folderOf,
    session,
    errors,
    trainers: () => training,
    scheduleBy: (next, ends) => {
      turn = next;
      endings = [...ends];
    },
    close: async () => {
      turn = () => Promise.resolve();
      await services.sessions.closeAll();
      await real.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface TrainerChoices {
  readonly turn: Turn;
  readonly ending: () => TrainingEnd;
  readonly count: (change: 1 | -1) => void;
}

/** A training process as the services see it: messages and an end. It trains nothing, but leaves a checkpoint as a real one does. */
function trainer({ turn, ending, count }: TrainerChoices): ProcessChannel {
  const listeners: ((message: unknown) => void)[] = [];
  const exit = Promise.withResolvers<ProcessEnd>();
  let state: 'running' | 'stopping' | 'ended' = 'running';
  let trains = false;
  const end = (): void => {
    if (state === 'ended') return;
    state = 'ended';
    if (trains) count(-1);
    exit.resolve({ kind: 'died', reason: 'signal SIGKILL' });
  };
  const answer = (message: unknown): void => {
    if (state !== 'ended') for (const listener of listeners) listener(message);
  };
  const exported = (order: { readonly name: string; readonly models: string }) => {
    mkdirSync(order.models, { recursive: true });
    return { name: order.name, path: join(order.models, `${order.name}.onnx`), grades: true, single: 0, half: 0 };
  };
  const train = async (id: number, folder: string): Promise<void> => {
    trains = true;
    count(1);
    for (const done of [1, 2]) {
      await turn('the training process reports');
      if (state !== 'running') return answer({ kind: 'failure', id, failure: { code: 'stopped', message: 'Stopped.' } });
      writeFileSync(join(folder, 'last.safetensors'), 'weights');
      const progress = { kind: 'data', set: 'training', done, total: 2 };
      answer({ kind: 'event', id, event: { progress, residentBytes: 1 } });
    }
    await turn('the training process ends');
    if (ending() === 'dies') return end();
    answer({ kind: 'value', id, value: { model: null, epochs: 1, bestKappa: null, evaluation: null, figures: [] } });
  };
  return {
    send: (message) => {
      const request = RequestSchema.parse(message);
      if (request.kind === 'stop') {
        if (state === 'running') state = 'stopping';
        return;
      }
      const call = request.call as { readonly kind: string; readonly options?: { readonly folder: string } };
      if (call.kind === 'train' && call.options !== undefined) void train(request.id, call.options.folder);
      else {
        const answerLater = async (): Promise<void> => {
          await turn('the exporting process answers');
          if (state === 'running')
            answer({ kind: 'value', id: request.id, value: exported(request.call as { name: string; models: string }) });
          else answer({ kind: 'failure', id: request.id, failure: { code: 'stopped', message: 'Stopped.' } });
        };
        void answerLater();
      }
    },
    onMessage: (listener) => void listeners.push(listener),
    onExit: (listener) => void exit.promise.then(listener),
    kill: () => void turn('the killed process ends').then(end),
  };
}

/** The record of a run as it is stored. */
export function storedRun(folder: string, runId: string): { readonly state: string; readonly models: readonly unknown[] } {
  return JSON.parse(readFileSync(join(folder, 'runs', runId, 'run.json'), 'utf8')) as ReturnType<typeof storedRun>;
}
