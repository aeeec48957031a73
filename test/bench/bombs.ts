// Gives hostile files to a real server while a second page keeps asking. The server must stay small and answer, refuse each file in
// words, and leave no process.
// npm run bench:bombs [-- --only archive]

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { writePhantomCohort } from '../../main/phantom/write-cohort.ts';
import { startServer, untilGone } from '../fixtures/real-server.ts';
import { lastOf } from '../integration/client.ts';
import { tinyRecipe } from '../unit/training/synthetic-hips.ts';
import { bombsIn } from './bombs/bombs.ts';
import { explode, type Outcome } from './bombs/explode.ts';
import { watchWhile, type Watched } from './bombs/watch.ts';
import { treeOf } from './server/process-tree.ts';

const MOST_MB = 1000;
const MOST_P95_MS = 300;
/** Every process must be gone this long after the server's end. */
const GONE_MS = 6000;
/** How long the server is watched without a bomb, for comparison. */
const IDLE_MS = 5000;

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const folder = mkdtempSync(join(tmpdir(), 'osteograde-bombs-'));
const home = join(folder, 'home');
mkdirSync(join(home, 'recipes'), { recursive: true });
writeFileSync(join(home, 'recipes', 'bombs.json'), JSON.stringify({ ...tinyRecipe, name: 'bombs' }));
const films = join(folder, 'films');
const cohort = { folder: films, subjects: 3, visits: 1, seed: 5, implantShare: 0 };
valueOrThrow(await writePhantomCohort(cohort, () => undefined));
const film = readdirSync(films).find((name) => name.endsWith('.dcm')) ?? '';

const server = await startServer(home);
const { client } = server.page;
await client.studies.create({ name: 'Bombs', folder: join(folder, 'study') });
await lastOf(await client.study.import({ paths: [films], upload: null, spacingMm: null }));
const second = server.newPage();
await second.client.studies.open({ folder: join(folder, 'study') });

console.log(`${availableParallelism()} processors, load ${load()} at the start`);
const faults: string[] = [];
try {
  const idle = async (): Promise<Outcome> => pause(IDLE_MS, { words: '', inTime: true });
  show('no bomb', await watchWhile(server, second.client, idle));
  for (const bomb of bombsIn(folder, join(films, film), join(home, 'models'))) {
    if (!bomb.name.includes(values.only)) continue;
    bomb.make();
    show(bomb.name, await watchWhile(server, second.client, () => explode(client, bomb, 'own-bombs')));
  }
} finally {
  const tree = treeOf(server.pid);
  await server.end('SIGTERM');
  const { left } = await untilGone(tree, GONE_MS);
  if (left.length > 0) faults.push(`${left.length} processes outlived the server by ${GONE_MS / 1000} s`);
  if (server.errors() !== '') faults.push(`the server wrote: ${server.errors().slice(0, 500)}`);
  rmSync(folder, { recursive: true, force: true });
}
for (const fault of faults) console.log(fault);
console.log(`${faults.length} faults, load ${load()} at the end`);
if (faults.length > 0) process.exitCode = 1;

function show(name: string, { result, ownMb, treeMb, requests, p95Ms, longestMs, failures }: Watched<Outcome>): void {
  const sizes = `server ${ownMb.toFixed(0)} MB, all processes ${treeMb.toFixed(0)} MB`;
  const times = `${requests} requests, 95% within ${p95Ms.toFixed(0)} ms, longest ${longestMs.toFixed(0)} ms`;
  console.log(`${name}: ${sizes}; ${times}; load ${load()}\n    ${result.words.slice(0, 220)}`);
  if (ownMb > MOST_MB) faults.push(`${name}: the server held ${ownMb.toFixed(0)} MB`);
  if (p95Ms > MOST_P95_MS) faults.push(`${name}: 95% of the requests were answered within ${p95Ms.toFixed(0)} ms`);
  if (!result.inTime) faults.push(`${name}: ${result.words}`);
  if (failures.length > 0) faults.push(`${name}: ${failures.length} requests failed, the first with ${failures[0]}`);
}

function load(): string {
  return loadavg()[0]?.toFixed(1) ?? '';
}
