// Writes de-identified copies of DICOM files into a folder. Names, numbers and paths go only to the key table, if there is one, and never
// into that folder.

import { createHash, randomBytes } from 'node:crypto';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { readJson } from '../../files/read-json.ts';
import { fileFailure, folderFailure, namingFile } from '../../files/file-failure.ts';
import { findOnlyFilms } from '../../cohort/find-films.ts';
import { readSource, type SourceFile } from '../../cohort/sources/source-file.ts';
import { openIdentityDatabase, type IdentityDatabase } from '../../database/identity-database.ts';
import { openDecodePool, type DecodePool } from '../../dicom/decode-pool.ts';
import type { DeidentifyOptions } from '../../dicom/deidentify/actions.ts';
import { textWarning, type DeidentifiedFile } from '../../dicom/deidentify/deidentify-file.ts';
import { failed, FailureError, type Failure } from '../../domain/failure.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import { servicesText } from '../text.ts';

export type { DeidentifyOptions };

export interface DeidentifyOrder {
  readonly paths: readonly string[];
  readonly out: string;
  /** The file of the key table, created if missing. Null if nobody should be able to trace the pseudonyms back. */
  readonly keyTable: string | null;
  readonly options: DeidentifyOptions;
  readonly redact: boolean;
  /** Starts a process that looks into files and archives. */
  readonly startReader: () => ProcessChannel;
}

/** What was done to one file. Only `source` can identify a person. */
export interface FileReport {
  readonly source: string;
  /** The copy's path inside the folder. Null if the file was refused. */
  readonly file: string | null;
  readonly problem: Failure | null;
  /** A reason to check the image by eye. */
  readonly warning: Failure | null;
  readonly changes: DeidentifiedFile['changes'];
  readonly burnedIn: { readonly flag: string; readonly lines: readonly object[]; readonly redacted: boolean } | null;
  readonly pixelTextRemoved: boolean;
}

export const REPORT_FILE = 'deidentification-report.json';

/** Larger than the report of 100,000 copies. */
const LARGEST_REPORT = 500e6;

/**
 * De-identifies the files in order and yields a report on each. A bad file does not stop the others. At the end, writes the reports of the
 * copies beside them. Throws a `FailureError` if the folder or the key table cannot be used.
 */
export async function* deidentifyFiles(order: DeidentifyOrder): AsyncGenerator<FileReport> {
  const out = resolve(order.out);
  await createFolder(out);
  const identities = openKeyTable(order.keyTable);
  const pool = openDecodePool();
  try {
    const secret = identities.secret(() => randomBytes(32).toString('hex'));
    const search = { paths: order.paths, landmarks: null };
    const { films, problems } = await findOnlyFilms(search, { ...order, signal: new AbortController().signal });
    for (const { file, failure } of problems) yield refusal(file, failure);
    const written: { readonly file: string | null }[] = [];
    for (const { file } of films) {
      const report = await deidentifyOne(file, { order, out, secret, pool, identities });
      yield report;
      const { source: _, ...nameless } = report;
      if (nameless.file !== null && !written.some((one) => one.file === nameless.file)) written.push(nameless);
    }
    const earlier = (await earlierReports(out)).filter(({ file }) => !written.some((one) => one.file === file));
    const all = Buffer.from(`${JSON.stringify([...earlier, ...written], null, 2)}\n`);
    await writeWhole(join(out, REPORT_FILE), all);
  } finally {
    identities.close();
    await pool.close();
  }
}

/** The reports of copies that an earlier run left in the folder. Empty if there are none that can be read. */
async function earlierReports(out: string): Promise<readonly { readonly file: string }[]> {
  const reports = await readJson(join(out, REPORT_FILE), LARGEST_REPORT);
  return z.array(z.looseObject({ file: z.string() })).safeParse(reports).data ?? [];
}

interface Deidentification {
  readonly order: DeidentifyOrder;
  readonly out: string;
  readonly secret: string;
  readonly pool: DecodePool;
  readonly identities: IdentityDatabase;
}

async function deidentifyOne(file: SourceFile, { order, out, secret, pool, identities }: Deidentification): Promise<FileReport> {
  const source = file.location;
  const inside = relative(out, resolve(source));
  if (!inside.startsWith('..') && !isAbsolute(inside)) {
    return refusal(source, failed('bad-request', servicesText.deidentification.fileInOutputFolder).failure);
  }
  const bytes = await readSource(file);
  if (!bytes.ok) return refusal(source, namingFile(bytes.failure, source));
  const bareNumbers = identities.mentions().map(({ mention }) => mention.number);
  const clean = await pool.deidentify(bytes.value, { secret, options: order.options, redact: order.redact, bareNumbers });
  if (!clean.ok) return refusal(source, namingFile(clean.failure, source));
  const { patient, imageUid, changes, look, redacted, pixelTextRemoved } = clean.value;
  const radiographId = createHash('sha256').update(bytes.value).digest('hex');
  const copy = nameOfCopy(
    join(patient.pseudonym, imageUid === '' ? radiographId.slice(0, 32) : imageUid),
    radiographId,
    identities,
  );
  try {
    await makeFolder(dirname(join(out, copy)));
    await writeWhole(join(out, copy), clean.value.bytes);
  } catch (error) {
    const failure = fileFailure(error, join(out, copy));
    if (failure === null) throw error;
    throw new FailureError(failure);
  }
  identities.putCopy(copy, radiographId);
  identities.putSubject(patient);
  identities.put({ radiographId, patientId: patient.patientId, sourcePath: resolve(source) });
  const burnedIn = look.ok ? { ...look.value, redacted } : null;
  return { source, file: copy, problem: null, warning: textWarning(clean.value), changes, burnedIn, pixelTextRemoved };
}

/** Two films that carry one identifier get two names. The same film has the same name in every run with the key table. */
function nameOfCopy(stem: string, radiographId: string, { filmOfCopy }: IdentityDatabase): string {
  const isFree = (name: string): boolean => [null, radiographId].includes(filmOfCopy(name));
  let name = `${stem}.dcm`;
  for (let copy = 2; !isFree(name); copy++) name = `${stem}-${copy}.dcm`;
  return name;
}

function refusal(source: string, problem: Failure): FileReport {
  return { source, file: null, problem, warning: null, changes: [], burnedIn: null, pixelTextRemoved: false };
}

async function createFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (error) {
    const failure = folderFailure(error, folder);
    if (failure === null) throw error;
    throw new FailureError(failure);
  }
}

function openKeyTable(path: string | null): IdentityDatabase {
  try {
    return openIdentityDatabase(path === null ? ':memory:' : resolve(path));
  } catch (error) {
    if (path === null) throw error;
    const isForeign = error instanceof Error && 'code' in error && error.code === 'SQLITE_NOTADB';
    const failure = isForeign
      ? failed('file-unreadable', servicesText.deidentification.notAKeyTable).failure
      : fileFailure(error, path);
    if (failure === null) throw error;
    throw new FailureError(failure);
  }
}
