// Neighbours of the cases about people, their numbers and their names in print.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import { expectThat, refused, right, wrong, type Answer } from '../answer.ts';
import { short } from '../judge.ts';
import { filesUnder, storedHips, type Workbench } from '../workbench.ts';
import { changed, LABEL_COLUMNS, type Change, type Neighbour, type PhantomFilm } from './kit.ts';

const SEX = 0x00100040;
const BIRTH = 0x00100030;
const ISSUER = 0x00100021;
const ID = 0x00100020;
const CHARACTERS = 0x00080005;
const IDENTITY_REMOVED = 0x00120062;
/** Elements of a clinic's film: no mark of de-identification, no trial. */
const CLINICAL: Readonly<Record<number, Change>> = {
  [IDENTITY_REMOVED]: null,
  0x00120063: null,
  0x00120040: null,
  0x00120010: null,
};

export const PEOPLE: Readonly<Record<string, Neighbour>> = {
  '07 one number, two issuers': twoPeople({ [ISSUER]: ['LO', 'North'] }, { [ISSUER]: ['LO', 'South'] }),
  '07 one number, two sexes': twoPeople({ [SEX]: ['CS', 'F'] }, { [SEX]: ['CS', 'M'] }),
  '07 one number, two birth years': twoPeople({ [BIRTH]: ['DA', '19310504'] }, { [BIRTH]: ['DA', '19660504'] }),
  '07 a bare number that two people have': {
    check: async ([one, other], bench) => {
      const film = (from: PhantomFilm, issuer: string): Buffer =>
        changed(from.bytes, { ...CLINICAL, [ID]: ['LO', '0007'], [ISSUER]: ['LO', issuer] });
      writeFileSync(bench.inWork('a.dcm'), film(one, 'North'));
      writeFileSync(bench.inWork('b.dcm'), film(other, 'South'));
      writeFileSync(
        bench.inWork('labels.csv'),
        [LABEL_COLUMNS.slice(1), ['0007', 'V00', 'left', '3', '3', '3', '3']].map((row) => row.join()).join('\n'),
      );
      const study = bench.inWork('study');
      const printed = await bench.run('import', 'a.dcm', 'b.dcm', '--labels', 'labels.csv', '--study', study);
      const labelled = storedHips(study).filter(({ labels }) => labels.length > 0);
      if (labelled.length > 0) return [wrong(`${labelled.length} hips got the labels: ${short(printed.words)}`)];
      return [
        printed.code !== 0 && /0007|two|several|issuer|which/i.test(printed.words)
          ? refused(short(printed.words))
          : wrong(short(printed.words)),
      ];
    },
  },
  '08 the same file twice': {
    check: async ([one], bench) => {
      for (const name of ['a', 'b']) {
        mkdirSync(bench.inWork(name));
        writeFileSync(bench.inWork(name, 'film.dcm'), one.bytes);
      }
      const printed = await bench.run('deidentify', 'a', 'b', '--out', 'out');
      const copies = filesUnder(bench.inWork('out')).filter((name) => name.endsWith('.dcm')).length;
      const claimed = Number(/(\d+) cop(?:y|ies) written/.exec(printed.words)?.[1]);
      return [
        expectThat(copies === claimed && copies > 0, `${copies} copies are there: ${short(printed.words)}`, short(printed.words)),
      ];
    },
  },
  '31 Korean, ISO 2022 IR 149': person('\\ISO 2022 IR 149', Buffer.from('1b242943c8abb1e6b5bf2d37', 'hex'), '홍길동-7'),
  '31 Chinese, GB18030': person('GB18030', Buffer.from('cdf52d37', 'hex'), '王-7'),
  '31 Chinese, GBK': person('GBK', Buffer.from('cdf52d37', 'hex'), '王-7'),
  '31 Chinese, ISO 2022 IR 58': person('\\ISO 2022 IR 58', Buffer.from('1b242941cdf51b28422d37', 'hex'), '王-7'),
  '31 Japanese, ISO 2022 IR 13': person('ISO_IR 13', Buffer.from('d4cfc0de2d37', 'hex'), 'ﾔﾏﾀﾞ-7'),
  '31 Latin 1': person('ISO_IR 100', Buffer.from('Jürgen-7', 'latin1'), 'Jürgen-7'),
  '31 Cyrillic': person('ISO_IR 144', Buffer.from('b8d2d0dd2d37', 'hex'), 'Иван-7'),
  '31 Greek with extensions': person('\\ISO 2022 IR 126', Buffer.from('1b2d46c4e9ef2d37', 'hex'), 'Διο-7'),
  '32 Hebrew': inPrint('שלום-7'),
  '32 Thai': inPrint('สมชาย-7'),
  '32 Korean': inPrint('홍길동-7'),
  '32 Arabic with digits': inPrint('مريض-27'),
  '32 Devanagari': inPrint('राम-7'),
  '33 64 characters without a space': inPrint(`CHECK${'ABCDEFGHIJ'.repeat(5)}123456789`),
};

