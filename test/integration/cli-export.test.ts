// `osteograde export` as a user runs it on a run of System 2, with the default checkpoint and with a missing one.

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seededRandom } from '../../main/domain/random.ts';
import { architectureOf } from '../../main/training/recipe-architecture.ts';
import { saveCheckpoint } from '../../main/training/run-folder.ts';
import { NOT_STARTED } from '../../main/training/run-plan.ts';
import { osteograde } from '../fixtures/command-line.ts';
import { livedInWeights } from '../unit/network/tiny-network.ts';
import { tinyPresence } from '../unit/training/synthetic-hips.ts';

const home = mkdtempSync(join(tmpdir(), 'osteograde-cli-export-'));
const run = join(home, 'presence');
beforeAll(async () => {
  mkdirSync(join(run, 'crops'), { recursive: true });
  const random = seededRandom('crops');
  writeFileSync(
    join(run, 'crops', 'own.crops'),
    Uint8Array.from({ length: 2 * 224 * 224 }, () => random.below(256)),
  );
  writeFileSync(join(run, 'manifest.json'), JSON.stringify({ recipe: tinyPresence }));
  const weights = livedInWeights(architectureOf(tinyPresence), 5);
  for (const name of ['best-loss', 'best-auc'] as const) await saveCheckpoint(run, name, weights, { ...NOT_STARTED, epoch: 1 });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

it('exports the checkpoint with the lowest loss by default', { tags: ['slow'] }, async () => {
  const own = await osteograde(['export', run], { home });
  expect([own.code, own.stderr]).toEqual([0, '']);
  expect(own.stdout).toMatch(/^Model presence-loss written to /);
  expect(existsSync(join(home, 'models', 'presence-loss.onnx'))).toBe(true);
});

it('lists the checkpoints if the named one does not exist', async () => {
  const { code, stdout, stderr } = await osteograde(['export', run, '--checkpoint', 'best-kappa'], { home });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/has no checkpoint best-kappa\. It has best-auc, best-loss\. Choose one of them\./);
});
