// Cases about label tables as spreadsheets write them. A label counts once it meets its hip.

import { cpSync, mkdirSync } from 'node:fs';
import type { Case } from './case.ts';
import { sameNumbers, short } from './judge.ts';
import { refused, right, wrong, type Answer } from './answer.ts';
import { storedHips, type Workbench } from './workbench.ts';

type Labels = Readonly<Record<string, readonly number[]>>;

/** The grades of the tables, in the order of their names: acetabulum inferior and superior, femur inferior and superior. */
const OF_121: Labels = { right: [0, 0, 0, 0], left: [0, 0, 0, 0] };
const OF_122: Labels = { right: [0, 0, 0, 0], left: [1, 2, 2, 1] };

export const TABLES: Readonly<Record<string, Case>> = {
  '21-csv-utf16-from-excel': {
    check: async (bench) => [await judgeTable(bench, 'excel-unicode-text.csv', { 'im1.dcm': OF_121 }, /UTF-16/)],
  },
  '23-csv-sep-line': { check: async (bench) => [await judgeTable(bench, 'sep.csv', { 'im1.dcm': OF_121 })] },
  '24-csv-cp1252-subjects': {
    check: async (bench) => [
      await judgeTable(bench, 'ansi.csv', { 'im3.dcm': { left: [1, 2, 2, 1] } }, /Windows-1252|encod|UTF-8/i),
    ],
  },
  '25-csv-ids-protected-for-excel': {
    check: async (bench) => {
      const films = { 'im1.dcm': OF_121, 'im2.dcm': OF_122 };
      const named = /no radiograph|without a radiograph|none of these labels/i;
      return [await judgeTable(bench, 'equals.csv', films, named), await judgeTable(bench, 'apostrophe.csv', films, named)];
    },
  },
  '26-evaluate-reads-other-tables-than-import': {
    check: async (bench) => {
      const answers: Answer[] = [];
      let plain = '';
      for (const table of ['plain', 'semicolon', 'tab', 'zeros-lost', 'R-L']) {
        answers.push(await judgeTable(bench, `t/${table}.csv`, { 'im1.dcm': OF_121, 'im2.dcm': OF_122 }));
        const evaluated = await evaluate(bench, table);
        plain = table === 'plain' ? evaluated : plain;
        answers.push(
          evaluated === plain && /4 hips/.test(evaluated) ? right() : wrong(`evaluate on ${table}: ${short(evaluated)}`),
        );
      }
      return answers;
    },
  },
  '53-ok-leading-zero-twins': {
    check: async (bench) => {
      const study = bench.inWork('study');
      const films = ['a.dcm', 'b.dcm'].map((name) => bench.inFolder(name));
      const printed = await bench.run('import', ...films, '--labels', bench.inFolder('labels.csv'), '--study', study);
      const hips = storedHips(study);
      const labelled = hips.filter(({ labels }) => labels.length > 0);
      const [hip] = labelled;
      const whole = hips.length === 4 && labelled.length === 1 && hip?.side === 'left' && sameNumbers(hip.labels, [3, 3, 3, 3]);
      return [whole ? right(short(printed.words)) : wrong(`${labelled.length} hips have labels: ${short(printed.words)}`)];
    },
  },
};

/** Every label of a film's hips meets its hip, or the import says what is wrong with the table. */
async function judgeTable(
  bench: Workbench,
  table: string,
  films: Readonly<Record<string, Labels>>,
  named = /(?!)/,
): Promise<Answer> {
  const study = bench.inWork(`study-${table.replaceAll('/', '-')}`);
  const paths = Object.keys(films).map((name) => bench.inFolder(name));
  const printed = await bench.run('import', ...paths, '--labels', bench.inFolder(...table.split('/')), '--study', study);
  const words = short(printed.words);
  if (printed.crashed) return wrong(`crashed: ${words}`);
  const found = storedHips(study)
    .filter(({ labels }) => labels.length > 0)
    .map(({ side, labels }) => `${side} ${labels.join(' ')}`);
  const expected = Object.values(films).flatMap((labels) =>
    Object.entries(labels).map(([side, values]) => `${side} ${values.join(' ')}`),
  );
  if (found.toSorted().join() === expected.toSorted().join()) return right(words);
  return named.test(printed.words)
    ? refused(words)
    : wrong(`${table}: ${found.length} of ${expected.length} hips have their labels: ${words}`);
}

/** What `evaluate` prints, without its times. */
async function evaluate(bench: Workbench, table: string): Promise<string> {
  const folder = bench.inWork(`evaluate-${table}`);
  mkdirSync(folder);
  for (const name of ['im1.dcm', 'im2.dcm']) cpSync(bench.inFolder(name), bench.inWork(`evaluate-${table}`, name));
  cpSync(bench.inFolder('t', `${table}.csv`), bench.inWork(`evaluate-${table}`, 'labels.csv'));
  const { stdout, stderr, code } = await bench.run('evaluate', folder);
  const lines = stdout.split('\n').filter((line) => !/ ms\b/.test(line));
  return code === 0 ? lines.join('\n') : `${stdout}${stderr}`;
}
