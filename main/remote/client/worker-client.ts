// A paired worker as functions. Each fails with the worker's own sentence, or throws a `ConnectionError`, after which trying again helps.

import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { failed, FailureError, success, type Result } from '../../domain/failure.ts';
import type { Pairing } from '../pairing.ts';
import {
  EventsSchema,
  JobSchema,
  RefusalSchema,
  WorkerStateSchema,
  type Job,
  type Manifest,
  type WorkerState,
} from '../protocol.ts';
import { remoteText } from '../text.ts';
import { fromWire, toWire } from '../wire-json.ts';
import { openPinnedFetch, type SentRequest } from './pinned-fetch.ts';

/** The worker cannot be reached now, or broke off. */
export class ConnectionError extends Error {
  constructor(cause: unknown) {
    super(reasonOf(cause), { cause });
    this.name = 'ConnectionError';
  }
}

interface ObjectState {
  readonly isWhole: boolean;
  /** How many bytes are there. */
  readonly offset: number;
}

export interface WorkerClient {
  readonly state: () => Promise<Result<WorkerState>>;
  readonly objectState: (sha256: string, signal: AbortSignal) => Promise<Result<ObjectState>>;
  readonly appendObject: (piece: ObjectPiece, signal: AbortSignal) => Promise<Result<ObjectState>>;
  readonly removeObject: (sha256: string) => Promise<Result<null>>;
  /** Returns the objects that the worker lacks instead of the job, if it lacks some. */
  readonly start: (manifest: Manifest) => Promise<Result<Job | { readonly missing: readonly string[] }>>;
  /** Null if the worker has no such job. */
  readonly job: (jobId: string) => Promise<Result<Job | null>>;
  /** Waits for events from a place on, some seconds at most. Null if the worker has no such job. */
  readonly events: (jobId: string, from: number, signal?: AbortSignal) => Promise<Result<z.infer<typeof EventsSchema> | null>>;
  readonly stop: (jobId: string) => Promise<Result<null>>;
  readonly forget: (jobId: string) => Promise<Result<null>>;
  /** The bytes of a file from a place on. Null if there is no such file. */
  readonly artifact: (jobId: string, name: string, from: number, signal: AbortSignal) => Promise<Result<IncomingMessage | null>>;
  readonly close: () => void;
}

interface ObjectPiece {
  readonly sha256: string;
  readonly at: number;
  readonly total: number;
  readonly bytes: Uint8Array;
}

const WAIT_MS = 10_000;
const LARGEST_ANSWER = 64 * 1024 * 1024;
/** Statuses that pass by themselves. */
const PASSING = [408, 423, 429, 500, 502, 503, 504];

export function openWorkerClient(pairing: Pairing): WorkerClient {
  const { send, close } = openPinnedFetch(pairing);

  const request = async (path: string, sent: SentRequest = {}): Promise<IncomingMessage> => {
    try {
      return await send(path, sent);
    } catch (error) {
      throw error instanceof FailureError ? error : new ConnectionError(error);
    }
  };
  const ask = async (path: string, sent: SentRequest = {}): Promise<Answer> => {
    const response = await request(path, sent);
    return answerOf(response, await textOf(response));
  };
  const parsed = <T>(answer: Answer, schema: z.ZodType<T>): Result<T> => {
    if (answer.failure !== null) return { ok: false, failure: answer.failure };
    const value = schema.safeParse(answer.body);
    return value.success ? success(value.data) : failed('bad-request', remoteText.client.unknownAnswer);
  };
  const orNull = <T>(answer: Answer, schema: z.ZodType<T>): Result<T | null> =>
    answer.status === 404 ? success(null) : parsed(answer, schema);

  return {
    close,
    state: async () => parsed(await ask('/worker'), WorkerStateSchema),
    objectState: async (sha256, signal) => objectState(await ask(`/objects/${sha256}`, { method: 'HEAD', signal })),
    appendObject: async ({ sha256, at, total, bytes }, signal) => {
      const headers = {
        'upload-offset': String(at),
        'upload-length': String(total),
        'content-type': 'application/octet-stream',
      };
      const answer = await ask(`/objects/${sha256}`, { method: 'PATCH', headers, body: bytes, signal });
      return answer.status === 409 ? objectState({ ...answer, failure: null }) : objectState(answer);
    },
    removeObject: async (sha256) => done(await ask(`/objects/${sha256}`, { method: 'DELETE' })),
    start: async (manifest) => {
      const answer = await ask('/jobs', { method: 'POST', body: toWire(manifest) });
      const missing = answer.status === 409 ? RefusalSchema.safeParse(answer.body).data?.missing : undefined;
      return missing === undefined ? parsed(answer, JobSchema) : success({ missing });
    },
    job: async (jobId) => orNull(await ask(`/jobs/${jobId}`), JobSchema),
    events: async (jobId, from, signal) =>
      orNull(await ask(`/jobs/${jobId}/events?from=${from}&wait=${WAIT_MS}`, { signal }), EventsSchema),
    stop: async (jobId) => done(await ask(`/jobs/${jobId}/stop`, { method: 'POST' })),
    forget: async (jobId) => done(await ask(`/jobs/${jobId}`, { method: 'DELETE' })),
    artifact: async (jobId, name, from, signal) => {
      const response = await request(`/jobs/${jobId}/artifacts/${name}`, { headers: { range: `bytes=${from}-` }, signal });
      if (response.statusCode === 200 || response.statusCode === 206) return success(response);
      const answer = answerOf(response, await textOf(response));
      if (answer.status === 404) return success(null);
      return { ok: false, failure: answer.failure ?? failed('bad-request', remoteText.client.unknownAnswer).failure };
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  readonly failure: { readonly code: z.infer<typeof RefusalSchema>['code']; readonly message: string } | null;
}

/** An upload that begins at the wrong place gets no body, but the right place in a header. */
const CONFLICT = failed('bad-request', remoteText.objects.malformed).failure;

/** Throws a `ConnectionError` for a status that passes by itself. */
function answerOf({ statusCode: status = 0, headers }: IncomingMessage, text: string): Answer {
  const body = text === '' ? null : fromWire(text);
  if (status >= 200 && status < 300) return { status, headers, body, failure: null };
  if (PASSING.includes(status)) throw new ConnectionError(new Error(remoteText.client.refused(status)));
  return { status, headers, body, failure: status === 409 && body === null ? CONFLICT : failureOf(body) };
}

/** What answers without one of our failures is not a worker. */
function failureOf(body: unknown): Answer['failure'] {
  const refusal = RefusalSchema.safeParse(body);
  if (!refusal.success) return failed('not-allowed', remoteText.protocol.notAWorker).failure;
  const { code, message } = refusal.data;
  return { code, message };
}

function objectState({ failure, headers }: Answer): Result<ObjectState> {
  if (failure !== null) return { ok: false, failure };
  const offset = Number(headers['upload-offset'] ?? 'NaN');
  if (!Number.isInteger(offset)) return failed('bad-request', remoteText.client.unknownAnswer);
  return success({ isWhole: headers['upload-complete'] === '?1', offset });
}

function done({ failure, status }: Answer): Result<null> {
  // A job that is already gone is what the caller wanted.
  return failure === null || status === 404 ? success(null) : { ok: false, failure };
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response) {
      const bytes = Buffer.from(chunk);
      length += bytes.length;
      if (length > LARGEST_ANSWER) throw new Error('an answer that is too long');
      chunks.push(bytes);
    }
  } catch (error) {
    throw new ConnectionError(error);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
