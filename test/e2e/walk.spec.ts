// A random walk over the keys of the case screen. After each key, stage, panel, corner text, title and address name the same hip, and the
// stage shows no film but that hip's; title and address name its study. While a case is loading, keys wait, and all still name the hip before. No key is lost: at the end the reader is where the keys lead, and every grade is stored.

import { expect, type Page } from '@playwright/test';
import type { HipRow } from '../../main/domain/study/hip-row.ts';
import { QUADRANTS, type Quadrant } from '../../main/domain/quadrant.ts';
import { seededRandom } from '../../main/domain/random.ts';
import { startStudy, test } from './workstation.ts';

const LONG = process.env['OSTEOGRADE_LONG'] === '1';
const KEYS = LONG ? 2000 : 120;
const SEED = 20_261_127;
/** After so many keys the page must be where they lead. */
const CATCHES_UP = 20;

/** Keys that leave the hip, keys that grade it, and keys that change what the stage shows. */
const STEPS = ['j', 'j', 'j', 'k', 'k', 's', 's'] as const;
const VIEWS = ['h', 'f', 'Z', 'i', 'r', 'e', 't', 'F', 'W', 'c', 'l', 'm', 'ArrowLeft', 'ArrowUp', '+', '-'] as const;

test('a random walk over the keys never shows one hip under the name of another', async ({ page }) => {
  test.setTimeout(LONG ? 3_600_000 : 600_000);
  const study = await startStudy();
  try {
    const { rows } = await study.client.hips.list({});
    const [first] = rows;
    await page.goto(study.address);
    await page.goto(`${study.origin}/#/${study.page.studyId()}/case/${encodeURIComponent(first.hipId)}`);
    const stage = page.getByRole('application');
    await expect(stage).toBeVisible();
    await stage.focus();
    const random = seededRandom(SEED);
    const pick = <T>(values: readonly T[]): T => values[random.below(values.length)];
    const walk = { at: first, armed: null as Quadrant | null, read: new Map<string, number>() };
    for (let pressed = 0; pressed < KEYS; pressed++) {
      const key = keyOf(walk.armed, random.below(10), pick);
      await page.keyboard.press(key);
      step(walk, key, rows);
      const seen = await page.evaluate(whatThePageNames);
      // Keys may wait for a case that is loading, so the page may be behind. Then it names the hip where it is.
      const named = rows.find(({ hipId }) => hipId === seen.address);
      if (named === undefined) throw new Error(`The address names ${seen.address}, which is no hip.`);
      expect({ pressed, key, faults: faultsOf(seen, named, { id: study.page.studyId(), name: 'End to end' }) }).toEqual({
        pressed,
        key,
        faults: [],
      });
      if (pressed % CATCHES_UP === 0) await expect(stage).toHaveAttribute('data-hip', walk.at.hipId);
    }
    await expect(stage).toHaveAttribute('data-hip', walk.at.hipId);
    await expect(stage).toHaveAttribute('data-painted', walk.at.radiographId);
    expect(await page.evaluate(whatThePageNames)).toMatchObject({ stage: walk.at.hipId, painted: walk.at.radiographId });
    for (const [place, grade] of walk.read) {
      const [hipId, quadrant] = place.split(' of ').toReversed();
      const label = async () => (await study.client.hips.case({ hipId })).row.reading[quadrant as Quadrant];
      await expect.poll(label).toEqual({ kind: 'graded', grade });
    }
  } finally {
    await study.stop();
  }
});

test('keys that are pressed faster than a case loads are all obeyed', { tag: '@core' }, async ({ page, study }) => {
  const { rows } = await study.client.hips.list({});
  const release = await holdCases(page);
  await page.goto(study.address);
  await page.goto(`${study.origin}/#/case/${encodeURIComponent(rows[0].hipId)}`);
  await expect(page.getByText('Loading', { exact: false }).first()).toBeVisible();
  await pressAtOnce(page, ['j', 'j', 'j', 'j', 'j']);
  release();
  await expect(page).toHaveURL(new RegExp(`${escaped(rows[5].hipId)}$`));
  await expect(page.getByRole('application')).toHaveAttribute('data-painted', rows[5].radiographId);
  await pressAtOnce(page, ['k', 'k', '2', '3', 's']);
  const other = rows.find((row) => row.radiographId === rows[3].radiographId && row.hipId !== rows[3].hipId);
  await expect(page).toHaveURL(new RegExp(`${escaped(other?.hipId ?? '')}$`));
  const reading = async () => (await study.client.hips.case({ hipId: rows[3].hipId })).row.reading['femur-inferior'];
  await expect.poll(reading).toEqual({ kind: 'graded', grade: 3 });
});

