// Training in the workstation, with a real engine in a separate process: follow, pause, resume after a restart, extend, kill, export.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LiveRun } from '../../main/domain/training/live-run.ts';
import { seededRandom } from '../../main/domain/random.ts';
import { readWeightsIn } from '../../main/learning/preflight/weights-reading.ts';
import { startProgram } from '../../main/hosts/start-program.ts';
import { buildEnvironment } from '../../main/hosts/build-environment.ts';
import { initialWeights } from '../../main/network/initialise.ts';
import { writeSafetensors } from '../../main/network/safetensors.ts';
import type { EngineReport } from '../../main/learning/preflight/engine-survey.ts';
import { openInferenceHere } from '../../main/inference/inference.ts';
import type { ProcessChannel } from '../../main/processes/process-channel.ts';
import { openWorkstation, type Workstation } from '../../main/services/workstation.ts';
import { architectureOf } from '../../main/training/recipe-architecture.ts';
import { loadCheckpoint } from '../../main/training/run-folder.ts';
import { films, temporaryFolder } from '../unit/cohort/films.ts';
import { phantomRun } from '../unit/training/synthetic-hips.ts';
import { clientOf, failureOf, lastOf, type Client } from './client.ts';

const EPOCHS = 60;
const recipe = phantomRun(64, EPOCHS);

const ENGINE: EngineReport = {
  name: 'libtorch',
  available: true,
  reason: '',
  version: '',
  device: 'cpu',
  threads: 1,
  memory: null,
  gflops: 1,
  chosen: true,
};

const folder = temporaryFolder();
const home = join(folder, 'home');
const children: ProcessChannel[] = [];
let engines: readonly EngineReport[] = [ENGINE];
let memory: number | null = null;
let workstation: Workstation;
let client: Client;

function open(): void {
  const built = buildEnvironment({ host: 'server', home });
  const environment = { ...built, resources: join(folder, 'resources'), trainingMemoryBytes: memory };
  workstation = openWorkstation(environment, {
    inference: openInferenceHere(),
    survey: async () => engines,
    readWeights: readWeightsIn(() => startProgram('weights-child')),
    endAll: () => undefined,
    startTraining: () => {
      const child = startProgram('training-child');
      children.push(child);
      return child;
    },
  });
  client = clientOf('http://workstation.test', workstation.handler);
}

beforeAll(async () => {
  mkdirSync(join(folder, 'resources', 'recipes'), { recursive: true });
  mkdirSync(join(home, 'recipes'), { recursive: true });
  writeFileSync(join(folder, 'resources', 'recipes', 'tiny.json'), JSON.stringify(recipe));
  const own = {
    ...recipe,
    name: 'study',
    batch: 2,
    stages: [{ size: 64, epochs: 1 }],
    data: { kind: 'study' },
    emptyGrades: 'allowed',
  };
  writeFileSync(join(home, 'recipes', 'study.json'), JSON.stringify(own));
  writeFileSync(join(home, 'recipes', 'wrong.json'), JSON.stringify({ ...recipe, batches: 4 }));
  open();
  await client.studies.create({ name: 'Training', folder: null });
});
afterAll(async () => {
  await workstation.shutDown();
  rmSync(folder, { recursive: true, force: true });
});

/** Follows the run to its end and returns its last state. `onEach` sees every state. */
async function followed(runId: string, onEach: (live: LiveRun) => unknown = () => undefined): Promise<LiveRun> {
  let last: LiveRun | undefined;
  for await (const live of await client.training.follow({ runId })) {
    last = live;
    onEach(live);
  }
  if (last === undefined) throw new Error('The run reported no state.');
  return last;
}

const once = (act: () => unknown) => {
  let done = false;
  return (when: boolean) => {
    if (!when || done) return;
    done = true;
    void act();
  };
};

