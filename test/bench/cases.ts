// Runs the built command line over a folder of cases, films and tables as people reported them, and judges every answer by the case's
// own text. Prints right, warned, refused or wrong with the program's words. Exits with 1 if any answer is wrong.
// Run: npm run build && npm run bench:cases -- --cases DIR [--only 05]

import { existsSync, mkdtempSync, readdirSync, chmodSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { VERDICTS, worst, wrong, type Answer } from './cases/answer.ts';
import type { Case } from './cases/case.ts';
import { BUILT, isRoot } from './cases/command.ts';
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

const { values } = parseArgs({ options: { cases: { type: 'string' }, only: { type: 'string', default: '' } } });
if (values.cases === undefined || !existsSync(values.cases)) {
  console.log(`Skipped: ${values.cases ?? 'no folder'} is not there. Give the folder of the cases with --cases.`);
} else if (!existsSync(BUILT)) {
  console.log('The command line is not built. Run npm run build first.');
  process.exitCode = 2;
} else {
  await runCases(resolve(values.cases), values.only);
}

async function runCases(folder: string, only: string): Promise<void> {
  const started = performance.now();
  const root = mkdtempSync(join(tmpdir(), 'osteograde-cases-'));
  chmodSync(root, 0o755);
  const counts = { right: 0, warned: 0, refused: 0, wrong: 0, skipped: 0, 'no check': 0 };
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = folders.map(({ name }) => name).toSorted();
  const film = names.map((name) => join(folder, name, 'reference.dcm')).find((path) => existsSync(path)) ?? '';
  try {
    for (const name of names.filter((each) => each.includes(only))) {
      const each = CASES[name];
      if (each === undefined) show('no check', name, '');
      else if (each.needsRoot === true && !isRoot())
        show('skipped', name, 'it runs the program as nobody, which needs root and setpriv');
      else {
        const { verdict, words } = await answerTo(each, { folder: join(folder, name), film, root });
        show(verdict, name, words);
      }
    }
  } finally {
    // Node cannot remove the folders that are too deep.
    spawnSync('rm', ['-rf', root]);
  }
  console.log('');
  for (const verdict of [...VERDICTS, 'skipped', 'no check'] as const)
    console.log(`${String(counts[verdict]).padStart(4)}  ${verdict}`);
  console.log(`${names.length} cases in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  process.exitCode = counts.wrong === 0 ? 0 : 1;

  function show(verdict: keyof typeof counts, name: string, words: string): void {
    counts[verdict] += 1;
    console.log(`${verdict.padEnd(8)} ${name.padEnd(44)} ${words}`);
  }
}

async function answerTo(each: Case, place: Parameters<typeof openWorkbench>[0]): Promise<Answer> {
  try {
    return worst(await each.check(openWorkbench(place)));
  } catch (error) {
    return wrong(`the check failed: ${String(error)}`);
  }
}
