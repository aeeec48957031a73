import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunSchema } from '../../../../main/domain/training/run.ts';
import { listRunRecords, readEpochs, readRunRecord, runOf, writeRunRecord } from '../../../../main/learning/run/run-records.ts';
import { temporaryFolder } from '../../cohort/films.ts';

const study = temporaryFolder();
afterAll(() => rmSync(study, { recursive: true, force: true }));

const whole = {
  runId: 'whole',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: null,
  state: 'finished' as const,
  failure: null,
  recipe: { name: 'r' },
  dataFolder: null,
  weights: null,
  workstation: null,
  models: [],
};

/** More than is read of a run's record or its metrics. */
const TOO_MUCH = ' '.repeat(64 * 1024 ** 2);

/** Whoever opens it to read waits for its writer. */
function makePipe(path: string): void {
  execFileSync('mkfifo', [path]);
}

/** Writes a record that `writeRunRecord` would not write. */
function plant(folder: string, record: string): void {
  mkdirSync(join(study, 'runs', folder), { recursive: true });
  writeFileSync(join(study, 'runs', folder, 'run.json'), record);
}

const like = (folder: string, change: object): string => JSON.stringify({ ...whole, runId: folder, ...change });

beforeAll(async () => {
  await writeRunRecord(study, whole);
  plant('torn', '{"runId":');
  plant('null-recipe', like('null-recipe', { recipe: null }));
  plant('no-stages', like('no-stages', { recipe: { stages: [{ size: 8, epochs: 0 }], extensions: [{ after: 0, epochs: 1 }] } }));
  plant('deep', like('deep', {}).replace('{"name":"r"}', `${'['.repeat(5000)}${']'.repeat(5000)}`));
  plant('odd-model', like('odd-model', { models: [{ name: 'm', checkpoint: '../../best' }] }));
  plant('misnamed', like('../../elsewhere', {}));
  mkdirSync(join(study, 'runs', 'a-folder', 'run.json'), { recursive: true });
  mkdirSync(join(study, 'runs', 'x.json'));
  plant('huge', like('huge', {}) + TOO_MUCH);
  mkdirSync(join(study, 'runs', 'pipe'));
  makePipe(join(study, 'runs', 'pipe', 'run.json'));
  writeFileSync(join(study, 'runs', 'a-file'), '');
});

describe('a damaged run', () => {
  it('spoils only itself: the other runs are listed, as the contract shows them', async () => {
    const records = await listRunRecords(study);
    expect(records.map(({ runId }) => runId).toSorted()).toEqual(['deep', 'no-stages', 'null-recipe', 'whole']);
    for (const record of records) expect(RunSchema.safeParse(await runOf(study, record, null)).success).toBe(true);
  });

  it('has no epochs if its metrics are a pipe or larger than any training writes', async () => {
    const folder = join(study, 'runs', 'whole');
    const metrics = join(folder, 'metrics.jsonl');
    makePipe(metrics);
    expect(await readEpochs(folder)).toEqual([]);
    rmSync(metrics);
    writeFileSync(metrics, '{"epoch":1}\n');
    expect(await readEpochs(folder)).toMatchObject([{ epoch: 1 }]);
    writeFileSync(metrics, TOO_MUCH, { flag: 'a' });
    expect(await readEpochs(folder)).toEqual([]);
  });

  it.each(['torn', 'huge', 'pipe', 'a-folder', 'misnamed', '../runs/whole', 'absent'])('is told in words: %s', async (runId) => {
    expect(await readRunRecord(study, runId)).toMatchObject({ ok: false, failure: { code: 'file-not-found' } });
  });
});
