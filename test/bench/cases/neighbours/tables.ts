// Neighbours of the cases about label tables, and about cohort files, pipes and studies.

import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { loadHdf5 } from '../../../../main/cohort/cohort-file/hdf5.ts';
import { cohortImage } from '../../../fixtures/cohort-file.ts';
import { expectThat, right, wrong, type Answer } from '../answer.ts';
import { short, succeedsOr } from '../judge.ts';
import { storedHips, type Workbench } from '../workbench.ts';
import { changed, LABEL_COLUMNS, type Neighbour, type PhantomFilm } from './kit.ts';

type Rows = readonly (readonly string[])[];
type Encode = (rows: Rows) => Uint8Array;

const joined = (rows: Rows, separator = ',', end = '\r\n'): string => rows.map((row) => `${row.join(separator)}${end}`).join('');
const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const utf16be = (text: string): Uint8Array => Buffer.from(text, 'utf16le').swap16();
/** Changes the cells below the header, in the column of this name. */
const cells = (rows: Rows, column: string, change: (cell: string) => string): Rows =>
  rows.map((row, line) => (line === 0 ? row : row.map((cell, i) => (rows[0]?.[i] === column ? change(cell) : cell))));

const DIALECTS: Readonly<Record<string, Encode>> = {
  '21 UTF-16 BE without a mark': (rows) => utf16be(joined(rows, '\t')),
  '21 UTF-16 LE without a mark': (rows) => Buffer.from(joined(rows, '\t'), 'utf16le'),
  '21 UTF-16 BE with a mark': (rows) => utf16be(`\ufeff${joined(rows, ';')}`),
  '23 sep=tab': (rows) => utf8(`sep=\t\r\n${joined(rows, '\t')}`),
  '23 sep in quotes, UTF-8 mark': (rows) => utf8(`\ufeff"sep=;"\r\n${joined(rows, ';')}`),
  '23 sep=|': (rows) => utf8(`SEP=|\n${joined(rows, '|', '\n')}`),
  '23 lone carriage returns': (rows) => utf8(joined(rows, ',', '\r')),
  '25 zero-width spaces': (rows) => utf8(joined(cells(rows, 'subject', (cell) => `\u200b${cell}\u200b`))),
  '25 no-break spaces': (rows) => utf8(joined(cells(rows, 'subject', (cell) => `${cell}\u00a0`))),
  '25 ="…" in every cell': (rows) => utf8(joined(rows.map((row) => row.map((cell) => `"=""${cell}"""`)))),
  '26 capitals': (rows) => utf8(joined(rows.map((row) => row.map((cell) => cell.toUpperCase())))),
  '26 German sides': (rows) =>
    utf8(
      joined(
        cells(rows, 'side', (cell) => (cell === 'right' ? 'rechts' : 'links')),
        ';',
      ),
    ),
  '26 Dutch sides, shortened': (rows) =>
    utf8(
      joined(
        cells(rows, 'side', (cell) => (cell === 'right' ? 're' : 'li')),
        ';',
      ),
    ),
  '26 grades with decimals': (rows) =>
    utf8(
      joined(
        rows.map((row, line) => row.map((cell, i) => (line > 0 && i > 3 ? `${cell},0` : cell))),
        ';',
      ),
    ),
  '26 visits as 0, T0 and T00': (rows) => utf8(joined(cells(rows, 'visit', () => 'T00'))),
  '26 quoted cells, blank lines at the end': (rows) =>
    utf8(`${joined(rows.map((row) => row.map((cell) => `"${cell}"`)))}\r\n;\r\n`.replace(';', '')),
};