test(
  'a grade that follows a step is stored for the hip that the step leads to, even if neither case is there yet',
  { tag: '@core' },
  async ({ page, study }) => {
    const { rows } = await study.client.hips.list({});
    const [left] = rows;
    const right = rows.find((row) => row.radiographId === left.radiographId && row.hipId !== left.hipId);
    if (right === undefined) throw new Error('The film has one hip.');
    const readingOf = async ({ hipId }: HipRow) => (await study.client.hips.case({ hipId })).row.reading['femur-superior'];
    const before = await readingOf(left);
    const release = await holdCases(page);
    await page.goto(study.address);
    await page.goto(`${study.origin}/#/case/${encodeURIComponent(left.hipId)}`);
    await expect(page.getByText('Loading', { exact: false }).first()).toBeVisible();
    await pressAtOnce(page, ['s', '1', '3']);
    release();
    await expect(page.getByRole('application')).toHaveAttribute('data-hip', right.hipId);
    await expect.poll(async () => readingOf(right)).toEqual({ kind: 'graded', grade: 3 });
    expect(await readingOf(left)).toEqual(before);
  },
);

// The page still lacks what tells where the step leads, or what is there.
for (const [missing, held] of [
  ['the case that the step leads to', 'case'],
  ['the list', 'ids'],
] as const) {
  test(`a key that acts after a step waits for its hip while ${missing} is loading`, async ({ page, study }) => {
    const { rows } = await study.client.hips.list({});
    const [first, next] = rows;
    const readingOf = async ({ hipId }: HipRow) => (await study.client.hips.case({ hipId })).row.reading;
    const before = await readingOf(first);
    const release = await hold(page, held, held === 'case' ? next.hipId : '');
    await page.goto(study.address);
    await page.goto(`${study.origin}/#/case/${encodeURIComponent(first.hipId)}`);
    await expect(page.getByRole('application')).toHaveAttribute('data-hip', first.hipId);
    await pressAtOnce(page, ['j', '1', 'Delete', 'a', 'i']);
    expect(await readingOf(first)).toEqual(before);
    release();
    await expect(page.getByRole('application')).toHaveAttribute('data-hip', next.hipId);
    await expect.poll(async () => Object.values(await readingOf(next)).map(({ kind }) => kind)).not.toContain('missing');
    await expect(page.getByRole('button', { name: 'Invert' })).toHaveAttribute('aria-pressed', 'true');
    expect(await readingOf(first)).toEqual(before);
    for (const quadrant of QUADRANTS)
      await study.client.reading.save({ hipId: next.hipId, quadrant, label: { kind: 'missing' } });
  });
}

/** No case comes to the page until the returned function is called. */
async function holdCases(page: Page): Promise<() => void> {
  return hold(page, 'case');
}

/** No answer of this procedure on hips comes until the returned function is called, or only those to questions that name `about`. */
async function hold(page: Page, procedure: string, about = ''): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(`**/rpc/hips/${procedure}`, async (route) => {
    if ((route.request().postData() ?? '').includes(about)) await promise;
    await route.continue();
  });
  return resolve;
}

test('each hip is drawn as itself, by whatever way the reader comes to it', async ({ page, study }) => {
  const { rows } = await study.client.hips.list({});
  await page.goto(study.address);
  await page.goto(`${study.origin}/#/case/${encodeURIComponent(rows[0].hipId)}`);
  const drawn = new Map<string, string>();
  const look = async (row: HipRow): Promise<void> => {
    const stage = page.getByRole('application');
    await expect(stage).toHaveAttribute('data-painted', row.radiographId);
    const picture = await stage.evaluate((element) => element.querySelector('canvas')?.toDataURL() ?? '');
    expect(drawn.get(row.hipId) ?? picture).toBe(picture);
    drawn.set(row.hipId, picture);
  };
  // A zoomed and panned view is kept from hip to hip, and shows each hip in its own place.
  await look(rows[0]);
  drawn.clear();
  for (const key of ['+', '+', 'ArrowLeft']) await page.getByRole('application').press(key);
  for (let i = 0; i < rows.length; i++) {
    await look(rows[i]);
    if (i + 1 < rows.length) await page.keyboard.press('j');
  }
  for (let i = rows.length - 2; i >= 0; i--) {
    await page.keyboard.press('k');
    await look(rows[i]);
  }
  for (const place of [1, 0]) {
    await page.keyboard.press('s');
    await look(rows[place]);
  }
  expect(new Set(drawn.values()).size).toBe(rows.length);
});

