// The names of a study's subjects: a pseudonym if the file names its patient, or the file's own name if the file says that this is already
// a pseudonym. Only the key table says who is who.

import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { openIdentityDatabase, type IdentityDatabase } from '../database/identity-database.ts';
import { putSetting, settingOf } from '../database/settings.ts';
import { subjectsWithRadiographs } from '../database/subjects.ts';
import type { StudyDatabase } from '../database/study-database.ts';
import { deidentificationKey, type DeidentificationKey } from '../dicom/deidentify/key.ts';
import { isVisitName } from '../dicom/deidentify/values.ts';
import { failed, type Failure } from '../domain/failure.ts';
import { subjectMatcher, type SubjectMatcher } from '../domain/subject.ts';
import { studyText } from './text/study.ts';

export interface StudyKey {
  readonly identities: IdentityDatabase;
  readonly key: DeidentificationKey;
  /** The warning that the study's key table is missing. Null if it is present. */
  readonly withheld: Failure | null;
}

/** Opens the key table of a study, or creates it for a new study. If it is missing, the names of this session are not stored. */
export function openStudyKey(database: StudyDatabase, path: string): StudyKey {
  const expected = settingOf(database, FINGERPRINT);
  if (expected === null || existsSync(path)) {
    const identities = openIdentityDatabase(path);
    const secret = identities.secret(newSecret);
    const fingerprint = fingerprintOf(secret);
    if (expected === null) putSetting(database, FINGERPRINT, fingerprint);
    if (expected === null || expected === fingerprint) return { identities, key: deidentificationKey(secret), withheld: null };
    identities.close();
  }
  return { identities: openIdentityDatabase(':memory:'), key: deidentificationKey(newSecret()), withheld: WITHHELD };
}

export interface NamedFilm {
  /** PatientID as written. */
  readonly subject: string;
  readonly visit: string;
  readonly identityRemoved: boolean;
}

/** The subject and visit under which a study stores a radiograph. New pseudonyms are written to the key table. */
export function pseudonymised(
  { identities, key }: StudyKey,
  film: NamedFilm,
): { readonly subject: string; readonly visit: string } {
  const patientId = film.subject.trim();
  if (film.identityRemoved || patientId === '') return { subject: patientId, visit: film.visit };
  const subject = { patientId, pseudonym: key.pseudonymOf(patientId), shiftDays: key.shiftDaysOf(patientId) };
  identities.putSubject(subject);
  return {
    subject: subject.pseudonym,
    visit: film.visit === '' || isVisitName(film.visit) ? film.visit : key.visitOf(film.visit),
  };
}

/**
 * Finds the study's subject that a label or a split means: by the patient's original number if the key table has it, otherwise by the
 * study's own names.
 */
export function studySubjectMatcher({
  identities,
  database,
}: Pick<StudyKey, 'identities'> & { readonly database: StudyDatabase }): SubjectMatcher {
  const pseudonyms = new Map(identities.subjects().map(({ patientId, pseudonym }) => [patientId, pseudonym]));
  const patients = subjectMatcher(pseudonyms.keys());
  const subjects = subjectMatcher(subjectsWithRadiographs(database));
  return (written, cohort) => {
    const patient = patients(written, cohort);
    return (patient === null ? undefined : pseudonyms.get(patient)) ?? subjects(written, cohort);
  };
}

const FINGERPRINT = 'identity-key';

function newSecret(): string {
  return randomBytes(32).toString('hex');
}

/** Identifies a key table without revealing its secret. */
function fingerprintOf(secret: string): string {
  return createHash('sha256').update(`osteograde key table\0${secret}`).digest('hex');
}

const WITHHELD = failed('key-withheld', studyText.keyWithheld).failure;
