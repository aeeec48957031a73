// A model measured on phantoms: its rows say where the evidence lies, as those of a study do, with the true outlines of the phantom.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { QUADRANTS } from '../../../../main/domain/quadrant.ts';
import { evaluateModel } from '../../../../main/learning/evaluation/evaluate-on-phantoms.ts';
import { writeTinyModel } from '../../inference/tiny-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-on-phantoms-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('has distances to landmarks and, of positive quadrants alone, the share in the outline', async () => {
  writeTinyModel(folder);
  const order = { model: join(folder, 'tiny.onnx'), subjects: 3, seed: 4 };
  const { rows } = valueOrThrow(await evaluateModel(order, () => undefined, new AbortController().signal));
  const quadrants = rows.flatMap(({ truth, evidence }) =>
    QUADRANTS.map((name) => ({ isPositive: Number(truth[name]) > 0, place: evidence?.[name] })),
  );
  expect(quadrants.filter(({ isPositive }) => isPositive).length).toBeGreaterThan(0);
  for (const { isPositive, place } of quadrants) {
    expect(place).toHaveProperty('centreDistance');
    expect(place).toHaveProperty('spread');
    expect(place?.inOutline !== undefined).toBe(isPositive);
  }
});
