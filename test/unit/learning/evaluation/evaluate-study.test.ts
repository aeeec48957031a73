// A model measured on a part of a study: against readings, labels or both, which are compared with one another, and with true outlines.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Study } from '../../../../main/cohort/study-folder.ts';
import { putTrueOutlines } from '../../../../main/database/films/true-outlines.ts';
import { putHip } from '../../../../main/database/hips.ts';
import { putImport } from '../../../../main/database/imports.ts';
import { putLabels } from '../../../../main/database/labels.ts';
import { insertRadiograph } from '../../../../main/database/radiographs.ts';
import { putReading } from '../../../../main/database/readings.ts';
import { putSplit } from '../../../../main/database/splits.ts';
import type { Truth } from '../../../../main/domain/evaluation/truths.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import type { Grade } from '../../../../main/domain/grade.ts';
import { perQuadrant, QUADRANTS } from '../../../../main/domain/quadrant.ts';
import { openInferenceHere } from '../../../../main/inference/inference.ts';
import { evaluateStudy } from '../../../../main/learning/evaluation/evaluate-study.ts';
import { chosenModel, type InstalledModel } from '../../../../main/learning/grading/installed-models.ts';
import { newStudy, temporaryFolder } from '../../cohort/films.ts';
import { preparedHip, radiograph } from '../../database/fixtures.ts';
import { writeTinyModel } from '../../inference/tiny-model.ts';

const folder = temporaryFolder();
const inference = openInferenceHere();
let study: Study;
let model: InstalledModel;

/** A has label and reading, B a label alone, C a reading alone, D a reading that calls a labelled hip not gradable. */
const LABELS: Readonly<Record<string, Grade>> = { A: 1, B: 2, D: 3 };
const READINGS: Readonly<Record<string, Grade | null>> = { A: 0, C: 3, D: null };

beforeAll(async () => {
  model = valueOrThrow(await chosenModel({ home: folder, resources: folder }, writeTinyModel(folder)));
  study = await newStudy(join(folder, 'study'));
  const { database, objects } = study;
  putImport(database, { importId: 'i', at: '2026-01-01', kind: 'labels', detail: {} });
  for (const [at, subject] of ['A', 'B', 'C', 'D', 'E'].entries()) {
    const { sha256 } = await objects.put(Uint8Array.from({ length: 224 * 224 }, (_, pixel) => (pixel * (at + 3)) % 256));
    insertRadiograph(database, radiograph(subject, subject, 'V00'));
    const hip = preparedHip(subject, subject, 'V00', 'right');
    if (hip.prepared === null) throw new Error('The fixture has a crop.');
    putHip(database, { ...hip, prepared: { ...hip.prepared, cropObject: sha256 } });
    const label = LABELS[subject];
    if (label !== undefined) {
      const labels = perQuadrant(() => ({ kind: 'graded', value: label }) as const);
      const joint = { cohort: '', subject, visit: 'V00', side: 'right', labels, metadata: {} } as const;
      putLabels(database, { importId: 'i', who: 'R', at: '2026', why: null }, [joint]);
    }
    const grade = READINGS[subject];
    if (grade === undefined) continue;
    const read = grade === null ? ({ kind: 'not-gradable', reason: 'technical' } as const) : ({ kind: 'graded', grade } as const);
    for (const quadrant of QUADRANTS)
      putReading(database, { hipId: hip.hipId, quadrant, reader: 'R', label: read, readAt: '2026-02-01' });
  }
  putSplit(database, 'mine', new Map(['A', 'B', 'C', 'D', 'E'].map((subject) => [subject, 'val'] as const)));
});
afterAll(async () => {
  study.close();
  await inference.close();
  await rm(folder, { recursive: true });
});

async function measured(truth?: Truth) {
  const order = { study, model, part: 'val', splitName: 'mine', truth, seed: 1 } as const;
  return valueOrThrow(await evaluateStudy(order, inference, { progress: () => undefined }));
}

describe('a part of a study', () => {
  it.each([
    [undefined, { A: 0, B: 2, C: 3 }, 2],
    ['merged', { A: 0, B: 2, C: 3 }, 2],
    ['readings', { A: 0, C: 3 }, 3],
    ['labels', { A: 1, B: 2, D: 3 }, 2],
  ] as const)('is compared with the truth that is asked for: %s', async (truth, expected, unlabelled) => {
    const found = await measured(truth);
    expect(Object.fromEntries(found.rows.map((row) => [row.subject, row.truth['femur-superior']]))).toEqual(expected);
    expect(found.unlabelled).toBe(unlabelled);
  });

  it('compares readings, labels and model with one another, whatever the truth is', async () => {
    const { agreement } = await measured();
    expect(agreement.map(({ first, second, hips }) => [first, second, hips])).toEqual([
      ['readings', 'labels', 1],
      ['readings', 'model', 2],
      ['labels', 'model', 3],
    ]);
    const confusion = agreement[0]?.answers['acetabulum-inferior']?.confusion;
    expect(confusion?.[0]?.[1]).toBe(1); // A was read as 0 and labelled as 1
    expect((await measured('readings')).agreement).toEqual(agreement);
    expect((await measured('labels')).agreement).toEqual(agreement);
  });

  it('says what to do if no hip has the truth that is asked for', async () => {
    study.database.prepare('SAVEPOINT unread').run();
    study.database.prepare('DELETE FROM readings').run();
    const order = { study, model, part: 'val', splitName: 'mine', truth: 'readings', seed: 1 } as const;
    const refused = await evaluateStudy(order, inference, { progress: () => undefined });
    study.database.prepare('ROLLBACK TO unread').run();
    study.database.prepare('RELEASE unread').run();
    expect(refused).toMatchObject({ ok: false, failure: { code: 'labels-malformed' } });
    expect(JSON.stringify(refused)).toContain('a reading that this model answers. Grade hips, or choose another part or truth.');
  });

  it('has the share of the evidence inside true outlines, of hips that have one', async () => {
    expect((await measured()).measured.figures).not.toHaveProperty('inOutline');
    const whole = [
      { x: -1e5, y: -1e5 },
      { x: 1e5, y: -1e5 },
      { x: 1e5, y: 1e5 },
      { x: -1e5, y: 1e5 },
    ];
    const outlines = perQuadrant((quadrant) => (quadrant === 'femur-superior' ? whole : null));
    putTrueOutlines(study.database, 'B|V00|right', outlines);
    const { rows } = await measured();
    const shares = rows.map(({ subject, evidence }) => [subject, evidence?.['femur-superior']?.inOutline]);
    expect(shares).toEqual([
      ['A', undefined],
      ['B', expect.toSatisfy((share: number) => share === 1 || Number.isNaN(share))],
      ['C', undefined],
    ]);
    expect(rows[1]?.evidence?.['femur-inferior']).not.toHaveProperty('inOutline');
  });
});
