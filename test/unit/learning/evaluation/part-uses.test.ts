// An evaluation says which experiments measured on its part before it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StudyEvaluation } from '../../../../main/domain/evaluation/evaluation.ts';
import { listEvaluations, writeEvaluation } from '../../../../main/learning/evaluation/evaluation-files.ts';
import { listPartUses, recordPartUse, type PartUse } from '../../../../main/learning/evaluation/part-uses.ts';

let study = '';
beforeEach(() => {
  study = mkdtempSync(join(tmpdir(), 'osteograde-part-uses-'));
});
afterEach(() => rmSync(study, { recursive: true }));

const use: PartUse = { experiment: 'ye', split: 'test', splitName: 'mine', measuredAt: '2026-11-02T00:00:00.000Z' };

function evaluation(name: string, measuredAt: string, splitName = 'mine', split: 'val' | 'test' = 'test'): StudyEvaluation {
  return {
    evaluationId: name,
    measuredAt,
    model: { name, version: '1', sha256: name, system: 1 },
    split,
    splitName,
    truth: 'merged',
    unlabelled: 0,
    leftOut: 0,
    measured: { hips: 0, subjects: 0, seed: 1, draws: 1, figures: {}, answers: {} },
    rows: [],
  };
}

it('a later one on the same part of the same split does, and no other', async () => {
  expect(await recordPartUse(study, use)).toEqual({ ok: true, value: null });
  for (const each of [
    evaluation('before', '2026-11-01T00:00:00.000Z'),
    evaluation('after', '2026-11-03T00:00:00.000Z'),
    evaluation('other-split', '2026-11-04T00:00:00.000Z', 'theirs'),
    evaluation('other-part', '2026-11-05T00:00:00.000Z', 'mine', 'val'),
  ])
    expect(await writeEvaluation(study, each)).toMatchObject({ ok: true });
  expect((await listEvaluations(study)).map(({ evaluationId, earlierModels }) => [evaluationId, earlierModels])).toEqual([
    ['other-part', []],
    ['other-split', []],
    ['after', ['before', 'the models of the experiment ye']],
    ['before', []],
  ]);
});

it('the first use is kept, one for each experiment, part and split', async () => {
  await recordPartUse(study, use);
  await recordPartUse(study, { ...use, measuredAt: '2026-12-24T00:00:00.000Z' });
  await recordPartUse(study, { ...use, splitName: '../theirs' });
  expect(await listPartUses(study)).toEqual(expect.arrayContaining([use, { ...use, splitName: '../theirs' }]));
  expect(await listPartUses(study)).toHaveLength(2);
});

it('a study that cannot be written is a failure with its reason', async () => {
  const file = join(study, 'a file');
  writeFileSync(file, '');
  expect(await recordPartUse(file, use)).toMatchObject({ ok: false });
});
