import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { deidentifyFiles } from '../../../../main/services/films/deidentify-files.ts';
import { editedDicom } from '../../../fixtures/edit-dicom.ts';
import { startReaderHere } from '../../../fixtures/start-reader.ts';
import { films, temporaryFolder } from '../../cohort/films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('keeps both of two images that carry one identifier, where only this user can read them', async () => {
  const [film] = await films(join(folder, 'films'), 1);
  const bytes = readFileSync(film);
  mkdirSync(join(folder, 'source'));
  writeFileSync(join(folder, 'source', 'one.dcm'), bytes);
  writeFileSync(join(folder, 'source', 'two.dcm'), editedDicom(bytes, new Map([[0x00180015, { vr: 'CS', value: 'PELVIS' }]])));
  const out = join(folder, 'out');
  const order = {
    paths: [join(folder, 'source')],
    out,
    keyTable: null,
    options: {},
    redact: false,
    startReader: startReaderHere,
  };
  const reported: (string | null)[] = [];
  for await (const { file } of deidentifyFiles(order)) reported.push(file);
  const copies = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.dcm'));
  expect(new Set(reported)).toEqual(new Set(copies));
  expect(copies).toHaveLength(2);
  for (const copy of copies) expect(statSync(join(out, copy)).mode & 0o777).toBe(0o600);
  expect(statSync(out).mode & 0o777).toBe(0o700);
});