export const TABLES: Readonly<Record<string, Neighbour>> = {
  ...Object.fromEntries(Object.entries(DIALECTS).map(([name, encode]) => [name, dialect(encode)])),
  '24 Danish letters in Windows-1252': named('Sørensen-3', (text) => Buffer.from(text, 'latin1')),
  '24 the euro sign in Windows-1252': named('A\u2019B-3', (text) =>
    Buffer.from(Array.from(text, (letter) => (letter === '\u2019' ? 0x92 : letter.charCodeAt(0)))),
  ),
  '24 composed table, decomposed film': named('Jürgen-7'.normalize('NFD'), (text) => Buffer.from(text.normalize('NFC'))),
  'our own table comes back': {
    check: async ([one], bench) => {
      writeFileSync(bench.inWork('film.dcm'), changed(one.bytes, { 0x00100020: ['LO', '-0042'] }));
      await bench.run('report', 'film.dcm', '--out', 'report', '--format', 'csv', '--keep-identifiers');
      const table = readdirSync(bench.inWork('report')).find((name) => name.endsWith('.csv')) ?? 'none.csv';
      const printed = await bench.run('import', 'film.dcm', '--labels', bench.inWork('report', table), '--study', 'study');
      const labelled = storedHips(bench.inWork('study')).filter(({ labels }) => labels.length > 0).length;
      // A model's grades are not a reader's labels, so a refusal that says so is right too.
      return [succeedsOr(printed, labelled === 2, /grades of a model/)];
    },
  },
  '35 predict | head': piped('osteograde predict film.dcm --json | head -1'),
  '35 audit | true': piped('osteograde import film.dcm --study st > none; osteograde audit st | true; sleep 1'),
  '35 a closed standard output': piped('osteograde inspect film.dcm film.dcm >&-'),
  '35 a full disk': {
    check: async ([one], bench) => {
      writeFileSync(bench.inWork('film.dcm'), one.bytes);
      const printed = await bench.script('osteograde inspect film.dcm > /dev/full');
      const good = !printed.crashed && printed.code !== 0 && /full|space|written/i.test(printed.stderr);
      return [expectThat(good, `exit ${printed.code}: ${short(printed.stderr)}`, short(printed.stderr))];
    },
  },
  '40 crops of bytes': cohortFile('<B', /uint8|integer|float/i),
  '40 crops of float64': cohortFile('<d', /(?!)/),
  '40 crops of whole numbers': cohortFile('<i4', /integer|float/i),
  '42 only the key is closed': {
    needsRoot: true,
    check: async ([one], bench) => {
      writeFileSync(bench.inWork('film.dcm'), one.bytes);
      const study = bench.inWork('study');
      await bench.run('import', 'film.dcm', '--study', study, '--grade');
      await bench.script(`chmod -R a+rX study; chmod -R a-w study; chmod 600 study/identities.sqlite`);
      chmodSync(bench.inWork(), 0o777);
      const answers: Answer[] = [];
      for (const args of [
        ['audit', study],
        ['report', '--study', study, '--out', 'r'],
        ['export-hdf5', study, 'x.h5'],
      ])
        answers.push(succeedsOr(await bench.runAsNobody(...args), true, /key|identities|may not|permission|read-only/i));
      return answers;
    },
  },
};

/** The labels of both hips meet their hips through `import`, and `evaluate` reads the same table. */
function dialect(encode: Encode): Neighbour {
  return {
    check: async ([one], bench) => {
      writeFileSync(bench.inWork('film.dcm'), one.bytes);
      writeFileSync(bench.inWork('labels.csv'), encode([LABEL_COLUMNS, ...one.labels]));
      const evaluated = await bench.run('evaluate', bench.work);
      const answer = await labelsMeet(one, bench);
      return [answer, expectThat(/\b2 hips/.test(evaluated.stdout), `evaluate: ${short(evaluated.words)}`)];
    },
  };
}

async function labelsMeet(one: PhantomFilm, bench: Workbench): Promise<Answer> {
  const printed = await bench.run('import', 'film.dcm', '--labels', 'labels.csv', '--study', 'study');
  if (printed.crashed) return wrong(`crashed: ${short(printed.words)}`);
  const hips = storedHips(bench.inWork('study')).map(({ side, labels }) => [side, ...labels].join(' '));
  const expected = one.labels.map(([, , , side, ...grades]) => [side, ...grades].join(' '));
  const same = hips.toSorted().join() === expected.toSorted().join();
  return same
    ? right(short(printed.words))
    : wrong(`${hips.join(', ')} instead of ${expected.join(', ')}: ${short(printed.words)}`);
}

/** A person's name is written otherwise in the film (UTF-8) than in the table. */
function named(subject: string, encode: (text: string) => Uint8Array): Neighbour {
  return {
    check: async ([one], bench) => {
      writeFileSync(
        bench.inWork('film.dcm'),
        changed(one.bytes, { 0x00080005: ['CS', 'ISO_IR 192'], 0x00100020: ['LO', subject] }),
      );
      writeFileSync(
        bench.inWork('labels.csv'),
        encode(joined([LABEL_COLUMNS, ...one.labels.map((row) => row.map((cell) => (cell === one.subject ? subject : cell)))])),
      );
      return [await labelsMeet(one, bench)];
    },
  };
}

function piped(script: string): Neighbour {
  return {
    check: async ([one], bench) => {
      writeFileSync(bench.inWork('film.dcm'), one.bytes);
      const printed = await bench.script(script);
      return [expectThat(!printed.crashed && printed.stderr === '', `wrote: ${short(printed.stderr)}`)];
    },
  };
}

function cohortFile(dtype: string, namedBy: RegExp): Neighbour {
  return {
    check: async (_, bench) => {
      const hdf5 = await loadHdf5();
      const file = new hdf5.File(bench.inWork('cohort.h5'), 'w');
      const visit = file.create_group('scans').create_group('9000622').create_group('V00');
      const data = Array.from(cohortImage(), (value) => (dtype === '<B' ? Math.max(0, Math.round(255 * value)) : value));
      for (const side of ['left', 'right'])
        visit.create_group(side).create_dataset({ name: 'image', data, shape: [224, 224], dtype });
      file.close();
      const printed = await bench.run('import', 'cohort.h5', '--mirrored', 'yes', '--study', 'study');
      const misleading = /damaged|filter/.test(printed.words);
      return [misleading ? wrong(short(printed.words)) : succeedsOr(printed, /\b2 imported/.test(printed.words), namedBy)];
    },
  };
}
