// The stage's tools against the phantoms' truth, and two films side by side.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { z } from 'zod';
import type { ImagePoint } from '../../main/domain/geometry.ts';
import { expectAccessible } from './accessible.ts';
import { measure } from '../../main/domain/measure/measurement.ts';
import { startStudy, test, type Study } from './workstation.ts';

const Truth = z.object({
  images: z.array(
    z.object({
      subject: z.string(),
      visit: z.string(),
      spacingMm: z.number(),
      hips: z.array(z.object({ side: z.string(), headCentre: z.tuple([z.number(), z.number()]), headRadius: z.number() })),
    }),
  ),
});

test(
  'a new film shows its preview first, and neither place nor window changes when the rest comes',
  { tag: '@core' },
  async ({ page, study }) => {
    const { rows } = await study.client.hips.list({});
    const [row] = rows;
    const { promise, resolve: release } = Promise.withResolvers<void>();
    await page.route('**/bytes/radiographs/**', async (route) => {
      await promise;
      await route.continue();
    });
    await page.goto(study.address);
    await page.goto(`${study.origin}/#/case/${encodeURIComponent(row.hipId)}`);
    const stage = page.getByRole('application');
    await expect(stage).toHaveAttribute('data-preview', row.radiographId);
    await expect(stage).toHaveAttribute('data-painted', '');
    await expect(stage.getByText('A quarter of the resolution')).toBeVisible();
    const before = await stage.evaluate(whatTheStageShows);
    release();
    await expect(stage).toHaveAttribute('data-painted', row.radiographId);
    await expect(stage).toHaveAttribute('data-preview', '');
    await expect(stage.getByText('A quarter of the resolution')).toHaveCount(0);
    const after = await stage.evaluate(whatTheStageShows);
    expect(before.window).toMatch(/^W \d+ {2}L \d+$/);
    expect([before.view, before.window]).toEqual([after.view, after.window]);
    expect(Math.max(...after.greys) - Math.min(...after.greys)).toBeGreaterThan(60);
    expect(Math.max(...after.greys.map((grey, tile) => Math.abs(grey - before.greys[tile])))).toBeLessThan(6);
  },
);

test('the preview comes beside the case, and one of another film is not shown', async ({ page, study }) => {
  const { rows } = await study.client.hips.list({});
  const [row] = rows;
  const other = rows.find(({ radiographId }) => radiographId !== row.radiographId)?.hipId ?? '';
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const previews = () => asked.filter((url) => url.includes('/bytes/previews/'));
  await page.goto(study.address);
  const stage = page.getByRole('application');
  await page.goto(`${study.origin}/#/case/${encodeURIComponent(other)}`);
  await expect(stage).not.toHaveAttribute('data-painted', '');
  expect(asked.filter((url) => url.includes('/bytes/hip-previews/'))).toHaveLength(1);
  expect(previews()).toEqual([]);
  await page.route('**/bytes/hip-previews/**', async (route) =>
    route.fulfill({
      response: await route.fetch({
        url: route.request().url().replace(encodeURIComponent(row.hipId), encodeURIComponent(other)),
      }),
    }),
  );
  await page.route('**/bytes/radiographs/**', (route) => route.abort());
  await page.goto('about:blank');
  await page.goto(`${study.origin}/#/case/${encodeURIComponent(row.hipId)}`);
  await expect(stage).toHaveAttribute('data-preview', row.radiographId);
  expect(previews()).toHaveLength(1);
});

test('no shape is drawn until the film or its preview is there, and none is lost then', async ({ page, study }) => {
  const { rows } = await study.client.hips.list({});
  const [{ hipId, radiographId }] = rows;
  const [previews, films] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await page.route('**/bytes/*previews/**', async (route) => {
    await previews.promise;
    await route.continue();
  });
  await page.route('**/bytes/radiographs/**', async (route) => {
    await films.promise;
    await route.continue();
  });
  await page.goto(study.address);
  const maps = page.waitForResponse((response) => response.url().includes('/bytes/heatmaps/'));
  await page.goto(`${study.origin}/#/case/${encodeURIComponent(hipId)}`);
  const stage = page.getByRole('application');
  await expect(stage.getByText(/^Zoom/)).toBeVisible();
  await (await maps).finished();
  await page.getByRole('button', { name: 'Pin the heatmap of Femur superior' }).click();
  expect(await stage.evaluate(shapesOnStage)).toBe(0);
  previews.resolve();
  await expect(stage).toHaveAttribute('data-preview', radiographId);
  await expect.poll(() => stage.evaluate(shapesOnStage)).toBeGreaterThan(200);
  films.resolve();
  await expect(stage).toHaveAttribute('data-painted', radiographId);
  expect(await stage.evaluate(shapesOnStage)).toBeGreaterThan(200);
});

