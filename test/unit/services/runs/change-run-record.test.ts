import { rmSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { readRunRecord, type RunRecord } from '../../../../main/learning/run/run-records.ts';
import { openRunRecordChanges } from '../../../../main/services/runs/change-run-record.ts';
import { temporaryFolder } from '../../cohort/films.ts';
import { tinyRecipe } from '../../training/synthetic-hips.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('keeps a model that is added to a run at the moment at which the run ends', async () => {
  const record: RunRecord = {
    runId: 'run-1',
    recipe: tinyRecipe,
    dataFolder: null,
    weights: null,
    workstation: null,
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    state: 'running',
    failure: null,
    models: [],
  };
  const change = openRunRecordChanges();
  const model = { name: 'tiny', checkpoint: 'last' };
  await Promise.all([
    change(folder, record, (latest) => latest),
    change(folder, record, (latest) => ({ ...latest, models: [...latest.models, model] })),
    change(folder, record, (latest) => ({ ...latest, state: 'finished' })),
  ]);
  expect(valueOrThrow(await readRunRecord(folder, 'run-1'))).toMatchObject({ state: 'finished', models: [model] });
});
