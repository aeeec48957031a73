// What a study calls the people on its radiographs: a pseudonym where a file names its patient, the file's own name where the file says
// that it is a pseudonym already. Who is who stands in the key table alone.

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

export interface StudyKey {
  readonly identities: IdentityDatabase;
  readonly key: DeidentificationKey;
  /** What follows from the study's key table not being here; null where it is. */
  readonly withheld: Failure | null;
}

/** Opens the key table of a study, or makes it for a study that has none yet. Without its own, names of this session are kept nowhere. */
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

/** The subject and visit under which a study keeps a radiograph, noted in the key table where they are pseudonyms of ours. */
export function pseudonymised(
  { identities, key }: StudyKey,
  film: NamedFilm,
): { readonly subject: string; readonly visit: string } {
  const patientId = film.subject.trim();
  if (film.identityRemoved || patientId === '') return { subject: patientId, visit: film.visit };
  const known = { patientId, pseudonym: key.pseudonymOf(patientId), shiftDays: key.shiftDaysOf(patientId) };
  identities.putSubject(known);
  return { subject: known.pseudonym, visit: film.visit === '' || isVisitName(film.visit) ? film.visit : key.visitOf(film.visit) };
}

/**
 * Finds the study's subject that a label or a split means: by a patient's original number where the key table knows it, else by the names
 * of the study.
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

/** Tells key tables apart without telling anything of the secret. */
function fingerprintOf(secret: string): string {
  return createHash('sha256').update(`osteograde key table\0${secret}`).digest('hex');
}

const WITHHELD = failed(
  'key-withheld',
  "The study's key table (identities.sqlite) is not here, or is another study's. Radiographs still come in, but their patients get new pseudonyms: visits of somebody who is in the study already do not join them, labels under original numbers do not find them, and nobody can be traced back. Put the key table beside study.sqlite to avoid this.",
).failure;
