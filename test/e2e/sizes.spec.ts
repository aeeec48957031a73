// The screens at the window sizes that readers have, with names as long as DICOM allows: nothing cut, nothing overprinted, no space wasted.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { editedDicom } from '../fixtures/edit-dicom.ts';
import { finish, startStudy, test, type Study } from './workstation.ts';

const PATIENT_ID = 0x0010_0020;
/** DICOM's longest identifier. */
const LONG_NAME = 'KLINIKUM-RECHTS-DER-ISAR-OSTEOARTHRITIS-COHORT-PSEUDONYM-0000001';

/** Of a patient whose hips are not graded. */
const NEW_NAME = 'NEW-1';

const SCREENS = ['library', 'case', 'train', 'experiments', 'evaluate', 'reports', 'settings'] as const;

let study: Study;
let longHipId: string;

test.setTimeout(400_000);

test.beforeAll(async () => {
  test.setTimeout(400_000);
  study = await startStudy();
  const { client, cohort, home } = study;
  const [film] = readdirSync(cohort).filter((name) => name.endsWith('.dcm'));
  const importAs = async (patient: string): Promise<void> => {
    const folder = join(home, patient);
    mkdirSync(folder);
    const edits = new Map([[PATIENT_ID, { vr: 'LO', value: patient }]]);
    writeFileSync(join(folder, 'film.dcm'), editedDicom(readFileSync(join(cohort, film)), edits));
    const points = readdirSync(cohort).find((name) => name.startsWith(film) && name !== film);
    if (points !== undefined) writeFileSync(join(folder, points.replace(film, 'film.dcm')), readFileSync(join(cohort, points)));
    await finish(await client.study.import({ paths: [folder], upload: null, spacingMm: null }));
  };
  await importAs(LONG_NAME);
  await finish(await client.grading.run({ hipIds: [] }));
  await importAs(NEW_NAME);
  const long = (await client.hips.list({})).rows.find(({ name }) => name === LONG_NAME);
  if (long === undefined) throw new Error('The long name was not imported.');
  longHipId = long.hipId;
});

test.afterAll(() => study.stop());

for (const width of [1280, 640]) {
  test(`no screen is wider than a window of ${width} pixels, and each button can be reached`, async ({ page }) => {
    await page.setViewportSize({ width, height: width / 1.6 });
    await page.goto(study.address);
    for (const screen of SCREENS) {
      await open(page, screen);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
      expect.soft(await outOfReach(page), screen).toEqual([]);
    }
  });
}

test(
  'training can be started at 1280 by 800 without scrolling, whatever preset is chosen',
  { tag: '@core' },
  async ({ page }) => {
    await page.goto(study.address);
    await open(page, 'train');
    const start = page.getByRole('button', { name: 'Start training' });
    await expect(start).toBeInViewport({ ratio: 1 });
    const closed = page.locator('main details:not([open]) > summary');
    await expect(closed.first()).toBeVisible();
    while ((await closed.count()) > 0) await closed.first().click();
    const cards = page.getByRole('list').getByRole('button', { pressed: false });
    const titles = await page
      .getByRole('button', { pressed: false })
      .or(page.getByRole('button', { pressed: true }))
      .allInnerTexts();
    const first = titles.map((words) => words.split('\n')[0]);
    expect(first.length).toBeGreaterThan(30);
    expect(new Set(first).size).toBe(first.length);
    for (const index of [0, 5, 20]) {
      await cards.nth(index).click();
      await page.evaluate(() => document.querySelector('main > div')?.scrollTo(0, 0));
      await expect(start).toBeInViewport({ ratio: 1 });
    }
  },
);

test('no cell of the library is cut at 1280 by 800', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(study.address);
  await open(page, 'library');
  await expect(page.getByRole('row').filter({ hasText: NEW_NAME }).first()).toContainText('Not graded');
  const cut = await page.locator('[role=gridcell], [role=columnheader] > button').evaluateAll((cells) =>
    cells.flatMap((cell) => {
      const { overflowX, textOverflow } = getComputedStyle(cell);
      const isCut = overflowX === 'hidden' && textOverflow !== 'ellipsis' && cell.scrollWidth > cell.clientWidth;
      return isCut ? [cell.textContent] : [];
    }),
  );
  expect(cut).toEqual([]);
});

