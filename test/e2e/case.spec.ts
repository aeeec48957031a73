// The case screen: reading by keyboard, window and zoom by pointer, and evidence in the right place.

import { expect, type Locator, type Page } from '@playwright/test';
import { cropToImage } from '../../main/domain/geometry.ts';
import { HEATMAP_SCORES, type HeatmapScore } from '../../main/domain/grading.ts';
import { QUADRANTS } from '../../main/domain/quadrant.ts';
import type { Case } from '../../main/domain/study/case.ts';
import { shareOutside } from '../../renderer/case/zone-outside.ts';
import { text } from '../../renderer/text/english.ts';
import { test, type Study } from './workstation.ts';

/** The share of a crop that counts as its hottest part. */
const HOTTEST = 0.02;

test('a hip is read, compared and reported without a mouse', { tag: '@core' }, async ({ page, study }) => {
  await page.goto(study.address);
  await tabTo(page, 'grid');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const stage = page.getByRole('application');
  await expect(stage).toHaveAccessibleName(/left hip/);
  await page.keyboard.press('2');
  await expect(page.getByText(/Femur inferior: press 0–3/)).toBeVisible();
  await page.keyboard.press('3');
  const chip = page.getByRole('button', { name: 'Femur inferior: read as grade 3' });
  await expect(chip).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('contentinfo')).toContainText('0 read · 1 partly');
  await page.reload();
  await expect(chip).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('2');
  await page.keyboard.press('n');
  await expect(page.getByRole('combobox', { name: 'Femur inferior: not gradable' })).toHaveValue('technical');
  await page.keyboard.press('2');
  await page.keyboard.press('Delete');
  await expect(page.getByRole('contentinfo')).not.toContainText('partly');
  await page.keyboard.press('s');
  await expect(stage).toHaveAccessibleName(/right hip/);
  await page.keyboard.press('Control+e');
  await expect(page.getByRole('button', { name: 'Write report' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Report written' })).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('Escape from the report gives the focus back, and the next key acts on the case', async ({ page, study }) => {
  await openCase(page, study, 'right');
  const stage = page.getByRole('application');
  for (const from of [stage, page.getByRole('button', { name: 'Export report' })]) {
    await from.focus();
    await page.keyboard.press('Control+e');
    await expect(page.getByRole('button', { name: 'Write report' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(from).toBeFocused();
  }
  await page.keyboard.press('s');
  await expect(stage).toHaveAccessibleName(/left hip/);
});

test('the audit is silent where the model finds nothing, and says how much of a zone lies outside the crop', async ({
  page,
  study,
}) => {
  const { rows } = await study.client.hips.list({});
  const said: string[] = [];
  for (const { hipId } of rows) {
    const found = await study.client.hips.case({ hipId });
    const hip = found.hips.find((candidate) => candidate.hipId === hipId);
    if (hip?.grading?.kind !== 'grades') throw new Error('The hip has no grades.');
    await page.goto(study.address);
    await page.goto(`${study.origin}/#/case/${encodeURIComponent(hipId)}`);
    await expect(page.getByRole('application')).toHaveAttribute('data-hip', hipId);
    for (const [place, quadrant] of QUADRANTS.entries()) {
      const words = await page.getByRole('group', { name: new RegExp(`^${place + 1}, `) }).innerText();
      const { grade, attentionInZone } = hip.grading.quadrants[quadrant];
      const outside = shareOutside(hip.zones[quadrant], hip.zoneRadiusMm / found.radiograph.spacingMm, hip.frame);
      const [audit, zone] = [text.cross.attention(attentionInZone), text.cross.zoneOutside(outside)];
      expect(words.includes(audit), `${hipId} ${quadrant}: ${audit}`).toBe(grade > 0);
      expect(words.includes(zone), `${hipId} ${quadrant}: ${zone}`).toBe(outside > 0.02);
      said.push(grade > 0 ? 'audit' : 'silent', outside > 0.02 ? 'outside' : 'inside');
    }
  }
  expect(new Set(said)).toEqual(new Set(['audit', 'silent', 'outside', 'inside']));
});

test('the history of a hip shows each change of a reading, and takes its reason', async ({ page, study }) => {
  await openCase(page, study, 'left');
  const history = page
    .getByRole('complementary')
    .getByRole('group')
    .filter({ hasText: /^History/ });
  await page.keyboard.press('3');
  await page.keyboard.press('1');
  await page.keyboard.press('3');
  await page.keyboard.press('2');
  await page.getByText(/^History/).click();
  await expect(history.getByText('Acetabulum superior: grade 1 → grade 2', { exact: true })).toBeVisible();
  await page.getByLabel('Reason of the last change').fill('Seen again with the other hip');
  await page.keyboard.press('Enter');
  await expect(history.getByText('Reason: Seen again with the other hip')).toBeVisible();
  await expect(page.getByLabel('Reason of the last change')).toHaveCount(0);
});

test('dragging sets window and level, the wheel zooms at the pointer, and keys reset both', async ({ page, study }) => {
  await openCase(page, study, 'right');
  const stage = page.getByRole('application');
  const box = await stage.boundingBox();
  if (box === null) throw new Error('The stage has no size.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const grey = stage.getByText(/^W /);
  await expect(grey).toHaveText(/^W \d+\s+L -?\d+/);
  const [width, centre] = await numbersIn(grey);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 120, y + 40, { steps: 6 });
  await page.mouse.up();
  await expect.poll(async () => (await numbersIn(grey))[0]).not.toBe(width);
  await expect.poll(async () => (await numbersIn(grey))[1]).not.toBe(centre);
  await page.keyboard.press('r');
  await expect.poll(() => numbersIn(grey)).toEqual([width, centre]);
  const zoom = stage.getByText(/^Zoom/);
  const [fitted] = await numbersIn(zoom);
  await page.mouse.wheel(0, -400);
  await expect.poll(async () => (await numbersIn(zoom))[0]).toBeGreaterThan(fitted);
  await page.keyboard.press('h');
  await expect.poll(() => numbersIn(zoom)).toEqual([fitted]);
  await page.keyboard.press('f');
  await expect.poll(async () => (await numbersIn(zoom))[0]).toBeLessThan(fitted);
  await page.keyboard.press('i');
  await expect(stage.getByText('Inverted')).toBeVisible();
});

test('the quadrant cross and the side letters follow the anatomy on both sides', { tag: '@core' }, async ({ page, study }) => {
  await openCase(page, study, 'right');
  const order = () => page.getByRole('group', { name: /^\d, / }).evaluateAll((cells) => cells.map((cell) => cell.ariaLabel));
  const letters = async () => [
    await leftEdgeOf(page.getByRole('img', { name: 'The subject’s right side' })),
    await leftEdgeOf(page.getByRole('img', { name: 'The subject’s left side' })),
  ];
  expect(await order()).toEqual(['3, Acetabulum superior', '4, Acetabulum inferior', '1, Femur superior', '2, Femur inferior']);
  const [rightBefore, leftBefore] = await letters();
  expect(rightBefore).toBeLessThan(leftBefore);
  await page.keyboard.press('s');
  await expect(page.getByRole('radio', { name: 'Left hip' })).toBeChecked();
  expect(await order()).toEqual(['4, Acetabulum inferior', '3, Acetabulum superior', '2, Femur inferior', '1, Femur superior']);
  // The picture did not move, so the letters must not move either.
  expect(await letters()).toEqual([rightBefore, leftBefore]);
});

for (const side of ['right', 'left'] as const) {
  test(`the heatmap of a ${side} hip lies where the model looked and is not mirrored`, async ({ page, study }) => {
    const found = await openCase(page, study, side);
    const hip = found.hips.find((candidate) => candidate.side === side);
    if (hip === undefined) throw new Error('The hip was not cropped.');
    await page.keyboard.press('c');
    await page.keyboard.press('f');
    const served = await servedMap(page, study, hip.hipId, DEFAULT_SCORE);
    // At the centre of the crop, a mirrored heatmap would go unnoticed.
    expect(Math.abs(hottestOf(served, hip.frame.size).x / (hip.frame.size - 1) - 0.5)).toBeGreaterThan(0.06);
    await page.getByRole('group', { name: /Acetabulum superior/ }).hover();
    await expect.poll(() => distanceOnStage(page, found, hip, served)).toBeLessThan(0.03);
  });
}

test('the map explains the score that the reader chooses, one grade and the whole hip included', async ({
  page,
  study,
}, info) => {
  test.setTimeout(240_000);
  const found = await openCase(page, study, 'right');
  const [hip] = found.hips;
  await page.keyboard.press('c');
  await page.keyboard.press('f');
  await page.getByRole('button', { name: 'Pin the heatmap of Acetabulum superior' }).click();
  const choice = page.getByRole('combobox', { name: 'Score' });
  await expect(choice.getByRole('option')).toHaveCount(HEATMAP_SCORES.length);
  const drawn = new Set<string>();
  for (const score of HEATMAP_SCORES) {
    await choice.selectOption(score);
    await page.getByRole('contentinfo').hover();
    const served = await servedMap(page, study, hip.hipId, score);
    drawn.add(served.join());
    await expect.poll(() => distanceOnStage(page, found, hip, served), score).toBeLessThan(0.03);
    await page.screenshot({ path: info.outputPath(`${score}.png`) });
  }
  // A gradient of one grade is another than that of its neighbour, and the whole hip has a head of its own.
  expect(drawn.size).toBeGreaterThan(HEATMAP_SCORES.length - 4);
  // The map of the whole hip is drawn once, however many quadrants are pinned.
  const once = await page.getByRole('application').evaluate(heatOnStage);
  expect(once).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Pin the heatmap of Femur superior' }).click();
  await page.getByRole('contentinfo').hover();
  await expect.poll(() => page.getByRole('application').evaluate(heatOnStage)).toBeLessThan(1.1 * once);
  // The choice is kept with the study, so it is put back for the other tests.
  await choice.selectOption(DEFAULT_SCORE);
});

const DEFAULT_SCORE = 'at-least-1';

/** The map of the upper acetabulum as the workstation serves it. // [224, 224] */
async function servedMap(page: Page, study: Study, hipId: string, score: HeatmapScore): Promise<Uint8Array> {
  const route = study.page.bytes().heatmap(hipId, 'acetabulum-superior', score);
  const answer = await page.request.get(study.origin + route, { headers: { authorization: study.authorization } });
  expect(answer.status()).toBe(200);
  return new Uint8Array(await answer.body());
}

/** How far the hottest place on the stage lies from where this map has it, as a share of the crop's edge. The film must fit the stage. */
async function distanceOnStage(page: Page, found: Case, hip: Case['hips'][number], served: Uint8Array): Promise<number> {
  const expected = hottestOf(served, hip.frame.size);
  const stage = await page.getByRole('application').boundingBox();
  if (stage === null) throw new Error('The stage has no size.');
  const scale = Math.min(stage.width / found.radiograph.width, stage.height / found.radiograph.height);
  const image = cropToImage(hip.frame, expected);
  const across = stage.width / 2 + (image.x - (found.radiograph.width - 1) / 2) * scale;
  const down = stage.height / 2 + (image.y - (found.radiograph.height - 1) / 2) * scale;
  const edge = hip.frame.size * hip.frame.step * scale;
  const seen = await page.getByRole('application').evaluate(hottestOnStage, HOTTEST * edge * edge);
  return Math.hypot(seen.x - across, seen.y - down) / edge;
}

/** The opacity of all warm pixels over the radiograph together. Runs in the page. */
function heatOnStage(stage: Element): number {
  const canvas = stage.querySelectorAll('canvas').item(1);
  const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
  let all = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i] > data[i + 2] + 60) all += data[i + 3];
  return all;
}

async function openCase(page: Page, study: Study, side: 'right' | 'left') {
  const list = await study.client.hips.list({ side: [side] });
  const found = await study.client.hips.case({ hipId: list.rows[0].hipId });
  await page.goto(study.address);
  await page.goto(`${study.origin}/#/case/${encodeURIComponent(found.row.hipId)}`);
  await expect(page.getByRole('application').getByText(/^Zoom/)).toBeVisible();
  await expect(page.getByText('Loading the radiograph…')).toHaveCount(0);
  return found;
}

/** Returns the numbers of a readout on the stage. Throws if there are none. */
async function numbersIn(readout: Locator): Promise<number[]> {
  const text = await readout.textContent();
  const numbers = text?.match(/-?\d+/g)?.map(Number);
  if (numbers === undefined) throw new Error(`The readout shows no number: ${text}`);
  return numbers;
}

/** Returns the x of the left edge in screen pixels. Throws if the element is not shown. */
async function leftEdgeOf(element: Locator): Promise<number> {
  const box = await element.boundingBox();
  if (box === null) throw new Error('The element is not shown.');
  return box.x;
}

/** Presses Tab until the control with this role has the focus. */
async function tabTo(page: Page, role: 'grid'): Promise<void> {
  await expect(page.getByRole(role)).toBeVisible();
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    if (await page.getByRole(role).evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab never reached the ${role}.`);
}

/** The centre of the hottest pixels of a heatmap, in crop pixels. // heat [size, size] */
function hottestOf(heat: Uint8Array, size: number): { x: number; y: number } {
  const pixels = [...heat.entries()].sort(([, a], [, b]) => b - a).slice(0, Math.round(HOTTEST * heat.length));
  const mean = (valueOf: (index: number) => number): number =>
    pixels.reduce((sum, [index]) => sum + valueOf(index), 0) / pixels.length;
  return { x: mean((index) => index % size), y: mean((index) => Math.floor(index / size)) };
}

/** The centre of the brightest warm pixels over the radiograph, in screen pixels. Outlines are blue, so they do not count. Runs in the page. */
function hottestOnStage(stage: Element, screenPixels: number): { x: number; y: number } {
  const canvas = stage.querySelectorAll('canvas').item(1);
  const ratio = canvas.width / canvas.clientWidth;
  const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
  const pixels: { x: number; y: number; light: number }[] = [];
  for (let at = 0; at < data.length; at += 4) {
    const [red, green, alpha] = [data[at], data[at + 1], data[at + 3]];
    if (red <= data[at + 2]) continue;
    const pixel = at / 4;
    pixels.push({ x: pixel % canvas.width, y: Math.floor(pixel / canvas.width), light: (red + green) * alpha });
  }
  const hottest = pixels.sort((a, b) => b.light - a.light).slice(0, Math.round(screenPixels * ratio * ratio));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length / ratio;
  return { x: mean(hottest.map(({ x }) => x)), y: mean(hottest.map(({ y }) => y)) };
}
