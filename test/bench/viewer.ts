// Measures the case screen as a reader feels it, in Chromium with software rendering and a viewport of 1920 x 1080: how long a case takes to
// open, the next one, and the first picture and all pixels of a film that was never shown; how long a frame takes while a film is panned, zoomed and
// windowed, with the profile of a pan; and the memory over many cases. Exits with 1 if a promise is missed.
// Run: npm run build && npm run bench:viewer [-- --subjects=12 --seed=7 --cases=500 --repeats=20]

import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { writePhantomCohort } from '../../main/phantom/write-cohort.ts';
import playwright from '../../playwright.config.ts';
import buildApplication from '../e2e/build-application.ts';
import { startWorkstation } from '../e2e/workstation.ts';
import { framesOf, profileOf, type Gesture } from './viewer/gestures.ts';
import { ACTUAL, goTo, pressUntilPainted, type Opened } from './viewer/opening.ts';

const { values } = parseArgs({
  options: {
    subjects: { type: 'string', default: '12' },
    seed: { type: 'string', default: '7' },
    cases: { type: 'string', default: '500' },
    repeats: { type: 'string', default: '20' },
  },
});
const [subjects, seed, cases, repeats] = [values.subjects, values.seed, values.cases, values.repeats].map(Number);

/** The first picture of a new film is its preview, a quarter of its resolution. When all its pixels are there is not promised. */
const PROMISES_MS = {
  'the first picture of a new film': 150,
  'all pixels of a new film': Infinity,
  'a case opens from the cache': 300,
  'the next case': 150,
} as const;
/** A reader looks at a hip for this long at the very least. */
const LOOK_MS = 1000;
/** 60 frames a second. */
const FRAME_MS = 1000 / 60;

await buildApplication();
const workstation = await startWorkstation();
const browser = await chromium.launch(playwright.use?.launchOptions);
try {
  const { client, home, address, origin } = workstation;
  const folder = join(home, 'films');
  const written = await writePhantomCohort({ folder, subjects, visits: 1, seed, implantShare: 0 }, () => undefined);
  if (!written.ok) throw new Error(written.failure.message);
  await client.studies.create({ name: 'Viewer bench', folder: null });
  for await (const step of await client.study.import({ paths: [folder], upload: null, spacingMm: null })) {
    if (step.failure !== null) throw new Error(step.failure.message);
  }
  const { rows } = await client.hips.list({});
  const { radiograph } = await client.hips.case({ hipId: rows[0].hipId });
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.goto(address);
  await page.goto(`${origin}/#/case/${encodeURIComponent(rows[0].hipId)}`);
  await page.locator('[data-painted]:not([data-painted=""])').waitFor();
  const renderer = await page.evaluate(ACTUAL);
  console.log(
    `Chromium ${browser.version()}, ${renderer}, 1920 x 1080; ${subjects} films, such as ${radiograph.width} x ${radiograph.height}; ` +
      `${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}`,
  );

  const timings: { readonly kind: string; readonly milliseconds: readonly number[]; readonly most: number }[] = [];
  const films = rows.filter((row, index) => rows.findIndex((other) => other.radiographId === row.radiographId) === index);
  const fresh: Opened[] = [];
  // Each film at its first opening, from far away in the list, so that nothing was fetched in advance.
  const order = films.map((row, index) => ({ row, far: (index * 5) % films.length })).toSorted((a, b) => a.far - b.far);
  for (const { row } of order.slice(1)) {
    await page.waitForTimeout(LOOK_MS);
    fresh.push(await goTo(page, row));
  }
  const add = (kind: keyof typeof PROMISES_MS, milliseconds: readonly number[]): void =>
    void timings.push({ kind, milliseconds, most: PROMISES_MS[kind] });
  add(
    'the first picture of a new film',
    fresh.map(({ first }) => first),
  );
  add(
    'all pixels of a new film',
    fresh.map(({ whole }) => whole),
  );
  const cached: number[] = [];
  for (let i = 0; i < repeats; i++) {
    await page.evaluate(() => (window.location.hash = window.location.hash.replace(/case.*/, 'library')));
    await page.getByRole('grid').waitFor();
    cached.push((await goTo(page, rows[i % 4])).whole);
  }
  add('a case opens from the cache', cached);
  await goTo(page, rows[0]);
  const next: number[] = [];
  for (let i = 0; i + 1 < Math.min(rows.length, repeats); i++) {
    await page.waitForTimeout(LOOK_MS);
    next.push((await pressUntilPainted(page, 'j', rows[i + 1])).whole);
  }
  add('the next case', next);
  for (const gesture of ['pan', 'zoom', 'window'] satisfies readonly Gesture[]) {
    timings.push({
      kind: `a frame while a reader drags: ${gesture}`,
      milliseconds: await framesOf(page, gesture),
      most: FRAME_MS,
    });
  }

  let missed = 0;
  for (const { kind, milliseconds, most } of timings) {
    const [median, late] = [at(milliseconds, 0.5), at(milliseconds, 0.95)];
    // A clock of 60 Hz rounds a frame up to a tenth of a millisecond more.
    const kept = median <= most + 0.2;
    if (!kept) missed++;
    console.log(
      `${kind.padEnd(38)} median ${median.toFixed(1).padStart(7)} ms   95th ${late.toFixed(1).padStart(7)} ms   ${most === Infinity ? 'not promised' : `promised ${most.toFixed(1)} ms   ${kept ? 'kept' : 'MISSED'}`}`,
    );
  }
  console.log('Where the time of a pan goes:');
  for (const line of await profileOf(page)) console.log(`  ${line}`);

  await goTo(page, rows[0]);
  const memory = await browser.newBrowserCDPSession();
  const residentMb = async (): Promise<number> => {
    const { processInfo } = await memory.send('SystemInfo.getProcessInfo');
    const pages = processInfo.filter(({ type }) => type === 'renderer');
    const kilobytes = pages.map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]));
    return kilobytes.reduce((sum, one) => sum + one, 0) / 1024;
  };
  const session = await page.context().newCDPSession(page);
  const track: number[] = [];
  for (let opened = 0, index = 0, key = 'j'; opened <= cases; opened++) {
    if (opened % Math.max(1, Math.floor(cases / 10)) === 0) {
      await session.send('HeapProfiler.collectGarbage');
      track.push(await residentMb());
    }
    if (index === rows.length - 1) key = 'k';
    if (index === 0) key = 'j';
    index += key === 'j' ? 1 : -1;
    await pressUntilPainted(page, key, rows[index]);
  }
  console.log(`memory of the page over ${cases} cases, MB: ${track.map((one) => one.toFixed(0)).join(' ')}`);
  const [settled, last] = [Math.max(...track.slice(1, 4)), track.at(-1) ?? 0];
  if (last > settled * 1.1) {
    missed++;
    console.log(`memory grew from ${settled.toFixed(0)} to ${last.toFixed(0)} MB   MISSED`);
  }
  process.exitCode = missed > 0 ? 1 : 0;
} finally {
  await browser.close();
  await workstation.stop();
}

function at(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
}
