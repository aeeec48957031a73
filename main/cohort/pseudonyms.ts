// Opens the key table of a study: the only place that says who is who.

import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { openIdentityDatabase, type IdentityDatabase } from '../database/identity-database.ts';
import { putSetting, settingOf } from '../database/settings.ts';
import type { StudyDatabase } from '../database/study-database.ts';
import { deidentificationKey, type DeidentificationKey } from '../dicom/deidentify/key.ts';
import { failed, type Failure } from '../domain/failure.ts';
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

const FINGERPRINT = 'identity-key';

function newSecret(): string {
  return randomBytes(32).toString('hex');
}

/** Identifies a key table without revealing its secret. */
function fingerprintOf(secret: string): string {
  return createHash('sha256').update(`osteograde key table\0${secret}`).digest('hex');
}

const WITHHELD = failed('key-withheld', studyText.keyWithheld).failure;