test('a name as long as DICOM allows is cut with dots and overprints nothing', async ({ page }) => {
  await page.goto(study.address);
  await open(page, 'library');
  const row = page.getByRole('row').filter({ hasText: LONG_NAME });
  await row.getByRole('gridcell').nth(2).click();
  const cells = await Promise.all([2, 3, 4].map((index) => boxOf(row.getByRole('gridcell').nth(index))));
  for (const [index, cell] of cells.slice(0, -1).entries()) expect(cell.right).toBeLessThanOrEqual(cells[index + 1].left + 0.5);
  await expectInside(page.getByRole('complementary', { name: 'Preview' }), page.getByRole('heading', { name: LONG_NAME }));
  await page.keyboard.press('t');
  const tile = page.getByRole('option', { name: LONG_NAME }).first();
  await expectInside(tile, tile.getByText(LONG_NAME).first());
  await page.goto(`${study.origin}/#/${study.page.studyId()}/case/${encodeURIComponent(longHipId)}`);
  const stage = page.getByRole('application');
  await expect(stage.getByText(/^Zoom/)).toBeVisible();
  await expectInside(stage, stage.getByText(LONG_NAME));
  const name = await boxOf(stage.getByText(LONG_NAME));
  const size = await boxOf(stage.getByText(/^\d+ × \d+$/));
  expect(name.right <= size.left || name.bottom <= size.top).toBe(true);
  await page.keyboard.press('b');
  await expect(page.getByRole('application')).not.toHaveCount(0);
  await page.keyboard.press('b');
  await page.keyboard.press('Control+e');
  const sheet = page.getByRole('dialog', { name: 'Export report' });
  await expectInside(sheet, sheet.getByRole('table'));
});

test('the library uses a window of 2560 by 1440: preview and thumbnails grow, no column is stretched, and no text is smaller than 13 pixels', async ({
  page,
}) => {
  await page.setViewportSize({ width: 2560, height: 1440 });
  await page.goto(study.address);
  await open(page, 'library');
  const subject = await boxOf(page.getByRole('columnheader', { name: 'Subject' }));
  expect(subject.right - subject.left).toBeLessThanOrEqual(420);
  const preview = await boxOf(page.getByRole('complementary', { name: 'Preview' }));
  expect(preview.right - preview.left).toBeGreaterThanOrEqual(440);
  const picture = await boxOf(page.getByRole('complementary', { name: 'Preview' }).getByRole('img').first());
  expect(picture.right - picture.left).toBeGreaterThanOrEqual(400);
  expect(await smallText(page)).toEqual([]);
  await page.keyboard.press('t');
  const tile = await boxOf(page.getByRole('option').first().locator('img'));
  expect(tile.right - tile.left).toBeGreaterThanOrEqual(220);
  expect(await smallText(page)).toEqual([]);
});

test('no screen has letters smaller than 13 pixels in a window of 2560 by 1440', async ({ page }) => {
  await page.setViewportSize({ width: 2560, height: 1440 });
  await page.goto(study.address);
  for (const screen of SCREENS) {
    await open(page, screen);
    expect.soft(await smallText(page), screen).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  }
});

async function open(page: Page, screen: (typeof SCREENS)[number]): Promise<void> {
  const hip = screen === 'case' ? `/${encodeURIComponent((await study.client.hips.list({})).rows[0].hipId)}` : '';
  await page.goto(`${study.origin}/#/${study.page.studyId()}/${screen}${hip}`);
  await expect(page.locator('h1').first()).toBeAttached();
  await expect(page.getByText('Loading', { exact: false })).toHaveCount(0);
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The box in which the text of an element may be seen. */
async function boxOf(locator: Locator): Promise<Box> {
  return locator.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { left, right, top, bottom };
  });
}

async function expectInside(outer: Locator, inner: Locator): Promise<void> {
  const [around, box] = [await boxOf(outer), await boxOf(inner)];
  expect(box.left).toBeGreaterThanOrEqual(around.left - 0.5);
  expect(box.right).toBeLessThanOrEqual(around.right + 0.5);
}

/** Returns the buttons that stay outside the window when the page is scrolled to them. */
async function outOfReach(page: Page): Promise<string[]> {
  return page.locator('main button:visible').evaluateAll((buttons) =>
    buttons.flatMap((button) => {
      button.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const { left, right, top, bottom } = button.getBoundingClientRect();
      const inside = left >= -1 && top >= -1 && right <= window.innerWidth + 1 && bottom <= window.innerHeight + 1;
      return inside ? [] : [button.outerHTML.slice(0, 120)];
    }),
  );
}

/** Returns the words of the page in letters smaller than 13 pixels. Signs of one letter, such as keys, may be smaller. */
async function smallText(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const words: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const [said, parent] = [node.textContent?.trim() ?? '', node.parentElement];
      if (said.length < 2 || parent === null || parent.closest('kbd, option, svg, script, style') !== null) continue;
      if (parent.checkVisibility() && Number.parseFloat(getComputedStyle(parent).fontSize) < 13) words.push(said);
    }
    return words;
  });
}
