// The names of people and files outside a study, as commands print them: pseudonyms of the user's own key table in the home folder, or the
// names as written if the user asks for them.

import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isPlainFile } from '../../cohort/identity/plain-names.ts';
import { pseudonymised, type NamedFilm } from '../../cohort/identity/study-names.ts';
import type { StudyKey } from '../../cohort/pseudonyms.ts';
import { openIdentityDatabase } from '../../database/identity-database.ts';
import { deidentificationKey } from '../../dicom/deidentify/key.ts';
import type { Inspection } from '../../dicom/inspect.ts';
import { shownTag } from '../../dicom/shown-tags.ts';
import type { Failure } from '../../domain/failure.ts';
import { UNKNOWN_PATIENT } from '../../domain/person/mention.ts';
import { printable } from '../../files/printable.ts';
import { codeOf } from '../../files/file-failure.ts';
import type { Environment } from '../environment.ts';

export interface LooseNames {
  /** False if the key table cannot be written, so that another run gives other pseudonyms. */
  readonly stored: boolean;
  /** The subject and visit to print. */
  readonly film: (film: NamedFilm) => { readonly subject: string; readonly visit: string };
  /** The file's name to print or to write. Two files have two names. `subject` is the printed one. */
  readonly file: (file: string, subject?: string) => string;
  /** The failure with the printed name of the file. */
  readonly failure: (file: string, failure: Failure) => Failure;
  /** The tags of an inspection as they may be printed. */
  readonly tags: (tags: Inspection['tags']) => Inspection['tags'];
  readonly close: () => void;
}

export interface NamesChoice {
  /** Prints patient numbers and paths as they are. */
  readonly keepIdentifiers: boolean;
}

/** The caller closes the names. */
export function openLooseNames(environment: Pick<Environment, 'home'>, { keepIdentifiers }: NamesChoice): LooseNames {
  if (keepIdentifiers) return WRITTEN_NAMES;
  const { key, stored } = openHomeKey(environment.home);
  const labels = new Map<string, string>();
  const taken = new Set<string>();
  const labelOf = (file: string, subject: string): string => {
    const named = labels.get(file);
    if (named !== undefined) return named;
    const plain = isPlainFile(basename(file));
    const base = plain
      ? basename(file)
      : subject || pseudonymised(key, { subject: stemOf(file), visit: '', identityRemoved: false }).subject;
    const [stem, ending] = plain ? splitEnding(base) : [base, ''];
    let label = base;
    for (let copy = 2; taken.has(label); copy++) label = `${stem}-${copy}${ending}`;
    labels.set(file, label);
    taken.add(label);
    return label;
  };
  return {
    stored,
    film: (film) => pseudonymised(key, film),
    file: (file, subject = '') => labelOf(file, subject),
    failure: (file, failure) => {
      if (file === '') return failure;
      const message = failure.message.replaceAll(file, basename(file)).replaceAll(basename(file), labelOf(file, ''));
      return { ...failure, message };
    },
    tags: (tags) =>
      Object.fromEntries(Object.entries(tags).map(([keyword, value]) => [keyword, shownTag(keyword, value, printer(key, tags))])),
    close: () => key.identities.close(),
  };
}

const WRITTEN_NAMES: LooseNames = {
  stored: true,
  film: ({ subject, visit }) => ({ subject: printable(subject), visit: printable(visit) }),
  file: printable,
  failure: (_, failure) => failure,
  tags: (tags) => Object.fromEntries(Object.entries(tags).map(([keyword, value]) => [keyword, printableTag(value)])),
  close: () => undefined,
};

function printableTag(value: Inspection['tags'][string]): Inspection['tags'][string] {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? printable(value) : value.map((one) => (typeof one === 'number' ? one : printable(one)));
}

/** What replaces the identifying tags of a file. */
function printer(key: StudyKey, tags: Inspection['tags']): Parameters<typeof shownTag>[2] {
  const written = tags['PatientID'];
  const patientId = typeof written === 'string' ? written : '';
  const identityRemoved = tags['PatientIdentityRemoved'] === 'YES';
  const issuer = tags['IssuerOfPatientID'];
  const patient = { ...UNKNOWN_PATIENT, issuer: typeof issuer === 'string' ? issuer : '' };
  return {
    subject: (subject) => pseudonymised(key, { subject, visit: '', identityRemoved, patient }).subject,
    visit: (visit) => pseudonymised(key, { subject: patientId, visit, identityRemoved, patient }).visit,
    identifier: key.key.identifierOf,
    shiftDays: key.key.shiftDaysOf(patientId),
  };
}

/** Opens the key table of the home folder, or creates it. If that is not possible, the pseudonyms are of this run only. */
function openHomeKey(home: string): { readonly key: StudyKey; readonly stored: boolean } {
  try {
    if (mkdirSync(home, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(home, 0o700);
    return { key: keyIn(join(home, 'keys.sqlite')), stored: true };
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return { key: keyIn(':memory:'), stored: false };
  }
}

function keyIn(path: string): StudyKey {
  const identities = openIdentityDatabase(path);
  return { identities, key: deidentificationKey(identities.secret(() => randomBytes(32).toString('hex'))), withheld: null };
}

function stemOf(file: string): string {
  return splitEnding(basename(file))[0];
}

/** The name without its ending, and the ending. */
function splitEnding(name: string): readonly [string, string] {
  const [ending = ''] = /\.(?:dcm|dicom|png|jpe?g)$/i.exec(name) ?? [];
  return [name.slice(0, name.length - ending.length), ending];
}