/** Two films of one number: two subjects, or a stop that asks. */
function twoPeople(first: Readonly<Record<number, Change>>, second: Readonly<Record<number, Change>>): Neighbour {
  return {
    check: async ([one, other], bench) => {
      const common = { ...CLINICAL, [ID]: ['LO', '0007'] as const };
      writeFileSync(bench.inWork('a.dcm'), changed(one.bytes, { ...common, ...first }));
      writeFileSync(bench.inWork('b.dcm'), changed(other.bytes, { ...common, ...second }));
      const study = bench.inWork('study');
      const printed = await bench.run('import', 'a.dcm', 'b.dcm', '--study', study);
      const subjects = new Set(storedHips(study).map(({ subject }) => subject)).size;
      const films = storedHips(study).length / 2;
      if (films === 2 && subjects === 2) return [right(short(printed.words))];
      const asked = printed.code !== 0 && /two|both|differ|people|person|sex|birth|issuer/i.test(printed.words);
      return [
        asked && subjects === films
          ? refused(short(printed.words))
          : wrong(`${films} films of ${subjects} subjects: ${short(printed.words)}`),
      ];
    },
  };
}

function person(characterSet: string, id: Uint8Array, expected: string): Neighbour {
  return {
    check: async ([one], bench) => {
      const changes = { [CHARACTERS]: ['CS', characterSet] as const, [ID]: ['LO', id] as const };
      writeFileSync(bench.inWork('film.dcm'), changed(one.bytes, changes));
      const { hips, refusals } = await bench.predict('film.dcm', '--keep-identifiers');
      const subject = hips[0]?.subject ?? refusals;
      return [expectThat(subject.normalize() === expected.normalize(), `the subject is ${JSON.stringify(subject)}`, subject)];
    },
  };
}

function inPrint(id: string): Neighbour {
  return {
    check: async ([one], bench) => {
      writeFileSync(bench.inWork('film.dcm'), changed(one.bytes, { [CHARACTERS]: ['CS', 'ISO_IR 192'], [ID]: ['LO', id] }));
      const printed = await bench.run('report', 'film.dcm', '--out', 'report', '--keep-identifiers');
      return [judgePdf(id, bench, printed.words)];
    },
  };
}

function judgePdf(id: string, bench: Workbench, words: string): Answer {
  const pdf = filesUnder(bench.inWork('report')).find((name) => name.endsWith('.pdf'));
  if (pdf === undefined) return wrong(`no PDF: ${short(words)}`);
  const { stdout } = spawnSync('pdftotext', [join(bench.inWork('report'), pdf), '-'], { encoding: 'utf8' });
  const plain = (text: string): string => text.normalize('NFKC').replaceAll(/[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069]+/g, '');
  const whole = plain(id);
  // Letters may stand right to left; numbers in them keep their order.
  const present = [whole, Array.from(whole).toReversed().join('')].some((text) => plain(stdout).includes(text));
  const letters = Array.from(whole).filter((letter) => !plain(stdout).includes(letter));
  return present || (letters.length === 0 && /[\u0590-\u06ff]/.test(id))
    ? right(id)
    : wrong(`the PDF lacks ${id}: ${short(stdout).slice(0, 160)}`);
}
