// Cases about who a film belongs to, and about the names of people in print.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Case } from './case.ts';
import { neverCrashes, short } from './judge.ts';
import { expectThat, refused, right, warned, wrong, type Answer } from './answer.ts';
import { filesUnder, storedHips, type Workbench } from './workbench.ts';

export const PEOPLE: Readonly<Record<string, Case>> = {
  '07-two-cohorts-same-number': {
    check: async (bench) => [await judgeTwoSites(bench, ['siteA', 'siteB']), await judgeTwoSites(bench, ['siteB', 'siteA'])],
  },
  '08-deid-two-images-one-uid': {
    check: async (bench) => {
      const out = bench.inWork('out');
      const key = ['--key', bench.inWork('key')];
      const printed = await bench.run('deidentify', bench.inFolder('a'), bench.inFolder('b'), '--out', out, ...key);
      const copies = filesUnder(out).filter((name) => name.endsWith('.dcm')).length;
      const claimed = Number(/(\d+) cop(?:y|ies) written/.exec(printed.words)?.[1]);
      if (copies !== claimed) return [wrong(`${copies} copies are there: ${short(printed.words)}`)];
      if (copies === 2) return [right(short(printed.words))];
      return [printed.code === 0 ? wrong(short(printed.words)) : refused(short(printed.words))];
    },
  },
  '31-iso2022-patient-id': {
    check: async (bench) => {
      const film = bench.inFolder('ir87.dcm');
      const kept = await bench.predict(film, '--keep-identifiers');
      const renamed = await bench.predict(film);
      const reported = await bench.run('report', film, '--out', bench.inWork('r'), '--format', 'csv', '--keep-identifiers');
      const table = await bench.script(`cat '${bench.inWork('r')}'/*.csv`);
      const subject = kept.hips[0]?.subject ?? kept.refusals;
      return [
        neverCrashes(reported),
        expectThat(subject === '患者-5', `the subject is ${JSON.stringify(subject)}`, subject),
        expectThat(!hasControls(renamed.printed.stdout), 'the JSON holds control characters'),
        expectThat(table.stdout.includes('患者-5'), `the report's table lacks 患者-5: ${short(table.stdout.slice(0, 200))}`),
      ];
    },
  },
  '32-pdf-cjk-arabic-subject': {
    check: async (bench) => {
      const printed = await textOfReport(bench, ['cjk.dcm', 'arab.dcm'], ['--keep-identifiers']);
      return ['患者-山田', 'مريض'].map((name) => judgeName(name, printed));
    },
  },
  '33-pdf-long-subject': {
    check: async (bench) => {
      const both = await bench.predict(bench.inFolder('a.dcm'), bench.inFolder('b.dcm'), '--keep-identifiers');
      const subjects = [...new Set(both.hips.map((hip) => hip.subject))];
      const printed = await textOfReport(bench, ['a.dcm', 'b.dcm'], ['--keep-identifiers']);
      return [
        expectThat(subjects.length === 2, `the two films are of ${subjects.length} subjects`),
        ...subjects.map((subject) => judgeName(subject, printed)),
      ];
    },
  },
};

/** Each site's picture keeps its own labels (site A: all 0, 632 pixels wide; site B: all 3, 666 wide), or the import stops and asks. */
async function judgeTwoSites(bench: Workbench, sites: readonly string[]): Promise<Answer> {
  const study = bench.inWork(sites.join('-'));
  const printed = await bench.run('import', ...sites.map((site) => bench.inFolder(site)), '--study', study);
  const hips = storedHips(study);
  const exchanged = hips.filter(({ width, labels }) => labels.some((value) => value !== (width === 632 ? 0 : 3)));
  const words = short(printed.words);
  if (printed.crashed) return wrong(`crashed: ${words}`);
  if (exchanged.length > 0) return wrong(`${exchanged.length} hips carry the other person's labels: ${words}`);
  const whole = hips.length === 4 && hips.every(({ labels }) => labels.length === 4);
  if (whole && new Set(hips.map(({ subject }) => subject)).size === 2) return right(words);
  const subjects = new Set(hips.map(({ subject }) => subject)).size;
  const merged = new Set(hips.map(({ width }) => width)).size > subjects;
  const asked = /two|both|differ|same number|0007/i.test(printed.words) && printed.code !== 0;
  return asked && !merged ? refused(words) : wrong(`${hips.length} hips of ${subjects} subjects: ${words}`);
}

interface PrintedReport {
  readonly text: string;
  readonly words: string;
  readonly crashed: boolean;
}

async function textOfReport(bench: Workbench, films: readonly string[], options: readonly string[]): Promise<PrintedReport> {
  const out = bench.inWork('report');
  const paths = films.map((film) => bench.inFolder(film));
  const printed = await bench.run('report', ...paths, '--out', out, '--format', 'pdf', ...options);
  const pdf = filesUnder(out).find((name) => name.endsWith('.pdf')) ?? 'none.pdf';
  const read = spawnSync('pdftotext', [join(out, pdf), '-'], { encoding: 'utf8' });
  return { text: read.error === undefined ? read.stdout : `pdftotext is missing: ${read.error.message}`, ...printed };
}

/** The name stands whole in the PDF's text, in either direction and with presentation forms, or as code points with a warning. */
function judgeName(name: string, { text, words, crashed }: PrintedReport): Answer {
  if (crashed) return wrong(`crashed: ${short(words)}`);
  const letters = text.normalize('NFKC').replaceAll(/[\s\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad\u200b]+/g, '');
  const whole = name.normalize('NFKC');
  const backwards = Array.from(whole).toReversed().join('');
  if (letters.includes(whole) || letters.includes(backwards)) return right(`prints ${name}`);
  const codes = Array.from(whole, (letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
  const spelled = codes.filter((code) => letters.includes(code)).length > 1;
  if (spelled && /letters|font|characters/i.test(words)) return warned(short(words));
  return wrong(`the PDF lacks ${name}: ${short(text).slice(0, 160)}`);
}

function hasControls(text: string): boolean {
  return /\\u00[01][0-9a-f]/i.test(text);
}
