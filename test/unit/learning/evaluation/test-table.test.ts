// Figures go onto a card in place of those of the same data, and a card that cannot be read is told.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { putOnCard } from '../../../../main/learning/evaluation/test-table.ts';
import { temporaryFolder } from '../../cohort/films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const model = join(folder, 'model.onnx');
const card = join(folder, 'model.json');

it('replaces the figures of the same data and keeps the rest', async () => {
  const other = { name: 'kappa', value: 0.5, data: 'validation' };
  writeFileSync(card, JSON.stringify({ name: 'model', figures: [{ name: 'kappa', value: 0.1, data: 'test' }, other] }));
  const figure = { name: 'kappa', value: 0.8, data: 'test' };
  expect(await putOnCard(model, [figure])).toMatchObject({ ok: true });
  expect(JSON.parse(readFileSync(card, 'utf8'))).toEqual({ name: 'model', figures: [figure, other] });
});

it('says that there is no card', async () => {
  rmSync(card);
  expect(await putOnCard(model, [])).toMatchObject({
    ok: false,
    failure: { code: 'file-not-found', message: expect.stringContaining('model.json') },
  });
});
