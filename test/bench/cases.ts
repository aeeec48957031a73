// Runs the built command line over a folder of cases, films and tables as people reported them, and judges every answer by the case's
// own text. Prints right, warned, refused or wrong with the program's words. Exits with 1 if any answer is wrong.
// With --neighbours it also builds cases that lie beside those, from phantoms.
// Run: npm run build && npm run bench:cases -- [--cases DIR] [--neighbours] [--only 05,39]

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { VERDICTS, worst, wrong, type Answer } from './cases/answer.ts';
import type { Case } from './cases/case.ts';
import { BUILT, isRoot } from './cases/command.ts';
import { FILMS } from './cases/neighbours/films.ts';
import { drawFilms, type Neighbour } from './cases/neighbours/kit.ts';
import { PEOPLE as OTHER_PEOPLE } from './cases/neighbours/people.ts';
import { SOURCES as OTHER_SOURCES } from './cases/neighbours/sources.ts';
import { TABLES as OTHER_TABLES } from './cases/neighbours/tables.ts';
import { PEOPLE } from './cases/people.ts';
import { PIXELS_AND_SCALE } from './cases/pixels-and-scale.ts';
import { SIDE_AND_POINTS } from './cases/side-and-points.ts';
import { SOURCES } from './cases/sources.ts';
import { STORES } from './cases/stores.ts';
import { TABLES } from './cases/tables.ts';
import { openWorkbench } from './cases/workbench.ts';

const CASES: Readonly<Record<string, Case>> = {
  ...SIDE_AND_POINTS,
  ...PIXELS_AND_SCALE,
  ...PEOPLE,
  ...SOURCES,
  ...TABLES,
  ...STORES,
};
const NEIGHBOURS: Readonly<Record<string, Neighbour>> = { ...FILMS, ...OTHER_PEOPLE, ...OTHER_SOURCES, ...OTHER_TABLES };

const { values } = parseArgs({
  options: { cases: { type: 'string' }, neighbours: { type: 'boolean' }, only: { type: 'string', default: '' } },
});
const counts = { right: 0, warned: 0, refused: 0, wrong: 0, skipped: 0, 'no check': 0 };

if (existsSync(BUILT)) {
  await runAll();
} else {
  console.log('The command line is not built. Run npm run build first.');
  process.exitCode = 2;
}

async function runAll(): Promise<void> {
  const started = performance.now();
  const root = mkdtempSync(join(tmpdir(), 'osteograde-cases-'));
  // Some cases run the program as another user.
  chmodSync(root, 0o755);
  try {
    await runCases(root);
    if (values.neighbours === true) await runNeighbours(root);
  } finally {
    // Node cannot remove the folders that are too deep.
    spawnSync('rm', ['-rf', root]);
  }
  console.log('');
  for (const verdict of [...VERDICTS, 'skipped', 'no check'] as const)
    console.log(`${String(counts[verdict]).padStart(4)}  ${verdict}`);
  console.log(`${((performance.now() - started) / 1000).toFixed(0)} s`);
  process.exitCode = counts.wrong === 0 ? 0 : 1;
}

async function runCases(root: string): Promise<void> {
  if (values.cases === undefined || !existsSync(values.cases)) {
    console.log(`Skipped the reported cases: ${values.cases ?? 'their folder'} is not there. Give their folder with --cases.`);
    return;
  }
  const folder = resolve(values.cases);
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = entries.map(({ name }) => name).toSorted();
  const film = names.map((name) => join(folder, name, 'reference.dcm')).find((path) => existsSync(path)) ?? '';
  for (const name of names.filter(isAsked)) {
    const each = CASES[name];
    if (each === undefined) show('no check', name, '');
    else await runOne(name, each.needsRoot, async () => each.check(openWorkbench({ folder: join(folder, name), film, root })));
  }
}

async function runNeighbours(root: string): Promise<void> {
  const films = await drawFilms(root);
  const names = Object.keys(NEIGHBOURS).toSorted();
  for (const name of names.filter(isAsked)) {
    const each = NEIGHBOURS[name];
    if (each === undefined) continue;
    await runOne(name, each.needsRoot, async () => each.check(films, openWorkbench({ folder: root, film: '', root })));
  }
}

/** Whether the name holds one of the parts that --only lists. */
function isAsked(name: string): boolean {
  return values.only.split(',').some((part) => name.includes(part));
}

async function runOne(name: string, needsRoot: true | undefined, check: () => Promise<readonly Answer[]>): Promise<void> {
  if (needsRoot === true && !isRoot()) {
    show('skipped', name, 'it runs the program as nobody, which needs root and setpriv');
    return;
  }
  try {
    const { verdict, words } = worst(await check());
    show(verdict, name, words);
  } catch (error) {
    const { verdict, words } = wrong(`the check failed: ${String(error)}`);
    show(verdict, name, words);
  }
}

function show(verdict: keyof typeof counts, name: string, words: string): void {
  counts[verdict] += 1;
  console.log(`${verdict.padEnd(8)} ${name.padEnd(44)} ${words}`);
}
