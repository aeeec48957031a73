// Films that carry one identifier, and patients of two issuers who have one number.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deidentifyFiles, REPORT_FILE } from '../../../../main/services/films/deidentify-files.ts';
import { editedDicom, type Edits } from '../../../fixtures/edit-dicom.ts';
import { startReaderHere } from '../../../fixtures/start-reader.ts';
import { films, temporaryFolder } from '../../cohort/films.ts';

const folder = temporaryFolder();
let originals: readonly string[] = [];

beforeAll(async () => {
  originals = await films(join(folder, 'films'), 2);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function film(name: string, at: number, edits: Edits): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, editedDicom(readFileSync(originals[at] ?? ''), edits));
  return path;
}

const SAME: Edits = new Map([
  [0x00080018, { vr: 'UI', value: '1.2.3.4.5.6.7' }],
  [0x00100020, { vr: 'LO', value: 'P1' }],
]);

async function copiesOf(paths: readonly string[], out: string): Promise<(string | null)[]> {
  const files: (string | null)[] = [];
  const order = {
    paths,
    out: join(folder, out),
    keyTable: join(folder, `${out}.sqlite`),
    options: {},
    redact: false,
    startReader: startReaderHere,
  };
  for await (const { file } of deidentifyFiles(order)) files.push(file);
  return files;
}

const dicomIn = (out: string): string[] =>
  readdirSync(join(folder, out), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.dcm'));

describe('two films of one identifier', () => {
  it('both arrive, together or one after the other, and the report lists both', { tags: ['slow'] }, async () => {
    const [one, other] = [film('a/x1.dcm', 0, SAME), film('b/x2.dcm', 1, SAME)];
    const together = await copiesOf([one, other], 'together');
    expect(new Set(together).size).toBe(2);
    expect(new Set(dicomIn('together'))).toEqual(new Set(together));
    for (const path of [one, other, other]) await copiesOf([path], 'after');
    expect(dicomIn('after')).toHaveLength(2);
    expect(JSON.parse(readFileSync(join(folder, 'after', REPORT_FILE), 'utf8'))).toHaveLength(2);
  });
});

it('a number of two issuers gets two pseudonyms', async () => {
  const of = (issuer: string): Edits =>
    new Map([
      [0x00100020, { vr: 'LO', value: '0007' }],
      [0x00100021, { vr: 'LO', value: issuer }],
    ]);
  const copies = await copiesOf([film('c/1.dcm', 0, of('siteA')), film('d/1.dcm', 1, of('siteB'))], 'issuers');
  expect(new Set(copies.map((copy) => copy?.split('/')[0])).size).toBe(2);
});
