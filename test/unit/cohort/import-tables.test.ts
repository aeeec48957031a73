// Label tables and splits as sites have them, through a whole import.

import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NO_ANSWERS } from '../../../main/cohort/import-answers.ts';
import { importFiles } from '../../../main/cohort/import-files.ts';
import { labelsOfJoint } from '../../../main/database/labels.ts';
import { splitByName } from '../../../main/database/splits.ts';
import { subjectsWithRadiographs } from '../../../main/database/subjects.ts';
import type { NamedLabels } from '../../../main/domain/label.ts';
import { encode } from '../../fixtures/table-dialects.ts';
import { startReaderHere } from '../../fixtures/start-reader.ts';
import { films, newStudy, temporaryFolder } from './films.ts';

const folder = temporaryFolder();
const SUBJECT = 'PHANTOM-00001';
let film = '';
let studies = 0;

beforeAll(async () => {
  [film] = await films(join(folder, 'films'), 1);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEADER = 'subject,visit,side,kl';
const kl = (value: number): NamedLabels => ({ kl: { kind: 'graded', value } });

/** The labels of the film's right hip, what was reported, the parts of the split, and how many files could not be read. */
async function imported(name: string, content: string | Uint8Array) {
  const source = join(folder, `source-${(studies += 1)}`);
  mkdirSync(source);
  cpSync(film, join(source, 'film.dcm'));
  cpSync(`${film}.pts`, join(source, 'film.dcm.pts'));
  writeFileSync(join(source, name), content);
  const study = await newStudy(join(folder, `study-${studies}`));
  const problems: string[] = [];
  const { failed } = await importFiles(
    study,
    { paths: [source], landmarks: null, answers: NO_ANSWERS },
    {
      signal: new AbortController().signal,
      step: () => undefined,
      problem: (file, { code, message }) => void problems.push(`${basename(file)} ${code} ${message}`),
      now: () => new Date(0),
      startReader: startReaderHere,
    },
  );
  const [subject = ''] = subjectsWithRadiographs(study.database);
  const labels = labelsOfJoint(study.database, { subject, visit: 'V00', side: 'right' });
  const parts = [...splitByName(study.database, 'split').values()];
  study.close();
  return { labels, problems, parts, failed };
}

it.each([
  ['UTF-16 as Excel saves it', encode(`${HEADER}\r\n${SUBJECT},V00,right,2\r\n`.replaceAll(',', '\t'), 'utf-16le with a mark')],
  ['a line that names the separator', `sep=;\r\n${HEADER}\r\n${SUBJECT},V00,right,2\r\n`.replaceAll(',', ';')],
  ['protected numbers', `${HEADER}\n="${SUBJECT}",V00,right,2\n`],
  ['an apostrophe', `${HEADER}\n'${SUBJECT},V00,right,2\n`],
  ['lost zeros', `${HEADER}\n1,V00,right,2\n`],
  ['German words', `Subject;Visit;Seite;KL\nPHANTOM-00001;baseline;Rechts;2,0\n`],
  ['unseen characters', `${HEADER}\n\u200B${SUBJECT}\u200B,\u00A0V00,R\u00A0,2\n`],
  ['sides in columns', `subject,visit,kl_R,kl_L\n${SUBJECT},V00,2,.\n`],
])('a table with %s meets its film', async (_, content) => {
  const { labels, problems } = await imported('labels.csv', content);
  expect(problems).toEqual([]);
  expect(labels).toEqual(kl(2));
});

it('labels without a radiograph are counted at the end', async () => {
  const none = await imported('labels.csv', `${HEADER}\nX-7,V00,right,2\n${SUBJECT},V09,right,2\n`);
  expect(none.problems).toEqual([
    expect.stringMatching(
      /^labels\.csv labels-unmatched .*None of the 2 labelled joints has a radiograph in the study\. .* 1 belong to a subject of the study, but to another visit or side\./,
    ),
  ]);
  const some = await imported('labels.csv', `${HEADER}\nX-7,V00,right,2\n${SUBJECT},V00,right,2\n${SUBJECT},V00,left,\n`);
  expect(some.problems).toEqual([expect.stringMatching(/1 of the 2 labelled joints \(50%\) have no radiograph/)]);
});

it('a table with a bad line is no file that could not be read', async () => {
  const { labels, problems, failed } = await imported(
    'labels.csv',
    `${HEADER}\n${SUBJECT},V00,right,2\nX-7,V00,both,1\nX-8,V00,R,1,0\n`,
  );
  expect(problems.map((problem) => problem.split(' ')[1])).toEqual(['labels-line', 'labels-line']);
  expect([labels, failed]).toEqual([kl(2), 0]);
});

it('a table in an unknown encoding leaves the labels out and says what to do', async () => {
  const { labels, problems } = await imported('labels.csv', Buffer.from(`${HEADER}\n\x81\x8d,V00,right,2\n`, 'latin1'));
  expect(labels).toEqual({});
  expect(problems).toEqual([
    expect.stringMatching(/labels-malformed labels\.csv: The table's encoding is unknown: line 2 .*save it as "CSV UTF-8"/),
  ]);
});

it('two spellings of one joint in one table are told, and the first counts', async () => {
  const rows = `PHANTOM,00001,V00,right,2\nPHANTOM,${SUBJECT},V00,right,3\nPHANTOM,${SUBJECT},V00,left,1\n`;
  const { labels, problems } = await imported('labels.csv', `cohort,${HEADER}\n${rows}`);
  expect(problems).toEqual([
    expect.stringMatching(/labels-duplicate .*gives 1 of their labels two values\. The first value was used/),
  ]);
  expect(labels).toEqual(kl(2));
});

it('a split is read in any encoding, with a header and a line that names the separator', async () => {
  const { parts, problems } = await imported(
    'split.txt',
    encode(`sep=;\r\nSubject;Split\r\n="${SUBJECT}";Validation\r\n`, 'utf-16be'),
  );
  expect(problems).toEqual([]);
  expect(parts).toEqual(['val']);
});
