// What the server does when it is killed. Each operation goes on until the kill breaks it off, or until it is done.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isGrade } from '../../../main/domain/grade.ts';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import type { Random } from '../../../main/domain/random.ts';
import { lastOf } from '../../integration/client.ts';
import { keyOf, pick } from '../server/reading.ts';
import type { Scene } from './scene.ts';

const RESTORE = '../../../main/hosts/cli/restore.ts';

export type OperationName = 'import' | 'grade' | 'read' | 'train' | 'report' | 'restore';

export interface Operation {
  readonly name: OperationName;
  /** The kill comes at a random moment within this time. */
  readonly longestMs: number;
  /** The child process that may be killed instead of the server. */
  readonly child: string | null;
  /** Throws when the server is gone. */
  readonly run: (scene: Scene, random: Random) => Promise<unknown>;
}

const ALL: readonly Operation[] = [
  { name: 'import', longestMs: 3000, child: null, run: importSet },
  { name: 'grade', longestMs: 2500, child: 'inference-child', run: grade },
  { name: 'read', longestMs: 1500, child: null, run: read },
  { name: 'train', longestMs: 6000, child: 'osteograde-train', run: train },
  { name: 'report', longestMs: 2500, child: null, run: report },
  // Runs without a server: see `killRestore`.
  { name: 'restore', longestMs: 1500, child: null, run: () => Promise.resolve() },
];

/** Those that this version of the program has. */
export const OPERATIONS = ALL.filter(({ name }) => name !== 'restore' || existsSync(resolve(import.meta.dirname, RESTORE)));

async function importSet({ server, sets }: Scene, random: Random): Promise<void> {
  for (;;) await lastOf(await server.page.client.study.import({ paths: [pick(random, sets)], upload: null, spacingMm: null }));
}

async function grade({ server, hipIds }: Scene): Promise<void> {
  for (;;) await lastOf(await server.page.client.grading.run({ hipIds: [...hipIds] }));
}

/** One reading after the other, so that at most one is under way when the server dies. */
async function read(scene: Scene, random: Random): Promise<void> {
  for (;;) {
    const grade = random.below(4);
    if (!isGrade(grade)) throw new Error(`${grade} is not a grade.`);
    const reading = { hipId: pick(random, scene.hipIds), quadrant: pick(random, QUADRANTS), grade };
    scene.sent = reading;
    const { hipId, quadrant } = reading;
    await scene.server.page.client.reading.save({ hipId, quadrant, label: { kind: 'graded', grade } });
    scene.readings.set(keyOf(reading), reading);
    scene.sent = null;
  }
}

async function train({ server }: Scene, random: Random): Promise<void> {
  const { client } = server.page;
  const runs = await client.training.runs();
  const resumable = runs.find(({ checkpoints }) => checkpoints.includes('last'));
  const { runId } =
    resumable === undefined || random.next() < 0.2
      ? await client.training.start({ presetId: 'own-kills', dataFolder: null, weights: null })
      : await client.training.resume({ runId: resumable.runId, moreEpochs: 0 });
  for await (const _ of await client.training.follow({ runId }));
}

async function report({ server, hipIds }: Scene, random: Random): Promise<void> {
  for (;;) {
    const chosen = [...new Set([pick(random, hipIds), pick(random, hipIds)])];
    await lastOf(await server.page.client.grading.run({ hipIds: chosen })); // only graded hips can be reported
    await server.page.client.report.export({ hipIds: chosen, formats: ['pdf', 'json', 'csv'] });
  }
}
