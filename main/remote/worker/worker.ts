// A worker as one web-standard function. Every route needs the token of a paired desktop, and a desktop sees only what is its own.

import { createReadStream } from 'node:fs';
import { stat, statfs } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { WorkstationEngine } from '../../domain/training/workstation.ts';
import type { Log } from '../../files/error-log.ts';
import { fileFailure } from '../../files/file-failure.ts';
import { makeFolder } from '../../files/write-whole.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import {
  hasEnded,
  JOB_KINDS,
  JobIdSchema,
  ManifestSchema,
  PROTOCOL,
  PROTOCOL_HEADER,
  Sha256Schema,
  type Job,
  type WorkerState,
} from '../protocol.ts';
import { remoteText } from '../text.ts';
import { fromWire } from '../wire-json.ts';
import { answer, refusal } from './answers.ts';
import { openDesktops, type Desktop } from './desktops.ts';
import { bytesIn, readEvents } from './job-folder.ts';
import { openJobs, type JobLimits, type Jobs } from './jobs.ts';
import { openObjects } from './objects.ts';

export interface WorkerLimits extends JobLimits {
  /** The most bytes that the objects and jobs of one desktop may take. */
  readonly quotaBytes: number;
}

export interface WorkerOptions {
  readonly folder: string;
  readonly limits: WorkerLimits;
  /** The GPU for orders that name none. Null for the first. */
  readonly gpu: number | null;
  /** What computes here. Null until it is known, and if no engine works. */
  readonly engine: () => WorkstationEngine | null;
  readonly version: string;
  readonly now: () => Date;
  readonly log: Log;
  readonly startTraining: () => ProcessChannel;
  readonly startInference: () => ProcessChannel;
}

export interface Worker {
  readonly handler: (request: Request) => Promise<Response>;
  /** Stops the running jobs, which continue at the next start. */
  readonly close: () => Promise<void>;
}

const LARGEST_MANIFEST = 1024 * 1024;
const LONGEST_WAIT_MS = 25_000;
const CLEAN_EVERY_MS = 3_600_000;

export async function openWorker(options: WorkerOptions): Promise<Worker> {
  const { folder, limits, log } = options;
  const [objectsFolder, jobsFolder, pictures] = [join(folder, 'objects'), join(folder, 'jobs'), join(folder, 'pictures')];
  await makeFolder(objectsFolder);
  await makeFolder(jobsFolder);
  const desktops = openDesktops(folder);
  const usedBytes = async (owner: string): Promise<number> => {
    const sizes = await Promise.all([join(objectsFolder, owner), join(pictures, owner), ...jobs.foldersOf(owner)].map(bytesIn));
    return sizes.reduce((sum, size) => sum + size, 0);
  };
  const objects = openObjects({ folder: objectsFolder, quotaBytes: limits.quotaBytes, usedBytes });
  const jobs: Jobs = await openJobs({ ...options, folder: jobsFolder, pictures, objects });
  const clean = (): void => void jobs.removeOld().catch((error: unknown) => log.report(error, 'retention'));
  clean();
  const cleaning = setInterval(clean, CLEAN_EVERY_MS);
  cleaning.unref();

  const state = async (owner: string): Promise<Response> => {
    const { bavail, bsize } = await statfs(folder);
    const { hours, memoryBytes, keepDays, atOnce } = limits;
    const value: WorkerState = {
      program: 'osteograde-worker',
      version: options.version,
      kinds: [...JOB_KINDS],
      machine: {
        platform: `${process.platform} ${process.arch}`,
        cores: availableParallelism(),
        memoryBytes: totalmem(),
        freeMemoryBytes: freemem(),
        engine: options.engine(),
      },
      disk: { freeBytes: bavail * bsize, usedBytes: await usedBytes(owner), quotaBytes: limits.quotaBytes },
      limits: { hours, memoryBytes, keepDays, atOnce },
      queue: jobs.counts(),
      jobs: [...jobs.list(owner)],
    };
    return answer(value);
  };

  const route = async (request: Request, { id: owner }: Desktop): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const [area = '', id = '', part = '', name = '', ...rest] = pathname.split('/').slice(1);
    if (rest.length > 0) return notFound();
    if (area === 'worker' && id === '' && request.method === 'GET') return state(owner);
    if (area === 'objects' && part === '' && Sha256Schema.safeParse(id).success) return objects.answer(request, owner, id);
    if (area !== 'jobs') return notFound();
    if (id === '') return request.method === 'POST' ? startJob(request, owner, { jobs, version: options.version }) : notFound();
    const job = JobIdSchema.safeParse(id).success ? jobs.find(owner, id) : null;
    if (job === null) return notFound();
    switch (`${request.method} ${part}`) {
      case 'GET ':
        return answer(job);
      case 'DELETE ':
        await jobs.forget(owner, id);
        return new Response(null, { status: 204 });
      case 'POST stop':
        return answer(jobs.stop(owner, id));
      case 'GET events':
        return events(request, searchParams, job, { jobs, owner });
      case 'GET artifacts':
        return artifact(request, join(jobs.folderOf(id), 'run'), name, job);
      default:
        return notFound();
    }
  };

  return {
    handler: async (request) => {
      try {
        const token = /^Bearer ([\w-]{1,200})$/.exec(request.headers.get('authorization') ?? '')?.[1];
        const desktop = token === undefined ? null : await desktops.withToken(token);
        if (desktop === null) return refusal(401, 'not-allowed', remoteText.pairing.unknownToken);
        const foreign = protocolRefusal(request, options.version);
        return foreign ?? (await route(request, desktop));
      } catch (error) {
        const failure = fileFailure(error, folder);
        if (failure?.code === 'disk-full') return refusal(507, 'disk-full', remoteText.objects.diskFull);
        log.report(error, 'worker request');
        return refusal(500, 'unexpected', remoteText.unexpected);
      }
    },
    close: async () => {
      clearInterval(cleaning);
      await jobs.close();
    },
  };
}