describe('training in the workstation', () => {
  it('lists presets, and names the faulty key of a recipe', async () => {
    const [own, , wrong] = await client.workstation.presets();
    expect(own).toMatchObject({ presetId: 'tiny', recipe: { system: 1, epochs: EPOCHS, sizes: [64] }, problem: null });
    expect(wrong.problem?.message).toContain('batches');
    const refused = await client.training.preflight({ presetId: wrong.presetId });
    expect(refused).toMatchObject({ canStart: false, checks: [{ name: 'recipe', level: 'blocks' }] });
    expect(await failureOf(client.training.start({ presetId: wrong.presetId }))).toBe('not-allowed');
  });

  it('does not start if no engine works', async () => {
    engines = [{ ...ENGINE, available: false, chosen: false }];
    await workstation.shutDown();
    open();
    await client.studies.open({ folder: join(home, 'studies', 'Training') });
    const { checks, canStart } = await client.training.preflight({ presetId: 'tiny' });
    expect(checks.find(({ name }) => name === 'engine')?.level).toBe('blocks');
    expect(canStart).toBe(false);
    engines = [ENGINE];
    await workstation.shutDown();
    open();
    await client.studies.open({ folder: join(home, 'studies', 'Training') });
  });

  let runId = '';

  it('pauses after its step, and after a restart resumes from its last epoch to the end', async () => {
    ({ runId } = await client.training.start({ presetId: 'tiny' }));
    expect(await failureOf(client.training.start({ presetId: 'tiny' }))).toBe('study-busy');
    const pause = once(() => client.training.pause({ runId }));
    const paused = await followed(runId, (live) => pause(live.epochsDone >= 1));
    expect(paused.state).toBe('paused');
    const jobs = await client.jobs.list();
    expect(jobs[0]).toMatchObject({ kind: 'training', progress: { state: 'stopped' } });
    await workstation.shutDown();
    open();
    await client.studies.open({ folder: join(home, 'studies', 'Training') });
    const before = await client.training.run({ runId });
    const reached = before.epochs.length;
    expect(before).toMatchObject({ run: { state: 'paused', last: { epoch: reached } } });
    expect(reached).toBeGreaterThanOrEqual(1);
    expect(reached).toBeLessThan(EPOCHS);
    await client.training.resume({ runId, moreEpochs: 0 });
    const seen: LiveRun[] = [];
    const end = await followed(runId, (live) => seen.push(live));
    expect(end).toMatchObject({ state: 'finished', epochsDone: EPOCHS });
    expect(end.memory?.usedBytes).toBeGreaterThan(1e7);
    expect(seen.some(({ stage }) => stage === 'measuring')).toBe(true);
    const after = await client.training.run({ runId });
    expect(after.epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: EPOCHS }, (_, index) => index + 1));
    expect(after.epochs.slice(0, reached)).toEqual(before.epochs);
    expect(after.run.checkpoints).toEqual(['best-kappa', 'best-loss', 'last']);
    expect(after.log.join('\n')).toMatch(/Paused[\s\S]*Resumes from epoch [\s\S]*Finished/);
  }, 300_000);

  it('exports a checkpoint as a model, checked on real crops, that grading can use', async () => {
    const used = await client.training.use({ runId, checkpoint: 'best-loss' });
    expect(used.single).toBeLessThan(1e-4);
    expect(used.half).toBeLessThan(0.02);
    expect((await client.workstation.about()).models.map(({ name }) => name)).toContain(used.name);
    await client.grading.choose({ name: used.name, acceptWeak: true });
    expect(await client.grading.model()).toEqual({ name: used.name });
    expect(await failureOf(client.grading.choose({ name: 'nobody' }))).toBe('model-not-found');
    const [run] = await client.training.runs();
    expect(run.models).toEqual([{ name: used.name, checkpoint: 'best-loss' }]);
    expect(await failureOf(client.training.use({ runId, checkpoint: 'best-luck' }))).toBe('file-not-found');
  }, 60_000);

  it('trains more epochs when extended', { tags: ['slow'], timeout: 300_000 }, async () => {
    await client.training.resume({ runId, moreEpochs: 1 });
    expect(await followed(runId)).toMatchObject({ state: 'finished', epochs: EPOCHS + 1, epochsDone: EPOCHS + 1 });
    const { log, run } = await client.training.run({ runId });
    expect(log.join('\n')).toContain(`Extended by 1 epoch after epoch ${EPOCHS}: the one-cycle schedule restarts`);
    expect(run.settings).toMatchObject({ 'extensions.0.after': `${EPOCHS}`, 'extensions.0.share': '0.1' });
    const manifest: unknown = JSON.parse(readFileSync(join(home, 'studies', 'Training', 'runs', runId, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({ recipe: { extensions: [{ after: EPOCHS, epochs: 1, share: 0.1 }] } });
  });

  it('whose process dies ends as failed with a clear message, and keeps its epochs', async () => {
    await client.training.resume({ runId, moreEpochs: 100 });
    const kill = once(() => children.at(-1)?.kill());
    const end = await followed(runId, (live) => kill(live.stage === 'training' || live.engine !== null));
    expect(end.state).toBe('failed');
    const { run } = await client.training.run({ runId });
    expect(run).toMatchObject({ state: 'failed', failure: { code: 'process-ended' } });
    // The process may end an epoch before the kill arrives.
    expect(run.last?.epoch).toBeGreaterThanOrEqual(EPOCHS);
    expect(run.last?.epoch).toBeLessThan(EPOCHS + 101);
    const kept = await loadCheckpoint(join(home, 'studies', 'Training', 'runs', runId), 'last');
    expect(kept).toMatchObject({ ok: true, value: { progress: { epoch: run.last?.epoch } } });
  }, 300_000);

  it(
    'whose batch exceeds the memory for training fails before the first step, with a remedy',
    { tags: ['slow'], timeout: 120_000 },
    async () => {
      memory = 2 ** 20; // the weights, their gradients and the optimizer's moments are 3.5 MB
      await workstation.shutDown();
      open();
      await client.studies.open({ folder: join(home, 'studies', 'Training') });
      const { checks, canStart } = await client.training.preflight({ presetId: 'tiny' });
      expect(checks.find(({ name }) => name === 'memory')).toMatchObject({
        level: 'warning',
        words: expect.stringMatching(/^A step needs about/),
      });
      expect(canStart).toBe(true);
      const started = await client.training.start({ presetId: 'tiny' });
      const end = await followed(started.runId);
      expect(end).toMatchObject({ state: 'failed', epochsDone: 0, step: 0 });
      expect(end.log.join('\n')).toMatch(
        /Failed: One batch of 4 images of 64 x 64 pixels needs more memory than is available\. Choose a smaller batch/,
      );
      const { run } = await client.training.run({ runId: started.runId });
      expect(run.failure).toMatchObject({ code: 'out-of-memory', message: expect.stringMatching(/smaller batch/) });
      memory = null;
      await workstation.shutDown();
      open();
      await client.studies.open({ folder: join(home, 'studies', 'Training') });
    },
  );

  it(
    'starts from a weights file that fits, and refuses one that does not fit',
    { tags: ['slow'], timeout: 300_000 },
    async () => {
      const weights = new Map(initialWeights(architectureOf(recipe), seededRandom('elsewhere')));
      const bytes = writeSafetensors(weights);
      const [good, other, absent] = ['good', 'other', 'absent'].map((name) => join(folder, `${name}.safetensors`));
      writeFileSync(good, bytes);
      weights.delete('conv3.weight');
      writeFileSync(other, writeSafetensors(weights));
      const weightsCheck = async (file: string | null) => {
        const { checks, canStart } = await client.training.preflight({ presetId: 'tiny', weights: file });
        return { canStart, ...checks.find(({ name }) => name === 'weights') };
      };
      expect(await weightsCheck(null)).toMatchObject({ canStart: true, level: 'ok' });
      expect(await weightsCheck(absent)).toMatchObject({
        canStart: false,
        level: 'blocks',
        words: expect.stringContaining('absent.safetensors was not found'),
      });
      const refused = { canStart: false, level: 'blocks', words: expect.stringContaining('conv3.weight') };
      expect(await weightsCheck(other)).toMatchObject(refused);
      expect(await failureOf(client.training.start({ presetId: 'tiny', weights: other }))).toBe('not-allowed');
      expect(await weightsCheck(good)).toMatchObject({ canStart: true, level: 'ok', words: expect.stringContaining(good) });

      const started = await client.training.start({ presetId: 'tiny', weights: good });
      const pause = () => client.training.pause({ runId: started.runId });
      const early = once(pause);
      expect(await followed(started.runId, (live) => early(live.stage === 'data'))).toMatchObject({ epochsDone: 0 });
      await client.training.resume({ runId: started.runId, moreEpochs: 0 });
      const later = once(pause);
      await followed(started.runId, (live) => later(live.epochsDone === 1));
      const manifest = join(home, 'studies', 'Training', 'runs', started.runId, 'manifest.json');
      const startedFrom = createHash('sha256').update(bytes).digest('hex');
      expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({ startedFrom });
      rmSync(good);
      await client.training.resume({ runId: started.runId, moreEpochs: 1 });
      expect(await followed(started.runId)).toMatchObject({ state: 'finished', epochsDone: EPOCHS + 1 });
      expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({ startedFrom, ending: 'finished' });
    },
  );

  it('stops on request', async () => {
    const started = await client.training.start({ presetId: 'tiny' });
    const stop = once(() => client.training.stop({ runId: started.runId }));
    const end = await followed(started.runId, (live) => stop(live.stage === 'data'));
    expect(end.state).toBe('stopped');
  }, 60_000);

  it(
    'trains on the readings of the open study once it has a split and labels',
    { tags: ['slow'], timeout: 300_000 },
    async () => {
      await client.studies.create({ name: 'Readings', folder: null });
      const levels = async () => {
        const { checks } = await client.training.preflight({ presetId: 'own-study' });
        return Object.fromEntries(checks.map(({ name, level }) => [name, level]));
      };
      expect(await levels()).toMatchObject({ split: 'blocks' });
      await films(join(folder, 'films'), 7);
      await lastOf(await client.study.import({ paths: [join(folder, 'films')], upload: null, spacingMm: null }));
      const { rows } = await client.hips.list({});
      await client.splits.build({ name: 'by subject', recipe: { stratify: 'none' } });
      // The cohort's label table was imported with it. A reading made here overrides it.
      await client.reading.save({ hipId: rows[0].hipId, quadrant: 'femur-superior', label: { kind: 'graded', grade: 3 } });
      expect(await levels()).toMatchObject({ split: 'ok', data: 'ok', labels: 'ok' });
      const started = await client.training.start({ presetId: 'own-study' });
      const end = await followed(started.runId);
      expect((await client.training.run({ runId: started.runId })).run.failure).toBeNull();
      expect(end).toMatchObject({ state: 'finished', epochsDone: 1 });
      const used = await client.training.use({ runId: started.runId, checkpoint: 'last' });
      expect(used.single).toBeLessThan(1e-4);
      await client.grading.choose({ name: used.name, acceptWeak: true });
      const graded = await lastOf(await client.grading.run({ hipIds: [rows[0].hipId] }));
      expect(graded).toMatchObject({ state: 'done', problems: 0 });
      expect((await client.hips.case({ hipId: rows[0].hipId })).model?.name).toBe(used.name);
    },
  );

  it('finds no run outside the study', async () => {
    expect(await failureOf(client.training.run({ runId: 'elsewhere' }))).toBe('file-not-found');
    await expect(client.training.run({ runId: '../../etc' })).rejects.toThrow(/validation/i);
  });
});
