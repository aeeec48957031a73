import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createStudy, type Study } from '../../../../main/cohort/study-folder.ts';
import { putGrading, type GradingRecord } from '../../../../main/database/gradings.ts';
import { putHip } from '../../../../main/database/hips.ts';
import { insertRadiograph } from '../../../../main/database/radiographs.ts';
import { putReading } from '../../../../main/database/readings.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { perQuadrant, QUADRANTS } from '../../../../main/domain/quadrant.ts';
import { nextHips, simulateBudgets } from '../../../../main/learning/budget/next-hips.ts';
import { grading, preparedHip, radiograph } from '../../database/fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-budget-'));
let study: Study;

beforeAll(async () => {
  study = valueOrThrow(
    await createStudy(join(folder, 'study'), { name: 'budget', synthetic: true, createdAt: '2026-01-01T00:00:00.000Z' }),
  );
  for (let at = 0; at < 6; at++) {
    const [film, subject] = [`film-${at}`, `CHECK-${at}`];
    insertRadiograph(study.database, radiograph(film, subject, 'V00'));
    putHip(study.database, preparedHip(film, subject, 'V00', 'right'));
  }
  for (const quadrant of QUADRANTS)
    putReading(study.database, {
      hipId: 'CHECK-0|V00|right',
      quadrant,
      reader: 'anna',
      label: { kind: 'graded', grade: quadrant === 'femur-superior' ? 2 : 0 },
      readAt: '2026-01-02T00:00:00.000Z',
    });
});

afterAll(() => {
  study.close();
  rmSync(folder, { recursive: true });
});

it('names hips that are not graded yet, the first of a larger budget first', () => {
  const subjects = (count: number) =>
    valueOrThrow(nextHips(study, { strategy: 'random', count, seed: 1 })).map(({ hip }) => hip.subject);
  expect(subjects(9).toSorted()).toEqual([1, 2, 3, 4, 5].map((at) => `CHECK-${at}`));
  expect(subjects(2)).toEqual(subjects(9).slice(0, 2));
});

it('says which strategy needs answers of a model', () => {
  const refused = nextHips(study, { strategy: 'disagreement', count: 3, seed: 1 });
  expect(refused).toMatchObject({ ok: false, failure: { message: expect.stringMatching(/2 models, but 5 hips lack them/) } });
});

it('counts what an oracle finds among hips whose grades are known', () => {
  expect(simulateBudgets(study, [1], 1)).toEqual([{ strategy: 'random', budget: 1, found: [0, 0, 1, 0] }]);
});

it('orders hips by the newest answers of every model that graded them', () => {
  for (let at = 1; at < 6; at++) {
    const record = grading(`CHECK-${at}|V00|right`, 0);
    const disagreeing: [number, number, number, number] = at === 4 ? [0.9, 0.1, 0, 0] : [0.1, 0.2, 0.3, 0.4];
    putGrading(study.database, record);
    putGrading(study.database, withAnswer(record, disagreeing));
  }
  const [first] = valueOrThrow(nextHips(study, { strategy: 'disagreement', count: 3, seed: 1 }));
  expect(first.hip.subject).toBe('CHECK-4');
  expect(first.answers.map((answer) => answer['femur-superior'])).toEqual([
    [0.1, 0.2, 0.3, 0.4],
    [0.9, 0.1, 0, 0],
  ]);
});

/** The grading of another model. */
function withAnswer(record: GradingRecord, probabilities: [number, number, number, number]): GradingRecord {
  if (record.grading.kind !== 'grades') throw new Error('The fixture grades quadrants.');
  const { quadrants } = record.grading;
  const answered = perQuadrant((quadrant) => ({ ...quadrants[quadrant], probabilities }));
  return {
    ...record,
    model: { name: 'other', version: '1', sha256: 'e'.repeat(64) },
    grading: { ...record.grading, quadrants: answered },
  };
}