test('a ruler, an angle and a circle agree with the phantom: 0.1 mm and half a degree, on a film that is turned too', async ({
  page,
  study,
}) => {
  test.setTimeout(400_000);
  const { row, head, spacingMm } = await hipWithTruth(study);
  const onHead = pointOnHead(head);
  const { height } = (await study.client.hips.case({ hipId: row.hipId })).radiograph;
  await openCase(page, study, row.hipId);
  await page.keyboard.press('t');
  await page.keyboard.press('d');
  await clickAt(page, [onHead(180), onHead(0)], height);
  await page.keyboard.press('Shift+D');
  await clickAt(page, [onHead(-100), onHead(0, 0), onHead(-40)], height);
  await page.keyboard.press('o');
  await clickAt(page, [onHead(20), onHead(100), onHead(170), onHead(230), onHead(300)], height);
  await page.keyboard.press('Enter');
  const list = page.getByRole('region', { name: 'Measurements' });
  await expect(list.getByRole('listitem')).toHaveCount(3);
  const saved = async () => study.client.measurements.list({ hipId: row.hipId });
  await expect.poll(async () => (await saved()).length).toBe(3);
  await expectAccessible(page, 'case with measurements');
  const [distance, angle, circle] = await list.getByRole('listitem').allTextContents();
  const number = (text: string): number => Number(/([\d.]+)(?: mm|°)/.exec(text)?.[1]);
  // The list rounds to a tenth of a millimetre. What is saved is exact to a hundredth.
  expect(Math.abs(number(distance) - 2 * head.radius * spacingMm)).toBeLessThanOrEqual(0.1);
  expect(Math.abs(number(angle) - 60)).toBeLessThanOrEqual(0.5);
  expect(Math.abs(number(circle) - 2 * head.radius * spacingMm)).toBeLessThanOrEqual(0.1);
  const exact = (await saved()).map(({ kind, points }) => measure(kind, points, spacingMm));
  expect(exact).toEqual([
    { kind: 'length', mm: expect.closeTo(2 * head.radius * spacingMm, 2) },
    { kind: 'angle', degrees: expect.closeTo(60, 1) },
    expect.objectContaining({ kind: 'circle', diameterMm: expect.closeTo(2 * head.radius * spacingMm, 2) }),
  ]);
  await page.reload();
  await expect(list.getByRole('listitem')).toHaveCount(3);
  await list.getByRole('button', { name: /^Remove: angle/ }).click();
  await expect.poll(async () => (await saved()).map(({ kind }) => kind)).toEqual(['distance', 'circle']);
});

test('a mouse, which knows only whole pixels of the screen, measures as exactly once the film is enlarged', async ({
  page,
  study,
}) => {
  test.setTimeout(240_000);
  const { row, head, spacingMm } = await hipWithTruth(study, 1);
  const onHead = pointOnHead(head);
  const { height } = (await study.client.hips.case({ hipId: row.hipId })).radiograph;
  await openCase(page, study, row.hipId);
  await page.keyboard.press('t');
  await page.getByRole('application').focus();
  for (const key of ['+', '+', '+']) await page.keyboard.press(key);
  await page.keyboard.press('d');
  // Half way to the border of the head, so that all points are on the stage.
  const angles = [0, 50, 100, 150];
  for (const degrees of angles) await clickAt(page, [onHead(180 + degrees, 0.5), onHead(degrees, 0.5)], height, Math.floor);
  const saved = async () => study.client.measurements.list({ hipId: row.hipId });
  await expect.poll(async () => (await saved()).length).toBe(angles.length);
  const errors = (await saved()).map(({ kind, points }) => {
    const measured = measure(kind, points, spacingMm);
    return measured?.kind === 'length' ? Math.abs(measured.mm - head.radius * spacingMm) : NaN;
  });
  expect(Math.max(...errors)).toBeLessThanOrEqual(0.1);
});

test('beside a hip stands its other visit, its other side, or nothing that is not there, each under its own name', async ({
  page,
}) => {
  test.setTimeout(240_000);
  // A study of its own, because other tests grade the hips of the shared one with further models.
  const study = await startStudy();
  try {
    await compareBeside(page, study);
  } finally {
    await study.stop();
  }
});

