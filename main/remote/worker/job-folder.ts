// A job on the worker's disk: its record, its events, the files that it reads, and the folder in which it trains.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, copyFile, link, open, readdir, rm, stat, truncate } from 'node:fs/promises';
import { readText } from '../../files/read-json.ts';
import { dirname, join } from 'node:path';
import { readRegularFile } from '../../files/regular-file.ts';
import { z } from 'zod';
import { codeOf } from '../../files/file-failure.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import { ArtifactSchema, JobSchema, ManifestSchema, type Artifact, type JobEvent } from '../protocol.ts';
import { fromWire, toWire } from '../wire-json.ts';

const JobRecordSchema = z.object({
  /** The desktop that ordered the job. */
  owner: z.string(),
  manifest: ManifestSchema,
  job: JobSchema.omit({ before: true }),
});
export type JobRecord = z.infer<typeof JobRecordSchema>;

/** Events of steps are no longer kept beyond this, so that a long run cannot fill the disk with them. */
const MOST_EVENT_BYTES = 32 * 1024 * 1024;
/** The most that one request gets. */
const LARGEST_READ = 1024 * 1024;

export async function writeRecord(folder: string, record: JobRecord): Promise<void> {
  await makeFolder(folder);
  await writeWhole(join(folder, 'job.json'), toWire(record));
}

/** Returns the records of a folder of jobs. A folder without a readable record is left out. */
export async function readRecords(jobs: string): Promise<readonly JobRecord[]> {
  const names = await readdir(jobs).catch(() => []); // no job yet
  const records = await Promise.all(
    names.map(async (name) => {
      const text = await readText(join(jobs, name, 'job.json'));
      const parsed = JobRecordSchema.safeParse(fromWire(text));
      return parsed.success && parsed.data.job.jobId === name ? [parsed.data] : [];
    }),
  );
  return records.flat();
}

export interface EventLog {
  readonly add: (event: JobEvent) => void;
  readonly written: () => Promise<void>;
}

/** Opens the events of a job for writing. Removes a line that a killed worker left half written. */
export async function openEventLog(folder: string, onWritten: () => void, onError: (error: unknown) => void): Promise<EventLog> {
  const path = join(folder, 'events.jsonl');
  let bytes = await wholeLines(path);
  await truncate(path, bytes).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
  let writing: Promise<void> = Promise.resolve();
  return {
    add: (event) => {
      if (event.progress.kind === 'step' && bytes > MOST_EVENT_BYTES) return;
      const line = `${toWire(event)}\n`;
      bytes += Buffer.byteLength(line);
      writing = writing.then(() => appendFile(path, line, { mode: 0o600 })).then(onWritten, onError);
    },
    written: () => writing,
  };
}

/** Returns the events from a place in the file, and the place of the next ones. */
export async function readEvents(folder: string, from: number): Promise<{ events: unknown[]; next: number }> {
  const file = await open(join(folder, 'events.jsonl'), 'r').catch(() => null); // it has not started
  if (file === null) return { events: [], next: from };
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(LARGEST_READ), 0, LARGEST_READ, from);
    const end = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
    const lines = buffer.toString('utf8', 0, end).split('\n').slice(0, -1);
    return { events: lines.map(fromWire).filter((event) => event !== null), next: from + end };
  } finally {
    await file.close();
  }
}

async function wholeLines(path: string): Promise<number> {
  const read = await readRegularFile(path);
  return read.ok ? read.value.lastIndexOf(0x0a) + 1 : 0; // no events yet
}

/** Places the objects of a job where it reads them. Files of the run are copied, because the run changes them. */
export async function placeFiles(folder: string, files: Readonly<Record<string, string>>, isResumed: boolean): Promise<void> {
  for (const [name, object] of Object.entries(files)) {
    const target = join(folder, name);
    await makeFolder(dirname(target));
    if (name.startsWith('run/')) {
      if (!isResumed) await copyFile(object, target);
      continue;
    }
    await link(object, target).catch(async (error: unknown) => {
      if (codeOf(error) === 'EEXIST') return;
      await copyFile(object, target); // a file system without links
    });
  }
}

const ARTIFACT = /\.(json|jsonl|safetensors|onnx)$/;
/** What the desktop has, under the study's own names. */
const NOT_FETCHED = ['labels.json'];

/** Lists the files that a run has made, with their digests. */
export async function listArtifacts(run: string): Promise<Artifact[]> {
  const names = (await readdir(run).catch(() => [])).filter((name) => ARTIFACT.test(name) && !NOT_FETCHED.includes(name)).sort();
  const artifacts: Artifact[] = [];
  for (const name of names) {
    if (!ArtifactSchema.shape.name.safeParse(name).success) continue;
    const path = join(run, name);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
    artifacts.push({ name, sha256: hash.digest('hex'), bytes: (await stat(path)).size });
  }
  return artifacts;
}

/** The bytes of a folder and everything in it. */
export async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []); // it does not exist yet
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Removes the files in a folder, and in those in it, that are older. */
export async function removeFilesBefore(folder: string, before: number): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []); // it does not exist yet
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const found = await stat(path).catch(() => null); // removed meanwhile
    if (found !== null && found.mtimeMs < before) await rm(path, { force: true });
  }
}

export async function removeJob(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/** True if the run can be resumed from a checkpoint of its own. */
export async function hasCheckpoint(run: string): Promise<boolean> {
  return stat(join(run, 'last.safetensors')).then(
    () => true,
    () => false,
  );
}
