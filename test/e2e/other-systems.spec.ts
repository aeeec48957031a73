// Models of System 2 and System 4 grade hips on the case screen. They are trained here in seconds and exported from their runs.

import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { putTinyRecipe } from './tiny-recipe.ts';
import { startStudy, test, type Study } from './workstation.ts';

const stages = [{ size: 64, epochs: 1 }];

/** Trains the recipe to its end, exports the run as a model and returns the model's name. */
async function trainedModel({ client }: Study, name: string, checkpoint: string): Promise<string> {
  const preset = (await client.workstation.presets()).find(({ recipe }) => recipe.name === name);
  if (preset === undefined) throw new Error(`The recipe ${name} is not offered.`);
  const { runId } = await client.training.start({ presetId: preset.presetId });
  const states: string[] = [];
  for await (const { state } of await client.training.follow({ runId })) states.push(state);
  expect(states.at(-1)).toBe('finished');
  return (await client.training.use({ runId, checkpoint })).name;
}

async function gradeAgainWith(page: Page, model: string, strength: 'usual' | 'weak' = 'usual'): Promise<void> {
  const choice = page.getByRole('combobox', { name: 'Grade with' });
  await choice.selectOption(model);
  // A model that agrees hardly better than chance with its validation readings asks first.
  if (strength === 'weak') await page.getByRole('button', { name: 'Use it all the same' }).click();
  await expect(choice).toHaveValue(model);
  // The previous model's evidence lies elsewhere and does not explain this model.
  const evidence = page.waitForResponse((response) => response.url().includes('/bytes/heatmaps/'));
  // A model that was just chosen has graded nothing yet.
  await page.getByRole('button', { name: /^Grade (again|this hip)$/ }).click();
  const sheet = page.getByRole('dialog');
  await sheet
    .getByRole('button', { name: /^(Done|Close)$/ })
    .last()
    .click({ timeout: 30_000 });
  await expect(sheet).toHaveCount(0);
  await evidence;
}

test.setTimeout(500_000);

test('presence of osteophytes and five findings are shown with their evidence, and the quadrant reading is kept', async ({
  page,
}, info) => {
  const study = await startStudy();
  try {
    putTinyRecipe(study.home, 'system2-prior-phantom-small', 'tiny-presence', { stages });
    putTinyRecipe(study.home, 'system4-resnet18-phantom-small', 'tiny-findings', { stages });
    const presence = await trainedModel(study, 'tiny-presence', 'best-loss');
    const findings = await trainedModel(study, 'tiny-findings', 'best-kappa');
    const [row] = (await study.client.hips.list({ side: ['right'] })).rows;
    const hipId = row.hipId;
    await page.goto(study.address);
    await page.goto(`${study.origin}/#/case/${encodeURIComponent(hipId)}`);
    await expect(page.getByRole('application').getByText(/^Zoom/)).toBeVisible();
    await page.keyboard.press('2');
    await expect(page.getByText(/Femur inferior: press 0–3/)).toBeVisible();
    await page.keyboard.press('3');
    const chip = page.getByRole('button', { name: 'Femur inferior: read as grade 3' });
    await expect(chip).toHaveAttribute('aria-pressed', 'true');

    await gradeAgainWith(page, presence);
    await expect(page.getByText(/says whether each quadrant has an osteophyte/)).toBeVisible();
    await expect(page.getByRole('img', { name: /^Model, Femur superior: (present|absent)$/ })).toBeVisible();
    await expect(page.getByRole('img', { name: /^P\(osteophyte\) \d+%$/ })).toHaveCount(4);
    await expect(page.getByText('P(any osteophyte)')).toHaveCount(0);
    await expect(page.getByRole('combobox', { name: 'Score' })).toHaveCount(0);
    await expect(page.getByText(/explains P\(osteophyte\) and no grade/)).toBeVisible();
    await expect(chip).toHaveAttribute('aria-pressed', 'true');
    await page.getByRole('group', { name: /Acetabulum superior/ }).hover();
    await expectEvidence(page);
    await page.screenshot({ path: info.outputPath('presence.png') });
    await expectAccessible(page, 'case, presence by System 2');

    await gradeAgainWith(page, findings, 'weak');
    const list = page.getByRole('list', { name: 'Findings' });
    await expect(list.getByRole('listitem')).toHaveCount(5);
    await expect(list.getByRole('img', { name: /^Sclerosis: (present|absent)$/ })).toBeVisible();
    await expect(list.getByText(/% in zone$/)).toHaveCount(2);
    await expect(page.getByRole('combobox', { name: 'Score' }).getByRole('option')).toHaveCount(6);
    await expect(page.getByText(/has no answer for the whole hip/)).toBeVisible();
    await expect(page.getByRole('img', { name: /^Model, / })).toHaveCount(0);
    await expect(chip).toHaveAttribute('aria-pressed', 'true');
    await list.getByRole('button', { name: 'Pin the heatmap of Femoral osteophytes' }).click();
    await expectEvidence(page);
    await page.screenshot({ path: info.outputPath('findings.png') });
    await expectAccessible(page, 'case, findings by System 4');

    // Such a hip can be exported in every format.
    await page.keyboard.press('Control+e');
    await expect(page.getByRole('checkbox', { name: /^PDF/ })).toBeChecked();
    await page.keyboard.press('Escape');
    const { files } = await study.client.report.export({ hipIds: [hipId], formats: ['pdf', 'json', 'csv'] });
    expect(files.map(({ format }) => format)).toEqual(['pdf', 'json', 'csv']);
    expect(readFileSync(files[0].path).subarray(0, 5).toString()).toBe('%PDF-');

    await page.goto(`${study.origin}/#/library`);
    const worklist = page.getByRole('grid', { name: 'Worklist' });
    await expect(worklist.getByRole('img', { name: /^Joint-space narrowing: grade \d/ })).toHaveCount(1);
    await page.screenshot({ path: info.outputPath('library.png') });
  } finally {
    await study.stop();
  }
});

/** Expects warm colours in the overlay, which outlines alone do not have. */
async function expectEvidence(page: Page): Promise<void> {
  const warm = () =>
    page.getByRole('application').evaluate((stage) => {
      const canvas = stage.querySelectorAll('canvas')[1];
      const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      let count = 0;
      for (let i = 0; i < pixels.length; i += 4) if (pixels[i] > 120 && pixels[i] > pixels[i + 2] + 60) count++;
      return count;
    });
  await expect.poll(warm).toBeGreaterThan(200);
}