/** A desktop of another protocol is told which side to update. */
function protocolRefusal(request: Request, version: string): Response | null {
  const theirs = Number(request.headers.get(PROTOCOL_HEADER) ?? 'NaN');
  if (theirs === PROTOCOL) return null;
  const { olderDesktop, newerDesktop } = remoteText.protocol;
  const response = refusal(426, 'not-allowed', theirs > PROTOCOL ? newerDesktop(version) : olderDesktop(version));
  response.headers.set(PROTOCOL_HEADER, String(PROTOCOL));
  return response;
}

/** A kind of a later version, with whatever else its order says. */
const UnknownKind = z
  .looseObject({ kind: z.string().regex(/^[a-z-]{1,40}$/) })
  .refine(({ kind }) => !JOB_KINDS.some((known) => known === kind));

async function startJob(
  request: Request,
  owner: string,
  { jobs, version }: { readonly jobs: Jobs; readonly version: string },
): Promise<Response> {
  const text = await textOf(request, LARGEST_MANIFEST);
  const order = text === null ? null : fromWire(text);
  const unknown = UnknownKind.safeParse(order);
  if (unknown.success) return refusal(422, 'bad-request', remoteText.jobs.unknownKind(unknown.data.kind, version));
  const parsed = ManifestSchema.safeParse(order);
  if (!parsed.success) return refusal(422, 'bad-request', remoteText.jobs.malformed);
  const started = await jobs.start(owner, parsed.data);
  if ('missing' in started) {
    const { missing } = started;
    return refusal(409, 'file-not-found', remoteText.jobs.missing(missing.length), missing);
  }
  return started.ok ? answer(started.value, 201) : refusal(422, started.failure.code, started.failure.message);
}

/** Answers at once if there are events, else when the job changes or the time is up. */
async function events(
  request: Request,
  searched: URLSearchParams,
  job: Job,
  { jobs, owner }: { readonly jobs: Jobs; readonly owner: string },
): Promise<Response> {
  const [from, wait] = ['from', 'wait'].map((name) => {
    const text = searched.get(name) ?? '0';
    return /^\d{1,12}$/.test(text) ? Number(text) : undefined;
  });
  if (from === undefined || wait === undefined) return refusal(400, 'bad-request', remoteText.jobs.malformed);
  const folder = jobs.folderOf(job.jobId);
  let read = await readEvents(folder, from);
  if (read.events.length === 0 && !hasEnded(job)) {
    await jobs.changed(job.jobId, Math.min(wait, LONGEST_WAIT_MS), request.signal);
    read = await readEvents(folder, from);
  }
  const latest = jobs.find(owner, job.jobId);
  return latest === null ? notFound() : answer({ job: latest, ...read });
}

/** While a job runs, only its metrics can be fetched. They grow. */
async function artifact(request: Request, folder: string, name: string, job: Job): Promise<Response> {
  const known = job.artifacts.find((each) => each.name === name);
  if (known === undefined && name !== 'metrics.jsonl') return notFound();
  const range = request.headers.get('range');
  const from = /^bytes=(\d{1,15})-$/.exec(range ?? '')?.[1];
  if (range !== null && from === undefined) return refusal(416, 'bad-request', remoteText.jobs.malformed);
  const found = await stat(join(folder, name)).catch(() => null); // nothing measured yet
  if (found === null) return notFound();
  const { size } = found;
  const start = Number(from ?? 0);
  if (start > size) return refusal(416, 'bad-request', remoteText.jobs.malformed);
  const headers = {
    'content-type': 'application/octet-stream',
    'content-length': String(size - start),
    'cache-control': 'no-store',
  };
  if (start === size) return new Response(null, { status: 200, headers });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Node and the page declare one class twice
  const body = Readable.toWeb(createReadStream(join(folder, name), { start, end: size - 1 })) as ReadableStream<Uint8Array>;
  return new Response(body, { status: from === undefined ? 200 : 206, headers });
}

/** Null if the body is longer than it may be. */
async function textOf(request: Request, most: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function notFound(): Response {
  return refusal(404, 'file-not-found', remoteText.notFound);
}
