import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { importFiles } from '../../../main/cohort/import-files.ts';
import { mentionOf } from '../../../main/cohort/identity/known-people.ts';
import { StudyPeople } from '../../../main/cohort/identity/study-people.ts';
import { pseudonymised } from '../../../main/cohort/identity/study-names.ts';
import { NO_ANSWERS } from '../../../main/cohort/import-answers.ts';
import { openStudy, type Study } from '../../../main/cohort/study-folder.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { subjectsWithRadiographs } from '../../../main/database/subjects.ts';
import { editedDicom } from '../../fixtures/edit-dicom.ts';
import { films, newStudy, temporaryFolder } from './films.ts';
import { startReaderHere } from '../../fixtures/start-reader.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const film = { subject: 'MRN 4711', visit: 'V06', identityRemoved: false };
const reopened = async (study: Study): Promise<Study> => {
  study.close();
  return valueOrThrow(await openStudy(study.folder));
};

test('a patient keeps one pseudonym in a study, and has another in another study', async () => {
  const study = await newStudy(join(folder, 'one'));
  const named = pseudonymised(study, film);
  expect(named).toEqual({ subject: expect.stringMatching(/^S-[2-9A-Z]{10}$/), visit: 'V06' });
  const again = await reopened(study);
  expect(pseudonymised(again, { ...film, subject: ' MRN 4711 ' })).toEqual(named);
  const people = new StudyPeople(again, NO_ANSWERS);
  const nameOf = (name: string): string => valueOrThrow(people.ofLine(mentionOf(name), { folder: '', twins: () => [] }));
  expect([nameOf('MRN 4711'), nameOf(named.subject)]).toEqual([named.subject, named.subject]);
  expect(nameOf('MRN 4712')).not.toBe(named.subject);
  again.close();
  const other = await newStudy(join(folder, 'other'));
  expect(pseudonymised(other, film).subject).not.toBe(named.subject);
  other.close();
});

test('a file without an identity keeps its code, and a file without a patient number stays without', async () => {
  const study = await newStudy(join(folder, 'removed'));
  for (const code of ['OAI-9000622', 'PHANTOM-00001', '9000622', 'S-7F3K2Q9DMA']) {
    expect(pseudonymised(study, { subject: code, visit: 'V06', identityRemoved: true })).toEqual({ subject: code, visit: 'V06' });
  }
  expect(pseudonymised(study, { ...film, subject: ' ' }).subject).toBe('');
  expect(study.identities.subjects()).toEqual([]);
  for (const name of ['Beeblebrox', 'MRN 4711', 'Smith^John', 'smith@example.org', '患者-5']) {
    expect(pseudonymised(study, { subject: name, visit: '', identityRemoved: true }).subject).toMatch(/^S-[2-9A-Z]{10}$/);
  }
  study.close();
});

test('a visit that could be a name is renamed', async () => {
  const study = await newStudy(join(folder, 'visit'));
  expect(pseudonymised(study, { ...film, visit: 'Zaphod follow-up' }).visit).toMatch(/^T-[2-9A-Z]{4}$/);
  study.close();
});

test('a study without its key table opens with a warning, and does not create a key table', async () => {
  const study = await newStudy(join(folder, 'withheld'));
  const named = pseudonymised(study, film);
  expect(study.withheld).toBeNull();
  study.close();
  const [key, aside] = [join(study.folder, 'identities.sqlite'), join(folder, 'aside.sqlite')];
  renameSync(key, aside);
  const without = valueOrThrow(await openStudy(study.folder));
  expect(without.withheld).toMatchObject({ code: 'key-withheld' });
  expect(pseudonymised(without, film).subject).not.toBe(named.subject);
  without.close();
  renameSync(aside, key);
  const back = valueOrThrow(await openStudy(study.folder));
  expect([back.withheld, pseudonymised(back, film)]).toEqual([null, named]);
  back.close();
});

test("another study's key table is not used", async () => {
  const [study, other] = [await newStudy(join(folder, 'mine')), await newStudy(join(folder, 'theirs'))];
  study.close();
  other.close();
  renameSync(join(other.folder, 'identities.sqlite'), join(study.folder, 'identities.sqlite'));
  const opened = valueOrThrow(await openStudy(study.folder));
  expect(opened.withheld).toMatchObject({ code: 'key-withheld' });
  opened.close();
});

test('an import stores no patient number in the study, and labels under the original number still match', async () => {
  const [original] = await films(join(folder, 'films'), 1);
  const named = join(folder, 'named');
  mkdirSync(named);
  const edits = new Map([
    [0x00100010, { vr: 'PN', value: 'Beeblebrox^Zaphod' }],
    [0x00100020, { vr: 'LO', value: 'MRN-4711' }],
    [0x00120062, null],
    [0x00280301, { vr: 'CS', value: 'YES' }],
  ]);
  writeFileSync(join(named, 'film.dcm'), editedDicom(readFileSync(original), edits));
  copyFileSync(`${original}.pts`, join(named, 'film.dcm.pts'));
  const labels = readFileSync(join(folder, 'films', 'labels.csv'), 'utf8');
  const number =
    labels
      .split('\n')[1]
      .split(',')
      .find((cell) => cell.startsWith('PHANTOM-')) ?? '';
  writeFileSync(join(named, 'labels.csv'), labels.replaceAll(number, 'MRN-4711'));

  const study = await newStudy(join(folder, 'imported'));
  const problems: string[] = [];
  const job = {
    signal: new AbortController().signal,
    step: () => undefined,
    problem: (_: string, failure: { readonly message: string }) => problems.push(failure.message),
    now: () => new Date(0),
    startReader: startReaderHere,
  };
  const counts = await importFiles(study, { paths: [named], landmarks: null }, job);
  expect([counts.imported, counts.labels.added > 0]).toEqual([1, true]);
  expect(problems).toEqual([expect.stringMatching(/^film.dcm: The file states that text is burned into the image/)]);
  const [subject] = subjectsWithRadiographs(study.database);
  expect(subject).toMatch(/^S-/);
  const labelled = study.database.prepare('SELECT DISTINCT subject FROM labels').pluck().all();
  expect(labelled).toEqual([subject]);
  expect(study.identities.byPatient('MRN-4711')?.pseudonym).toBe(subject);
  study.close();
  const held = readdirSync(study.folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.startsWith('identities.sqlite'),
  );
  expect(held.length).toBeGreaterThan(3);
  for (const { parentPath, name } of held) {
    const bytes = readFileSync(join(parentPath, name));
    expect([name, bytes.includes('4711'), bytes.includes('Zaphod')]).toEqual([name, false, false]);
  }
});
