// The names of subjects, visits and cohorts in a study. A name that could identify a person is replaced, and the key table remembers it.

import { subjectsWithRadiographs } from '../../database/subjects.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import type { LabelledJoint } from '../../domain/label.ts';
import type { Patient } from '../../domain/person/mention.ts';
import { subjectMatcher, type SubjectMatcher } from '../../domain/person/subject.ts';
import type { StudyKey } from '../pseudonyms.ts';
import { dateOf, daysBetween } from './dates.ts';
import { isCodedSubject, isPlainCohort, isPlainSplit, isPlainVisit } from './plain-names.ts';

export interface NamedFilm {
  /** PatientID as written, or the name that a file or a folder gives. */
  readonly subject: string;
  readonly visit: string;
  /** The header states that its identity was removed, or the file is a cohort of coded subjects. */
  readonly identityRemoved: boolean;
  /** Absent if there is no header. */
  readonly patient?: Patient | undefined;
}

interface StudyName {
  readonly subject: string;
  readonly visit: string;
}

export type NamedStudy = StudyKey & { readonly database: StudyDatabase };

/** The subject and visit of a film without a study. One number of two issuers is two subjects. New pseudonyms are written to the key table. */
export function pseudonymised(keys: StudyKey, { subject: written, visit, identityRemoved, patient }: NamedFilm): StudyName {
  const number = written.trim();
  const origin = { issuer: patient?.issuer ?? '', cohort: '' };
  const nameOf = (): string => {
    if (number === '' || isPseudonym(keys, number)) return number;
    if (!identityRemoved || !isCodedSubject(number)) return newPseudonym(keys, qualified(number, origin));
    return qualified(number, { ...origin, issuer: cohortIn(keys, origin.issuer) });
  };
  const subject = nameOf();
  return { subject, visit: visitIn(keys, subject, visit) };
}

/** `9000622` of two cohorts, and a number of two issuers, are two people. */
export function qualified(number: string, { issuer, cohort }: { readonly issuer: string; readonly cohort: string }): string {
  if (issuer !== '') return `${issuer}-${number}`;
  return cohort !== '' && /^\d+$/.test(number) ? `${cohort}-${number}` : number;
}

/** Today's names for the subjects of a study of an earlier version, which kept numbers from file names and label tables. */
export function earlierSubjects(
  study: NamedStudy,
  fromPictures: ReadonlySet<string>,
): (subject: string, cohort: string) => string {
  const match = studySubjectMatcher(study);
  const today = (subject: string): string => {
    const coded = isCodedSubject(subject) && !fromPictures.has(subject);
    const stays = subject === '' || coded || isPseudonym(study, subject) || /^unnamed-[0-9a-f]{8}$/.test(subject);
    return stays ? subject : newPseudonym(study, subject);
  };
  return (subject, cohort) => {
    const pictured = match(subject, cohort);
    return pictured === null ? subjectIn(study, match, { subject, cohort }) : today(pictured);
  };
}

/** A cohort's name, or `C-K7F2` in place of a name that could identify a person or an institution. */
export function cohortIn({ identities, key }: StudyKey, cohort: string): string {
  if (cohort === '' || isPlainCohort(cohort) || identities.originalName('cohort', cohort) !== null) return cohort;
  const replacement = key.visitOf(`cohort\0${cohort}`).replace(/^T/, 'C');
  identities.putName({ kind: 'cohort', replacement, original: cohort });
  return replacement;
}

/** The name of a split that came from a file. `sha256` is the digest of the file. */
export function splitIn({ identities }: StudyKey, name: string, sha256: string): string {
  if (isPlainSplit(name)) return name;
  const replacement = `split ${sha256.slice(0, 8)}`;
  identities.putName({ kind: 'split', replacement, original: name });
  return replacement;
}

/** A visit's name as it is if it names only a visit; for a date, the days since the subject's first one; otherwise `T-K7F2`. */
export function visitIn({ identities, key, withheld }: StudyKey, subject: string, written: string): string {
  const visit = written.trim();
  if (visit === '' || isPlainVisit(visit) || identities.originalName('visit', visit) !== null) return visit;
  const days = withheld === null ? dayOf(identities, subject, visit) : null;
  const replacement = days ?? key.visitOf(visit);
  if (days === null) identities.putName({ kind: 'visit', replacement, original: visit });
  return replacement;
}

/**
 * Finds the study's subject that a label or a split means: by the patient's original number if the key table has it, otherwise by the
 * study's own names.
 */
function studySubjectMatcher({
  identities,
  database,
}: Pick<StudyKey, 'identities'> & { readonly database: StudyDatabase }): SubjectMatcher {
  const pictured = new Set(subjectsWithRadiographs(database));
  const original = new Map(identities.subjects().map(({ patientId, pseudonym }) => [pseudonym, patientId]));
  const pseudonyms = new Map(
    [...original].flatMap(([pseudonym, patientId]) => (pictured.has(pseudonym) ? [[patientId, pseudonym] as const] : [])),
  );
  const patients = subjectMatcher(pseudonyms.keys());
  const subjects = subjectMatcher(pictured);
  return (written, cohort) => {
    if (pictured.has(written)) return written;
    // A label that came before its radiograph stands under a pseudonym of its own.
    const name = original.get(written) ?? written;
    const patient = patients(name, cohort);
    return (patient === null ? undefined : pseudonyms.get(patient)) ?? subjects(name, cohort);
  };
}

/** The days from the subject's first date, such as `day 372`. Null if the text is not a date. */
function dayOf(identities: StudyKey['identities'], subject: string, text: string): string | null {
  const day = daysFromFirst(identities, subject, text);
  return day === null ? null : `day ${day}`;
}

/** The days from the subject's first date, which the key table keeps. Null if the text is not a date. */
export function daysFromFirst(identities: StudyKey['identities'], subject: string, text: string): number | null {
  const date = dateOf(text);
  if (date === null || subject === '') return null;
  identities.putFirstDate(subject, date);
  return daysBetween(identities.firstDate(subject) ?? date, date);
}

function subjectIn(
  study: NamedStudy,
  match: SubjectMatcher,
  { subject, cohort }: Pick<LabelledJoint, 'subject' | 'cohort'>,
): string {
  const known = match(subject, cohort);
  if (known !== null) return known;
  return isPseudonym(study, subject) ? subject : newPseudonym(study, qualified(subject, { issuer: '', cohort }));
}

export function isPseudonym({ identities }: StudyKey, subject: string): boolean {
  return identities.byPseudonym(subject) !== null;
}

/** The pseudonym of a patient, stored if it is new. */
export function newPseudonym({ identities, key }: StudyKey, patientId: string): string {
  const known = identities.byPatient(patientId);
  if (known !== null) return known.pseudonym;
  const pseudonym = key.pseudonymOf(patientId);
  identities.putSubject({ patientId, pseudonym, shiftDays: key.shiftDaysOf(patientId) });
  return pseudonym;
}
