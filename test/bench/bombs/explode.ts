// Gives a bomb to the server and returns in words what came of it.

import { setTimeout as pause } from 'node:timers/promises';
import { lastOf, type Client } from '../../integration/client.ts';
import { codeOf } from '../server/refusal.ts';
import type { Bomb } from './bombs.ts';

export interface Outcome {
  readonly words: string;
  /** The refusal, or the end after Stop, came within its limit. */
  readonly inTime: boolean;
}

/** A refusal must come within this time; for a model, the end after Stop. */
const REFUSAL_MS = 60_000;
const STOP_MS = 8000;
/** A model computes this long before it is stopped. */
const COMPUTING_MS = 6000;

export async function explode(client: Client, bomb: Bomb, presetId: string): Promise<Outcome> {
  if (bomb.kind === 'model') return stopModel(client, bomb.name);
  const { promise: late, resolve } = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => resolve('late'), REFUSAL_MS);
  const words = await Promise.race([wordsOf(client, bomb, presetId), late]);
  clearTimeout(timer);
  if (words !== 'late') return { words, inTime: true };
  await stopAll(client);
  return { words: `no answer within ${REFUSAL_MS / 1000} s`, inTime: false };
}

async function wordsOf(client: Client, bomb: Exclude<Bomb, { kind: 'model' }>, presetId: string): Promise<string> {
  const source = { paths: [bomb.path], upload: null, spacingMm: null };
  try {
    if (bomb.kind === 'weights') {
      const { checks } = await client.training.preflight({ presetId, dataFolder: null, weights: bomb.path });
      const check = checks.find(({ name }) => name === 'weights');
      return `${check?.level}: ${withoutPath(check?.words ?? 'not checked', bomb.path)}`;
    }
    if (bomb.kind === 'plan') {
      const plan = await client.study.planImport(source);
      return plan.problems.map(({ failure }) => `${failure.code}: ${failure.message}`).join('; ') || 'no problem';
    }
    const { jobId, state, failure } = await lastOf(await client.study.import(source));
    const { problems } = await client.jobs.problems({ jobId, offset: 0, limit: 3 });
    const codes = problems.map(({ failure: problem }) => `${problem.code}: ${problem.message}`);
    return [state, ...(failure === null ? [] : [failure.code]), ...codes].join('; ');
  } catch (error) {
    return `refused: ${codeOf(error)}`;
  }
}

async function stopModel(client: Client, name: string): Promise<Outcome> {
  try {
    await client.grading.choose({ name });
    const { rows } = await client.hips.list({});
    const ending = lastOf(await client.grading.run({ hipIds: rows.map(({ hipId }) => hipId) }));
    const early = await Promise.race([ending, pause(COMPUTING_MS, null)]);
    if (early !== null) {
      const { problems } = await client.jobs.problems({ jobId: early.jobId, offset: 0, limit: 1 });
      return { words: [early.state, early.failure?.code, problems[0]?.failure.code].filter(Boolean).join('; '), inTime: true };
    }
    const start = performance.now();
    await stopAll(client);
    const end = await Promise.race([ending, pause(REFUSAL_MS, null)]);
    const milliseconds = performance.now() - start;
    const words = `${end?.state ?? 'still running'} ${(milliseconds / 1000).toFixed(1)} s after Stop`;
    return { words, inTime: milliseconds <= STOP_MS };
  } catch (error) {
    return { words: `refused: ${codeOf(error)}`, inTime: true };
  }
}

async function stopAll(client: Client): Promise<void> {
  for (const { jobId, progress } of await client.jobs.list()) {
    if (progress.state === 'running') await client.jobs.stop({ jobId });
  }
}

function withoutPath(words: string, path: string): string {
  return words.replaceAll(path, path.slice(path.lastIndexOf('/') + 1));
}
