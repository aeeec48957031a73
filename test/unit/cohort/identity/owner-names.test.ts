// The names by which the owner of a study knows its people, and the one kind of names in a report.

import { describe, expect, it } from 'vitest';
import { NO_ANSWERS } from '../../../../main/cohort/import-answers.ts';
import { mentionOf } from '../../../../main/cohort/identity/known-people.ts';
import { ownerNames } from '../../../../main/cohort/identity/owner-names.ts';
import { reportNames } from '../../../../main/cohort/identity/report-names.ts';
import { StudyPeople } from '../../../../main/cohort/identity/study-people.ts';
import type { NamedStudy } from '../../../../main/cohort/identity/study-names.ts';
import { openIdentityDatabase } from '../../../../main/database/identity-database.ts';
import { putSplit } from '../../../../main/database/splits.ts';
import { openStudyDatabase } from '../../../../main/database/study-database.ts';
import { deidentificationKey } from '../../../../main/dicom/deidentify/key.ts';
import { failed, valueOrThrow } from '../../../../main/domain/failure.ts';
import { UNKNOWN_PATIENT } from '../../../../main/domain/person/mention.ts';

function emptyStudy(): NamedStudy {
  const identities = openIdentityDatabase(':memory:');
  return { identities, database: openStudyDatabase(':memory:'), key: deidentificationKey('secret of the test'), withheld: null };
}

/** Subjects of films: a pseudonym each, or the code if the header says that its identity was removed. */
function subjectsOf(study: NamedStudy, films: readonly { number: string; issuer?: string; coded?: boolean }[]): string[] {
  const people = new StudyPeople(study, NO_ANSWERS);
  const subjects = films.map(({ number, issuer = '', coded = false }) =>
    valueOrThrow(
      people.ofFilm({ mention: { ...UNKNOWN_PATIENT, number, issuer, cohort: '', exact: true }, identityRemoved: coded }),
    ),
  );
  putSplit(study.database, 'all', new Map(subjects.map((subject) => [subject, 'train'])));
  return subjects;
}

describe('the owner of a study', () => {
  it('knows people by their numbers, after the issuer if two people have one number', () => {
    const study = emptyStudy();
    const films = [
      { number: 'MRN-4711' },
      { number: '9000601', coded: true },
      { number: '0007', issuer: 'siteA' },
      { number: '0007', issuer: 'siteB', coded: true },
    ];
    const subjects = subjectsOf(study, films);
    const { subject, sentence } = ownerNames(study);
    expect(subjects.map(subject)).toEqual(['MRN-4711', '9000601', 'siteA-0007', 'siteB-0007']);
    expect(sentence(`${subjects[0]} V00 left; S-XXXXXXXXXX`)).toBe('MRN-4711 V00 left; S-XXXXXXXXXX');
  });

  it('sees two subjects of an earlier version as one person', () => {
    const study = emptyStudy();
    study.identities.putSubject({ patientId: '9000601', pseudonym: 'S-23456789AB', shiftDays: -400 });
    study.identities.putMention('S-23456789AB', mentionOf('9000601'));
    putSplit(
      study.database,
      'all',
      new Map([
        ['S-23456789AB', 'train'],
        ['9000601', 'test'],
      ]),
    );
    const { person } = ownerNames(study);
    expect(person('S-23456789AB')).toBe(person('9000601'));
  });
});

describe('a report', () => {
  it('keeps codes if all its subjects have them', () => {
    const study = emptyStudy();
    const codes = subjectsOf(study, [{ number: '9000601', coded: true }]);
    expect(codes.map(reportNames(study, codes))).toEqual(codes);
  });

  it('gives codes a pseudonym beside other pseudonyms, which is recognised when the report comes back', () => {
    const study = emptyStudy();
    const subjects = subjectsOf(study, [{ number: '9000601', coded: true }, { number: 'MRN-4711' }]);
    const named = subjects.map(reportNames(study, subjects));
    expect(named).toEqual([expect.stringMatching(/^S-[2-9A-HJ-NP-Z]{10}$/), subjects[1]]);
    const people = new StudyPeople(study, NO_ANSWERS);
    const again = named.map((name) => valueOrThrow(people.ofLine(mentionOf(name), { folder: '/', twins: () => [] })));
    expect(again).toEqual(subjects);
  });

  it('names subjects as the study does if the key table is missing', () => {
    const withheld = failed('key-withheld', 'x').failure;
    const subjects = ['9000601', 'S-23456789AB'];
    expect(subjects.map(reportNames({ ...emptyStudy(), withheld }, subjects))).toEqual(subjects);
  });
});
