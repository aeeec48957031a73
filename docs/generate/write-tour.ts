// Runs the README's five commands and writes what they print into it: `npm run docs:tour`, after `npm run build`.

import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Step {
  readonly command: string;
  /** The first lines that are shown, and further ones by their beginnings; all of them when left out. */
  readonly first?: number;
  readonly also?: readonly string[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'main', 'hosts', 'bin', 'osteograde.mjs');
const folder = 'build/tour';
const film = `${folder}/films/PHANTOM-00001_V00.dcm`;

const STEPS: readonly Step[] = [
  { command: `phantom --subjects 20 --visits 1 --seed 7 --out ${folder}/films` },
  { command: `predict ${film}`, first: 6 },
  { command: `evaluate ${folder}/films`, first: 3, also: ['peak inside the zone'] },
  { command: `report ${film} --out ${folder}/report --format pdf,csv` },
  { command: `import ${folder}/films --study ${folder}/study` },
];

const readme = join(root, 'README.md');
const text = readFileSync(readme, 'utf8');
const block = /(?<=```\n)\$ npx osteograde[^]*?(?=\n```)/;
if (!block.test(text)) throw new Error('The README has no block that begins with "$ npx osteograde".');
rmSync(join(root, folder), { recursive: true, force: true });
const tour = STEPS.map((step) => `$ npx osteograde ${step.command}\n${shown(step, printed(step.command))}`).join('\n\n');
rmSync(join(root, folder), { recursive: true, force: true });
writeFileSync(
  readme,
  text.replace(block, () => tour),
);

function printed(command: string): string {
  const words = ['--disable-warning=ExperimentalWarning', program, ...command.split(' ')];
  return execFileSync(process.execPath, words, { cwd: root, encoding: 'utf8' })
    .replaceAll(root.replace(/\/$/, ''), '...')
    .trimEnd();
}

function shown({ first, also = [] }: Step, output: string): string {
  if (first === undefined) return output;
  const [head, rest] = [output.split('\n').slice(0, first), output.split('\n').slice(first)];
  const more = rest.filter((line) => also.some((beginning) => line.startsWith(beginning)));
  return [...head, '...', ...more.flatMap((line) => [line, '...'])].join('\n');
}
