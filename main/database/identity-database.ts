// The key from a study's pseudonyms back to people and files, in a file of its own so that it can be withheld. Only its owner can read it.

import { chmodSync, closeSync, openSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { z } from 'zod';
import { FailureCodeSchema, type FileProblem } from '../domain/failure.ts';
import type { Mention } from '../domain/person/mention.ts';
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
  {
    number: 4,
    name: '0004-names',
    sql: `
      -- What else the study replaces by another name: visits, cohorts, and splits that a file names.
      CREATE TABLE names (
        kind TEXT NOT NULL CHECK (kind IN ('visit', 'cohort', 'split')),
        replacement TEXT NOT NULL,
        original TEXT NOT NULL,
        PRIMARY KEY (kind, replacement, original)
      ) STRICT, WITHOUT ROWID;
      -- The date from which a subject's other dates are counted in days.
      CREATE TABLE first_dates (subject TEXT PRIMARY KEY, date TEXT NOT NULL) STRICT, WITHOUT ROWID;
      -- The files of an import, by the id that the study gives it.
      CREATE TABLE import_files (
        import_id TEXT NOT NULL,
        file TEXT NOT NULL,
        PRIMARY KEY (import_id, file)
      ) STRICT, WITHOUT ROWID;
      -- What a training run reads from outside the study.
      CREATE TABLE run_files (run_id TEXT PRIMARY KEY, data_folder TEXT, weights TEXT) STRICT, WITHOUT ROWID;
      -- Columns of label tables that earlier versions kept in the study without being asked to.
      CREATE TABLE label_columns (
        subject TEXT NOT NULL,
        visit TEXT NOT NULL,
        side TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (subject, visit, side, name)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    number: 5,
    name: '0005-mentions',
    sql: `
      -- How films, tables, splits and cohort files name each subject of the study. A number is unique only with its issuer or cohort.
      CREATE TABLE mentions (
        subject TEXT NOT NULL,
        number TEXT NOT NULL,
        issuer TEXT NOT NULL,
        cohort TEXT NOT NULL,
        sex TEXT NOT NULL CHECK (sex IN ('', 'F', 'M')),
        -- 0 if the source does not state it.
        birth_year INTEGER NOT NULL,
        exact INTEGER NOT NULL CHECK (exact IN (0, 1)),
        PRIMARY KEY (subject, number, issuer, cohort, sex, birth_year, exact)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO mentions SELECT pseudonym, patient_id, '', '', '', 0, 0 FROM subjects;
      -- Which film each de-identified copy was made of. Two films may carry one identifier.
      CREATE TABLE copies (file TEXT PRIMARY KEY, radiograph_id TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
];

const ProblemRow = z
  .object({ file: z.string(), code: FailureCodeSchema, message: z.string() })
  .transform(({ file, code, message }): FileProblem => ({ file, failure: { code, message } }));
const RunFilesRow = z.object({ dataFolder: z.string().nullable(), weights: z.string().nullable() });
const IdentityRow = z.object({ radiograph_id: z.string(), patient_id: z.string(), source_path: z.string() });
const SubjectRow = z
  .object({ patient_id: z.string(), pseudonym: z.string(), shift_days: z.number() })
  .transform((row): KnownSubject => ({ patientId: row.patient_id, pseudonym: row.pseudonym, shiftDays: row.shift_days }));

const MentionRow = z
  .object({
    subject: z.string(),
    number: z.string(),
    issuer: z.string(),
    cohort: z.string(),
    sex: z.enum(['', 'F', 'M']),
    birth_year: z.number(),
    exact: z.number(),
  })
  .transform(({ subject, number, issuer, cohort, sex, birth_year: year, exact }) => {
    const mention: Mention = {
      number,
      issuer,
      cohort,
      sex: sex === '' ? null : sex,
      birthYear: year === 0 ? null : year,
      exact: exact === 1,
    };
    return { subject, mention };
  });

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

/** A name that a study uses in place of the one that a file has. */
const ReplacedNameRow = z.object({
  kind: z.enum(['visit', 'cohort', 'split']),
  replacement: z.string(),
  original: z.string(),
});

type ReplacedName = Readonly<z.infer<typeof ReplacedNameRow>>;

export interface IdentityDatabase {
  readonly put: (identity: Identity) => void;
  readonly byRadiograph: (radiographId: string) => Identity | null;
  /** The stored secret. Stores a new one first if there is none. */
  readonly secret: (create: () => string) => string;
  /** Stores a patient's pseudonym. The first one stays. */
  readonly putSubject: (subject: KnownSubject) => void;
  readonly byPatient: (patientId: string) => KnownSubject | null;
  readonly byPseudonym: (pseudonym: string) => KnownSubject | null;
  readonly subjects: () => readonly KnownSubject[];
  /** Stores how a source names a subject of the study. */
  readonly putMention: (subject: string, mention: Mention) => void;
  readonly mentions: () => readonly { readonly subject: string; readonly mention: Mention }[];
  readonly countMentions: () => number;
  /** The path of each radiograph's file. */
  readonly sources: () => ReadonlyMap<string, string>;
  /** The film of which a de-identified copy was made. Null if there is no such copy. */
  readonly filmOfCopy: (file: string) => string | null;
  readonly putCopy: (file: string, radiographId: string) => void;
  /** Stores the problem of a job's file. */
  readonly addProblem: (jobId: string, number: number, problem: FileProblem) => void;
  /** A job's problems, in the order of their numbers. */
  readonly problems: (jobId: string, range: { readonly offset: number; readonly limit: number }) => readonly FileProblem[];
  /** Stores the sentence with which a job failed. */
  readonly putJobEnd: (jobId: string, message: string) => void;
  readonly jobEnd: (jobId: string) => string | null;
  /** Stores which name was replaced by which. */
  readonly putName: (name: ReplacedName) => void;
  /** Every name that replaces another. */
  readonly names: () => readonly ReplacedName[];
  /** The name for which this one stands. Null if it replaces none. */
  readonly originalName: (kind: ReplacedName['kind'], replacement: string) => string | null;
  /** The date from which a subject's dates are counted, such as `2019-03-04`. Null if no date of the subject was imported yet. */
  readonly firstDate: (subject: string) => string | null;
  /** Stores a subject's date to count from. The first one stays. */
  readonly putFirstDate: (subject: string, date: string) => void;
  readonly putImportFile: (importId: string, file: string) => void;
  readonly importFiles: (importId: string) => readonly string[];
  /** Stores what a training run reads from outside the study. */
  readonly putRunFiles: (runId: string, files: RunFiles) => void;
  readonly runFiles: (runId: string) => RunFiles | null;
  /** Stores what a file says of a joint and may name somebody, or columns that an earlier version kept in the study. */
  readonly putLabelColumn: (column: LabelColumn) => void;
  /** A stored column of a joint. Null if there is none. */
  readonly labelColumn: (column: Omit<LabelColumn, 'value'>) => string | null;
  /** Runs the work in one transaction. */
  readonly transaction: (work: () => void) => void;
  /** Runs the work and takes back what it stored. */
  readonly rehearse: <T>(work: () => T) => T;
  readonly close: () => void;
}

/** The folder of class folders and the file of starting weights. Null if the run has none. */
interface RunFiles {
  readonly dataFolder: string | null;
  readonly weights: string | null;
}

/** A cell of a label table, as written. */
interface LabelColumn {
  readonly subject: string;
  readonly visit: string;
  readonly side: string;
  readonly name: string;
  readonly value: string;
}

/** Opens or creates the key table at `path`. With `:memory:` it is not stored. */
export function openIdentityDatabase(path: string): IdentityDatabase {
  const database = new BetterSqlite3(path);
  try {
    restrictToOwner(path);
    database.pragma('journal_mode = WAL');
    database.pragma('secure_delete = ON');
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
  const byPseudonym = database.prepare('SELECT * FROM subjects WHERE pseudonym = ?');
  const subjects = database.prepare('SELECT * FROM subjects ORDER BY patient_id');
  const putMention = database.prepare('INSERT OR IGNORE INTO mentions VALUES (?, ?, ?, ?, ?, ?, ?)');
  const mentions = database.prepare('SELECT * FROM mentions ORDER BY subject, number');
  const countMentions = database.prepare('SELECT count(*) FROM mentions').pluck();
  const sources = database.prepare('SELECT * FROM identities');
  const filmOfCopy = database.prepare('SELECT radiograph_id FROM copies WHERE file = ?').pluck();
  const putCopy = database.prepare('INSERT OR REPLACE INTO copies VALUES (?, ?)');
  const addProblem = database.prepare('INSERT OR REPLACE INTO job_problems VALUES (?, ?, ?, ?, ?)');
  const problems = database.prepare(
    'SELECT file, code, message FROM job_problems WHERE job_id = ? ORDER BY number LIMIT ? OFFSET ?',
  );
  const putJobEnd = database.prepare('INSERT OR REPLACE INTO job_ends VALUES (?, ?)');
  const jobEnd = database.prepare('SELECT message FROM job_ends WHERE job_id = ?').pluck();
  const putName = database.prepare('INSERT OR IGNORE INTO names VALUES (?, ?, ?)');
  const originalName = database.prepare('SELECT original FROM names WHERE kind = ? AND replacement = ? LIMIT 1').pluck();
  const names = database.prepare('SELECT kind, replacement, original FROM names ORDER BY kind, replacement, original');
  const firstDate = database.prepare('SELECT date FROM first_dates WHERE subject = ?').pluck();
  const putFirstDate = database.prepare('INSERT OR IGNORE INTO first_dates VALUES (?, ?)');
  const putImportFile = database.prepare('INSERT OR IGNORE INTO import_files VALUES (?, ?)');
  const importFiles = database.prepare('SELECT file FROM import_files WHERE import_id = ? ORDER BY file').pluck();
  const putRunFiles = database.prepare('INSERT OR REPLACE INTO run_files VALUES (?, ?, ?)');
  const runFiles = database.prepare('SELECT data_folder AS dataFolder, weights FROM run_files WHERE run_id = ?');
  const labelColumn = database
    .prepare('SELECT value FROM label_columns WHERE subject = ? AND visit = ? AND side = ? AND name = ?')
    .pluck();
  const putLabelColumn = database.prepare('INSERT OR REPLACE INTO label_columns VALUES (?, ?, ?, ?, ?)');
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
    byPseudonym: (pseudonym) => {
      const row = byPseudonym.get(pseudonym);
      return row === undefined ? null : SubjectRow.parse(row);
    },
    subjects: () => z.array(SubjectRow).parse(subjects.all()),
    putMention: (subject, { number, issuer, cohort, sex, birthYear, exact }) =>
      void putMention.run(subject, number, issuer, cohort, sex ?? '', birthYear ?? 0, exact ? 1 : 0),
    mentions: () => z.array(MentionRow).parse(mentions.all()),
    countMentions: () => z.number().parse(countMentions.get()),
    sources: () =>
      new Map(
        z
          .array(IdentityRow)
          .parse(sources.all())
          .map((row) => [row.radiograph_id, row.source_path]),
      ),
    filmOfCopy: (file) => textOrNull(filmOfCopy.get(file)),
    putCopy: (file, radiographId) => void putCopy.run(file, radiographId),
    addProblem: (jobId, number, { file, failure }) => void addProblem.run(jobId, number, file, failure.code, failure.message),
    problems: (jobId, { offset, limit }) => z.array(ProblemRow).parse(problems.all(jobId, limit, offset)),
    putJobEnd: (jobId, message) => void putJobEnd.run(jobId, message),
    jobEnd: (jobId) =>
      z
        .string()
        .nullable()
        .parse(jobEnd.get(jobId) ?? null),
    putName: ({ kind, replacement, original }) => void putName.run(kind, replacement, original),
    originalName: (kind, replacement) => textOrNull(originalName.get(kind, replacement)),
    names: () => z.array(ReplacedNameRow).parse(names.all()),
    firstDate: (subject) => textOrNull(firstDate.get(subject)),
    putFirstDate: (subject, date) => void putFirstDate.run(subject, date),
    putImportFile: (importId, file) => void putImportFile.run(importId, file),
    importFiles: (importId) => z.array(z.string()).parse(importFiles.all(importId)),
    putRunFiles: (runId, { dataFolder, weights }) => void putRunFiles.run(runId, dataFolder, weights),
    runFiles: (runId) => RunFilesRow.nullable().parse(runFiles.get(runId) ?? null),
    labelColumn: ({ subject, visit, side, name }) => textOrNull(labelColumn.get(subject, visit, side, name)),
    putLabelColumn: ({ subject, visit, side, name, value }) => void putLabelColumn.run(subject, visit, side, name, value),
    transaction: (work) => database.transaction(work)(),
    rehearse: (work) => {
      database.exec('BEGIN');
      try {
        return work();
      } finally {
        database.exec('ROLLBACK');
      }
    },
    close: () => void database.close(),
  };
}

function textOrNull(value: unknown): string | null {
  return z
    .string()
    .nullable()
    .parse(value ?? null);
}

/** Creates the file for its owner alone. SQLite gives its journal the same permissions. Another user's file keeps its own. */
function restrictToOwner(path: string): void {
  if (path === ':memory:') return;
  try {
    closeSync(openSync(path, 'a', 0o600));
    chmodSync(path, 0o600);
  } catch (error) {
    // SQLite reports a file that cannot be opened.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}
