// Compares import at cohort scale with a pydicom + scipy script that does the same work: time per file, memory, responsiveness, ten kills.
// npm run bench:import [-- --films 300 --distinct 300 --seed 4242 --kills 10 --python /usr/bin/python3 --from FOLDER]
// Drawing takes longer than importing. With fewer distinct phantoms, each is repeated with another value in one pixel.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { importFiles } from '../../../main/cohort/import-files.ts';
import { createStudy, openStudy, type Study } from '../../../main/cohort/study-folder.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import { writePhantomCohort } from '../../../main/phantom/write-cohort.ts';
import { contentOf } from '../../fixtures/study-content.ts';
import { startReader } from '../../fixtures/start-reader.ts';

const { values } = parseArgs({
  options: {
    films: { type: 'string', default: '300' },
    distinct: { type: 'string' },
    seed: { type: 'string', default: '4242' },
    kills: { type: 'string', default: '10' },
    python: { type: 'string', default: '/usr/bin/python3' },
    from: { type: 'string' },
  },
});
const besideThisFile = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'osteograde-bench-import-'));

try {
  const count = Number(values.films);
  const films = repeated(values.from ?? (await drawnFilms(Number(values.distinct ?? count))), count);
  console.log(`${count} radiographs, ${availableParallelism()} processors, load ${loadavg()[0].toFixed(1)} at the start`);
  const ours = await timedImport(films, count);
  const theirs = pythonImport(films);
  if (theirs !== null) {
    console.log(`ratio ours / theirs: ${(ours / theirs).toFixed(2)} of the wall time per file`);
  }
  if (Number(values.kills) > 0) await killedImports({ folder: films, count }, Number(values.kills));
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function drawnFilms(subjects: number): Promise<string> {
  const folder = join(work, 'films');
  valueOrThrow(
    await writePhantomCohort({ folder, subjects, visits: 1, seed: Number(values.seed), implantShare: 0 }, () => undefined),
  );
  return folder;
}

/** Copies the drawn films and their points, and repeats them with another last byte up to `count`. Returns the folder. */
function repeated(drawn: string, count: number): string {
  const names = readdirSync(drawn)
    .filter((name) => name.endsWith('.dcm'))
    .sort();
  if (names.length === 0) throw new Error('There are no radiographs to import.');
  const folder = join(work, 'import');
  mkdirSync(folder);
  for (let film = 0; film < count; film++) {
    const source = join(drawn, names[film % names.length]);
    const target = join(folder, `${film}.dcm`);
    const bytes = readFileSync(source);
    bytes[bytes.length - 1] ^= Math.floor(film / names.length);
    writeFileSync(target, bytes);
    copyFileSync(`${source}.pts`, `${target}.pts`);
  }
  return folder;
}

async function newStudy(folder: string): Promise<Study> {
  return valueOrThrow(await createStudy(folder, { name: 'Bench', synthetic: true, createdAt: '2026-01-01T00:00:00.000Z' }));
}

/** Returns seconds per file. Samples memory at each tenth of the import, and the event loop's delay, which an interface would feel. */
async function timedImport(films: string, count: number): Promise<number> {
  const study = await newStudy(join(work, 'timed'));
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const memory: number[] = [];
  const job = {
    signal: new AbortController().signal,
    now: () => new Date(0),
    startReader,
    problem: (file: string, failure: { message: string }) => console.log(`problem: ${file}: ${failure.message}`),
    step: (_: string, done: number) => {
      if (done > 0 && done % Math.ceil(count / 10) === 0) memory.push(process.memoryUsage().rss / 1024 ** 2);
    },
  };
  const cpu = process.cpuUsage();
  const began = performance.now();
  delay.enable();
  const counts = await importFiles(study, { paths: [films], landmarks: null }, job);
  delay.disable();
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  study.close();
  const ms = (value: number): string => (value / 1e6).toFixed(0);
  console.log(
    `osteograde: ${counts.imported} imported, ${((1000 * seconds) / count).toFixed(0)} ms per file, ${((user + system) / 1000 / count).toFixed(0)} ms of processor time`,
  );
  console.log(`  memory at each tenth, MB: ${memory.map((megabytes) => megabytes.toFixed(0)).join(' ')}`);
  console.log(
    `  event loop delay: median ${ms(delay.percentile(50))} ms, 99% ${ms(delay.percentile(99))} ms, longest ${ms(delay.max)} ms`,
  );
  return seconds / count;
}

function pythonImport(films: string): number | null {
  const ran = spawnSync(values.python, [besideThisFile('pydicom_import.py'), films, join(work, 'python')], { encoding: 'utf8' });
  if (ran.status !== 0) {
    console.log(`pydicom + scipy: not run (${(ran.stderr ?? ran.error?.message ?? '').trim().split('\n').at(-1)})`);
    return null;
  }
  // pydicom_import.py writes these keys.
  const figures = JSON.parse(ran.stdout) as {
    files: number;
    seconds: number;
    cpuSeconds: number;
    packingSeconds: number;
    peakMegabytes: number;
  };
  const each = (seconds: number): string => ((1000 * seconds) / figures.files).toFixed(0);
  console.log(
    `pydicom + scipy: ${each(figures.seconds)} ms per file, ${each(figures.cpuSeconds)} ms of processor time (${each(figures.packingSeconds)} ms to compress), peak ${figures.peakMegabytes.toFixed(0)} MB`,
  );
  return figures.seconds / figures.files;
}

/** Kills the import at random moments, completes it, and compares the study with the undisturbed one. */
async function killedImports(films: { readonly folder: string; readonly count: number }, kills: number): Promise<void> {
  const random = seededRandom(`${values.seed}/kills`);
  const undisturbed = valueOrThrow(await openStudy(join(work, 'timed')));
  const expected = JSON.stringify(contentOf(undisturbed));
  undisturbed.close();
  const killed = join(work, 'killed');
  const moments: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const more = 1 + Math.floor((random.next() * 2 * 5 * films.count) / kills);
    await killedAfter(films.folder, killed, { more, after: Math.floor(random.next() * 200) });
    moments.push(String(objectsIn(killed)));
  }
  const study = valueOrThrow(await openStudy(killed));
  const job = {
    signal: new AbortController().signal,
    now: () => new Date(0),
    problem: () => undefined,
    step: () => undefined,
    startReader,
  };
  await importFiles(study, { paths: [films.folder], landmarks: null }, job);
  const same = JSON.stringify(contentOf(study)) === expected;
  study.close();
  console.log(`killed ${kills} times, with this many objects in the study: ${moments.join(', ')}`);
  console.log(
    same ? 'the study equals the undisturbed one in all rows and objects' : 'THE STUDY DIFFERS from the undisturbed one',
  );
  if (!same) process.exitCode = 1;
}

/** Kills an import `after` milliseconds after it has written `more` further objects (five per film). */
async function killedAfter(
  films: string,
  study: string,
  { more, after }: { readonly more: number; readonly after: number },
): Promise<void> {
  const target = objectsIn(study) + more;
  const command = besideThisFile('../../../main/hosts/cli.ts');
  const child = spawn(process.execPath, [command, 'import', films, '--study', study], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  for (let waited = 0; waited < 300_000 && child.exitCode === null && objectsIn(study) < target; waited += 10) await pause(10);
  await pause(after);
  child.kill('SIGKILL');
  await ended;
}

function objectsIn(study: string): number {
  try {
    return readdirSync(join(study, 'objects'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  } catch {
    return 0; // the folder does not exist yet, or is changing
  }
}
