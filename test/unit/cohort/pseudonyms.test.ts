import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pseudonymised, pseudonymsByPatient } from '../../../main/cohort/pseudonyms.ts';
import { openStudy, type Study } from '../../../main/cohort/study-folder.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { newStudy, temporaryFolder } from './films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const film = { subject: 'MRN 4711', visit: 'V06', identityRemoved: false };
const reopened = async (study: Study): Promise<Study> => {
  study.close();
  return valueOrThrow(await openStudy(study.folder));
};

test('a patient has one pseudonym in a study, today and tomorrow, another one in another study', async () => {
  const study = await newStudy(join(folder, 'one'));
  const named = pseudonymised(study, film);
  expect(named).toEqual({ subject: expect.stringMatching(/^S-[2-9A-Z]{10}$/), visit: 'V06' });
  const again = await reopened(study);
  expect(pseudonymised(again, { ...film, subject: ' MRN 4711 ' })).toEqual(named);
  expect([...pseudonymsByPatient(again.identities)]).toEqual([['MRN 4711', named.subject]]);
  again.close();
  const other = await newStudy(join(folder, 'other'));
  expect(pseudonymised(other, film).subject).not.toBe(named.subject);
  other.close();
});

test('a file that says it has no identity keeps its names, one without a number stays without', async () => {
  const study = await newStudy(join(folder, 'removed'));
  expect(pseudonymised(study, { ...film, identityRemoved: true })).toEqual({ subject: 'MRN 4711', visit: 'V06' });
  expect(pseudonymised(study, { ...film, subject: ' ' }).subject).toBe('');
  expect(study.identities.subjects()).toEqual([]);
  study.close();
});

test('a visit that could be a name is renamed', async () => {
  const study = await newStudy(join(folder, 'visit'));
  expect(pseudonymised(study, { ...film, visit: 'Zaphod follow-up' }).visit).toMatch(/^T-[2-9A-Z]{4}$/);
  study.close();
});

test('a study without its key table opens, says what follows, and neither needs nor makes one', async () => {
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
