// The key from a study's pseudonyms back to people and files, in a file of its own so that it can be withheld.

import BetterSqlite3 from 'better-sqlite3';
import { z } from 'zod';
import { FailureCodeSchema, type FileProblem } from '../domain/failure.ts';
import { migrate, type Migration } from './migration.ts';

export const IDENTITY_MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: '0001-identities',
    sql: `
      CREATE TABLE identities (
        radiograph_id TEXT PRIMARY KEY,
        patient_id TEXT NOT NULL,
        source_path TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    number: 2,
    name: '0002-pseudonyms',
    sql: `
      -- One row: the secret from which pseudonyms, other identifiers and date shifts are derived.
      CREATE TABLE secret (only INTEGER PRIMARY KEY CHECK (only = 1), value TEXT NOT NULL) STRICT;
      CREATE TABLE subjects (
        patient_id TEXT PRIMARY KEY,
        pseudonym TEXT NOT NULL UNIQUE,
        shift_days INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    number: 3,
    name: '0003-job-problems',
    sql: `
      -- The sentences of jobs stand here, because they name files.
      CREATE TABLE job_problems (
        job_id TEXT NOT NULL,
        number INTEGER NOT NULL,
        file TEXT NOT NULL,
        code TEXT NOT NULL,
        message TEXT NOT NULL,
        PRIMARY KEY (job_id, number)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE job_ends (job_id TEXT PRIMARY KEY, message TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
];

const ProblemRow = z
  .object({ file: z.string(), code: FailureCodeSchema, message: z.string() })
  .transform(({ file, code, message }): FileProblem => ({ file, failure: { code, message } }));
const IdentityRow = z.object({ radiograph_id: z.string(), patient_id: z.string(), source_path: z.string() });
const SubjectRow = z
  .object({ patient_id: z.string(), pseudonym: z.string(), shift_days: z.number() })
  .transform((row): KnownSubject => ({ patientId: row.patient_id, pseudonym: row.pseudonym, shiftDays: row.shift_days }));

interface Identity {
  readonly radiographId: string;
  /** PatientID as written in the file. */
  readonly patientId: string;
  readonly sourcePath: string;
}

interface KnownSubject {
  /** PatientID as written in the files. */
  readonly patientId: string;
  readonly pseudonym: string;
  /** Days added to every date of the patient. */
  readonly shiftDays: number;
}

export interface IdentityDatabase {
  readonly put: (identity: Identity) => void;
  readonly byRadiograph: (radiographId: string) => Identity | null;
  /** The stored secret. Stores a new one first if there is none. */
  readonly secret: (create: () => string) => string;
  /** Stores a patient's pseudonym. The first one stays. */
  readonly putSubject: (subject: KnownSubject) => void;
  readonly byPatient: (patientId: string) => KnownSubject | null;
  readonly subjects: () => readonly KnownSubject[];
  /** Stores the problem of a job's file. */
  readonly addProblem: (jobId: string, number: number, problem: FileProblem) => void;
  /** A job's problems, in the order of their numbers. */
  readonly problems: (jobId: string, range: { readonly offset: number; readonly limit: number }) => readonly FileProblem[];
  /** Stores the sentence with which a job failed. */
  readonly putJobEnd: (jobId: string, message: string) => void;
  readonly jobEnd: (jobId: string) => string | null;
  readonly close: () => void;
}

/** Opens or creates the key table at `path`. With `:memory:` it is not stored. */
export function openIdentityDatabase(path: string): IdentityDatabase {
  const database = new BetterSqlite3(path);
  try {
    database.pragma('journal_mode = WAL');
    migrate(database, IDENTITY_MIGRATIONS);
  } catch (error) {
    database.close();
    throw error;
  }
  const put = database.prepare('INSERT OR REPLACE INTO identities VALUES (?, ?, ?)');
  const byRadiograph = database.prepare('SELECT * FROM identities WHERE radiograph_id = ?');
  const secret = database.prepare('SELECT value FROM secret').pluck();
  const putSecret = database.prepare('INSERT OR IGNORE INTO secret VALUES (1, ?)');
  const putSubject = database.prepare('INSERT OR IGNORE INTO subjects VALUES (?, ?, ?)');
  const byPatient = database.prepare('SELECT * FROM subjects WHERE patient_id = ?');
  const subjects = database.prepare('SELECT * FROM subjects ORDER BY patient_id');
  const addProblem = database.prepare('INSERT OR REPLACE INTO job_problems VALUES (?, ?, ?, ?, ?)');
  const problems = database.prepare(
    'SELECT file, code, message FROM job_problems WHERE job_id = ? ORDER BY number LIMIT ? OFFSET ?',
  );
  const putJobEnd = database.prepare('INSERT OR REPLACE INTO job_ends VALUES (?, ?)');
  const jobEnd = database.prepare('SELECT message FROM job_ends WHERE job_id = ?').pluck();
  return {
    put: (identity) => void put.run(identity.radiographId, identity.patientId, identity.sourcePath),
    byRadiograph: (radiographId) => {
      const row = byRadiograph.get(radiographId);
      if (row === undefined) return null;
      const { radiograph_id, patient_id, source_path } = IdentityRow.parse(row);
      return { radiographId: radiograph_id, patientId: patient_id, sourcePath: source_path };
    },
    secret: (create) => {
      if (secret.get() === undefined) putSecret.run(create());
      return z.string().parse(secret.get());
    },
    putSubject: ({ patientId, pseudonym, shiftDays }) => void putSubject.run(patientId, pseudonym, shiftDays),
    byPatient: (patientId) => {
      const row = byPatient.get(patientId);
      return row === undefined ? null : SubjectRow.parse(row);
    },
    subjects: () => z.array(SubjectRow).parse(subjects.all()),
    addProblem: (jobId, number, { file, failure }) => void addProblem.run(jobId, number, file, failure.code, failure.message),
    problems: (jobId, { offset, limit }) => z.array(ProblemRow).parse(problems.all(jobId, limit, offset)),
    putJobEnd: (jobId, message) => void putJobEnd.run(jobId, message),
    jobEnd: (jobId) =>
      z
        .string()
        .nullable()
        .parse(jobEnd.get(jobId) ?? null),
    close: () => void database.close(),
  };
}