async function compareBeside(page: Page, study: Study): Promise<void> {
  const { rows } = await study.client.hips.list({ side: ['left'] });
  const [now, before] = [rows[1], rows[0]];
  await openCase(page, study, now.hipId);
  const stages = page.getByRole('application');
  const zoom = (index: number) => stages.nth(index).getByText(/^Zoom/).innerText();
  await page.keyboard.press('b');
  await expect(stages.nth(1)).toHaveAttribute('data-painted', before.radiographId);
  await expect(stages.nth(1)).toHaveAccessibleName(new RegExp(`visit ${before.visit}, left hip`));
  await expect(stages.nth(0)).toHaveAccessibleName(new RegExp(`visit ${now.visit}, left hip`));
  await expectAccessible(page, 'case, two visits side by side');
  const [first, second] = [await zoom(0), await zoom(1)];
  await stages.nth(1).hover();
  await page.mouse.wheel(0, -300);
  await expect.poll(() => zoom(0)).not.toBe(first);
  await expect.poll(() => zoom(1)).not.toBe(second);
  await page.keyboard.press('.');
  // One at a time is shown, in turn.
  await expect(stages).toHaveAccessibleName(new RegExp(`visit ${before.visit}, left hip`));
  await expect(stages).toHaveAccessibleName(new RegExp(`visit ${now.visit}, left hip`));
  await expect(stages).toHaveAccessibleName(new RegExp(`visit ${before.visit}, left hip`));
  await page.keyboard.press('.');
  await expect(stages).toHaveCount(2);
  await page.keyboard.press('Shift+B');
  await expect(stages.nth(1)).toHaveAccessibleName(new RegExp(`visit ${now.visit}, right hip`));
  await expect(stages.nth(1)).toHaveAttribute('data-painted', now.radiographId);
  await page.keyboard.press('Shift+M');
  await expect(page.getByText('No other model has graded this hip.')).toBeVisible();
  await expectAccessible(page, 'case, nothing to show beside it');
  await page.keyboard.press('Shift+M');
  await expect(stages).toHaveCount(1);
}

function pointOnHead(head: { readonly x: number; readonly y: number; readonly radius: number }) {
  return (degrees: number, share = 1): ImagePoint => ({
    x: head.x + share * head.radius * Math.cos((degrees * Math.PI) / 180),
    y: head.y + share * head.radius * Math.sin((degrees * Math.PI) / 180),
  });
}

/** Returns one of the right hips, so that tests that measure need not share one. */
async function hipWithTruth(study: Study, index = 0) {
  const { images } = Truth.parse(JSON.parse(readFileSync(join(study.cohort, 'truth.json'), 'utf8')));
  const { rows } = await study.client.hips.list({ side: ['right'] });
  const row = rows[index];
  const image = images.find(({ subject, visit }) => subject === row.subject && visit === row.visit);
  const hip = image?.hips.find(({ side }) => side === 'right');
  if (image === undefined || hip === undefined) throw new Error('The truth does not know the hip.');
  const [x, y] = hip.headCentre;
  return { row, head: { x, y, radius: hip.headRadius }, spacingMm: image.spacingMm };
}

/** Counts the pixels of the shapes over the film after the next frame. Runs in the page. */
async function shapesOnStage(stage: Element): Promise<number> {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const canvas = stage.querySelectorAll('canvas').item(1);
  const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
  let shapes = 0;
  for (let at = 3; at < data.length; at += 4) if (data[at] > 0) shapes += 1;
  return shapes;
}

/** Runs in the page. The greys are the means of 12 by 8 tiles, 0 to 255. */
function whatTheStageShows(stage: Element) {
  const canvas = stage.querySelector('canvas');
  const context = canvas?.getContext('2d');
  if (!canvas || !context) throw new Error('The stage has no film.');
  const [width, height] = [Math.floor(canvas.width / 12), Math.floor(canvas.height / 8)];
  const greys = Array.from({ length: 96 }, (_, tile) => {
    const { data } = context.getImageData((tile % 12) * width, Math.floor(tile / 12) * height, width, height);
    return data.reduce((sum, value, i) => (i % 4 === 0 ? sum + value : sum), 0) / (width * height);
  });
  const window = [...stage.querySelectorAll('span')].find(({ textContent }) => textContent.startsWith('W '))?.textContent;
  return { view: stage.getAttribute('data-view'), window, greys };
}

async function openCase(page: Page, study: Study, hipId: string): Promise<void> {
  await page.goto(study.address);
  await page.goto(`${study.origin}/#/case/${encodeURIComponent(hipId)}`);
  await expect(page.getByRole('application')).toHaveAttribute('data-painted', /./, { timeout: 60_000 });
}

/** Clicks these points of the film, which is shown rotated by 90 degrees to the right, where the mouse comes to lie by `place`. */
async function clickAt(
  page: Page,
  points: readonly ImagePoint[],
  height: number,
  place = (at: number): number => at,
): Promise<void> {
  for (const point of points) {
    const at = await page.getByRole('application').evaluate(
      (stage, { wanted, filmHeight }) => {
        const box = stage.getBoundingClientRect();
        const [scale, x, y] = (stage.getAttribute('data-view') ?? '').split(' ').map(Number);
        // Rotated by 90 degrees: what was y runs to the left, what was x runs down.
        return { x: box.x + x + (filmHeight - 1 - wanted.y) * scale, y: box.y + y + wanted.x * scale };
      },
      { wanted: point, filmHeight: height },
    );
    await page.mouse.click(place(at.x), place(at.y));
  }
}