function keyOf(armed: Quadrant | null, chance: number, pick: <T>(values: readonly T[]) => T): string {
  if (armed !== null) return pick(['0', '1', '2', '3']);
  if (chance < 4) return pick(STEPS);
  return chance < 6 ? pick(['1', '2', '3', '4']) : pick(VIEWS);
}

interface Walk {
  at: HipRow;
  armed: Quadrant | null;
  /** The last grade of each quadrant that was read. */
  readonly read: Map<string, number>;
}

/** What a key should do. */
function step(walk: Walk, key: string, rows: readonly HipRow[]): void {
  const index = rows.findIndex(({ hipId }) => hipId === walk.at.hipId);
  if (/^\d$/.test(key)) {
    if (walk.armed === null) walk.armed = QUADRANTS[Number(key) - 1];
    else {
      walk.read.set(`${walk.armed} of ${walk.at.hipId}`, Number(key));
      walk.armed = null;
    }
  } else if (key === 'j') walk.at = rows[index + 1] ?? walk.at;
  else if (key === 'k') walk.at = rows[index - 1] ?? walk.at;
  else if (key === 's') {
    const { radiographId, hipId } = walk.at;
    walk.at = rows.find((row) => row.radiographId === radiographId && row.hipId !== hipId) ?? walk.at;
  }
}

type Seen = ReturnType<typeof whatThePageNames>;

/** Runs in the page, between two keys. Null is what is not shown. */
function whatThePageNames() {
  // The case before is kept, hidden, while the next one loads.
  const visible = (selector: string) =>
    [...document.querySelectorAll<HTMLElement>(selector)].find((part) => part.checkVisibility());
  const stage = visible('[role="application"]');
  const parts = window.location.hash.split('/');
  return {
    study: parts.at(1) ?? '',
    address: decodeURIComponent(parts.at(-1) ?? ''),
    stage: stage?.getAttribute('data-hip') ?? null,
    stageName: stage?.getAttribute('aria-label') ?? null,
    painted: stage?.getAttribute('data-painted') ?? '',
    preview: stage?.getAttribute('data-preview') ?? '',
    panel: visible('aside')?.getAttribute('aria-label') ?? null,
    corner: visible('[data-corner="side"]')?.parentElement?.innerText.split('\n').slice(0, 3) ?? null,
    title: document.title,
  };
}

/** Returns what does not name this hip. While a case is loading, nothing but the address may name any. */
function faultsOf(seen: Seen, row: HipRow, study: { readonly id: string; readonly name: string }): string[] {
  const side = row.side === 'right' ? 'right hip' : 'left hip';
  const name = `${row.name}, visit ${row.visit}, ${side}`;
  const corner = [row.name, row.visit, row.side === 'right' ? 'Right hip' : 'Left hip'];
  return [
    ...(seen.study === study.id ? [] : [`study ${seen.study}`]),
    ...(seen.address === row.hipId ? [] : [`address ${seen.address}`]),
    ...(seen.stage === null || seen.stage === row.hipId ? [] : [`stage ${seen.stage}`]),
    ...(seen.stageName === null || seen.stageName.startsWith(`Radiograph of ${name}.`) ? [] : [`stage ${seen.stageName}`]),
    ...(seen.painted === '' || seen.painted === row.radiographId ? [] : [`film ${seen.painted}`]),
    ...(seen.preview === '' || seen.preview === row.radiographId ? [] : [`preview ${seen.preview}`]),
    ...(seen.panel === null || seen.panel === name ? [] : [`panel ${seen.panel}`]),
    ...(seen.corner === null || seen.corner.join() === corner.join() ? [] : [`corner ${seen.corner.join()}`]),
    ...([name, 'Case'].some((part) => seen.title.startsWith(`${part} · ${study.name} ·`)) ? [] : [`title ${seen.title}`]),
  ];
}

/** Sends keys one right after the other, as fast as the browser takes them. */
async function pressAtOnce(page: Page, keys: readonly string[]): Promise<void> {
  await Promise.all(keys.map((key) => page.keyboard.press(key)));
}

function escaped(hipId: string): string {
  return encodeURIComponent(hipId).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
