// However a folder is divided into folders and archives, and whatever happens to its names on the way, the same study comes in.

import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStudy } from '../../../main/cohort/study-folder.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { importFiles } from '../../../main/cohort/import-files.ts';
import { dicomFile, smallRadiograph, SYNTAX } from '../../fixtures/dicom-file.ts';
import { startReaderHere } from '../../fixtures/start-reader.ts';
import { contentOf } from '../../fixtures/study-content.ts';
import { encoded, unicodePath, zipFile, type CodePage, type ZipEntry } from '../../fixtures/zip-file.ts';
import { kneePng } from '../../fixtures/knee-pictures.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import { newStudy, temporaryFolder } from './films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The names of films in one script, as one site would give them. */
const SCRIPTS = [
  ['Hüfte_Jörg', 'Becken_Müller', 'René_Göteborg'],
  ['股関節正面', '骨盤表示能', 'レントゲン写真'],
  ['骨盆正位片', '患者李四', '髋关节张三'],
  ['film1', 'film2', 'film3'],
];

interface SourceContent {
  readonly name: string;
  readonly content: Uint8Array;
}

/** Films with a pair of points each, which fit none of them, and the tables and pictures beside them. */
function filesOf(names: readonly string[]): readonly SourceContent[] {
  const films = names.flatMap((name, at): SourceContent[] => {
    const changes = [
      { tag: 0x00100020, vr: 'LO', value: `P-00${at}` },
      { tag: 0x00120062, vr: 'CS', value: 'YES' },
    ];
    const points = Array.from({ length: 160 }, (_, index) => `${index + at} ${index}`).join('\n');
    return [
      { name: `${name}.dcm`, content: dicomFile({ syntax: SYNTAX.explicit, elements: smallRadiograph(changes) }) },
      // The last film has no points.
      ...(at === 2 ? [] : [{ name: `${name}.dcm.pts`, content: Buffer.from(`version: 1\nn_points: 160\n{\n${points}\n}\n`) }]),
    ];
  });
  return [
    ...films,
    { name: 'labels.csv', content: Buffer.from('subject,visit,side,kl\nP-000,V06,right,2\nP-001,V06,left,1\n') },
    { name: 'parts.txt', content: Buffer.from('P-000,train\nP-001,test\n') },
    { name: `${names[2] ?? ''}.png`, content: kneePng(1, seededRandom('divided')) },
  ];
}

type Writing = CodePage | 'flag' | 'unicode-path';

/** Where a file goes, and what becomes of its name. */
interface Fate {
  /** A folder of the disk, or an archive. */
  readonly place: number;
  readonly form: 'NFC' | 'NFD';
  readonly isUpper: boolean;
}

const FOLDERS = ['.', 'images', '.1.2.3_series'];
const WRITINGS: readonly Writing[] = ['flag', 'unicode-path', 'utf-8', 'cp437', 'shift_jis', 'gbk'];

const fate = fc.record<Fate>({
  place: fc.nat({ max: FOLDERS.length + 1 }),
  form: fc.constantFrom('NFC', 'NFD'),
  isUpper: fc.boolean(),
});

const division = fc.record({
  script: fc.constantFrom(...SCRIPTS),
  fates: fc.array(fate, { minLength: 8, maxLength: 8 }),
  writings: fc.tuple(fc.constantFrom(...WRITINGS), fc.constantFrom(...WRITINGS)),
});

function renamed(name: string, { form, isUpper }: Fate): string {
  const changed = name.replace(/\.(?:dcm|pts|dcm\.pts)$/, (ending) => (isUpper ? ending.toUpperCase() : ending));
  return changed.normalize(form);
}

function entryOf(name: string, content: Uint8Array, writing: Writing): ZipEntry {
  if (writing === 'flag') return { name, content };
  const listed = Buffer.from(name.replaceAll(/[^\x20-\x7e]/g, '?'));
  if (writing === 'unicode-path') return { name: listed, content, extra: unicodePath(name, listed) };
  // A code page has composed letters only. An archive whose names are not in it has them in UTF-8.
  const bytes = encoded(name.normalize('NFC'), writing);
  return bytes === null ? { name, content } : { name: bytes, content };
}

let cases = 0;

function writeDivided(files: readonly SourceContent[], fates: readonly Fate[], writings: readonly Writing[]): string {
  const path = join(folder, `case-${(cases += 1)}`);
  const archives = writings.map((): ZipEntry[] => []);
  for (const [at, { name, content }] of files.entries()) {
    const own = fates[at % fates.length];
    if (own === undefined) throw new Error('Every file has a fate.');
    const archive = archives[own.place - FOLDERS.length];
    const changed = renamed(name, own);
    if (archive === undefined) {
      const full = join(path, FOLDERS[own.place] ?? '.', changed);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, content);
    } else archive.push(entryOf(changed, content, writings[own.place - FOLDERS.length] ?? 'flag'));
  }
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, '.DS_Store'), 'x');
  for (const [at, entries] of archives.entries())
    if (entries.length > 0) writeFileSync(join(path, `${at}.zip`), zipFile(entries));
  return path;
}

async function importOf(path: string): Promise<{ readonly content: unknown; readonly problems: readonly string[] }> {
  // Copies of one empty study give a name the same pseudonym.
  const copy = join(folder, `study-${(cases += 1)}`);
  cpSync(empty, copy, { recursive: true });
  const study = valueOrThrow(await openStudy(copy));
  const problems: string[] = [];
  try {
    await importFiles(
      study,
      { paths: [path], landmarks: null },
      {
        signal: new AbortController().signal,
        step: () => undefined,
        problem: (_, { code }) => void problems.push(code),
        now: () => new Date(0),
        startReader: startReaderHere,
      },
    );
    return { content: contentOf(study), problems: problems.toSorted() };
  } finally {
    study.close();
    rmSync(study.folder, { recursive: true, force: true });
  }
}

const empty = join(folder, 'empty');
const asIs = new Map<string, Awaited<ReturnType<typeof importOf>>>();

beforeAll(async () => {
  (await newStudy(empty)).close();
  for (const names of SCRIPTS) {
    const path = join(folder, `whole-${asIs.size}`);
    mkdirSync(path);
    for (const { name, content } of filesOf(names)) writeFileSync(join(path, name), content);
    asIs.set(names.join(), await importOf(path));
  }
});

it('is the same study in all its parts', async () => {
  const whole = asIs.get(SCRIPTS[0]?.join() ?? '');
  expect(whole?.content).toMatchObject({ radiographs: { length: 4 }, splits: { length: 2 } });
  await fc.assert(
    fc.asyncProperty(division, async ({ script, fates, writings }) => {
      const path = writeDivided(filesOf(script), fates, writings);
      try {
        expect(await importOf(path)).toEqual(asIs.get(script.join()));
      } finally {
        rmSync(path, { recursive: true, force: true });
      }
    }),
    { numRuns: 40 },
  );
}, 240_000);
