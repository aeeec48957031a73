// Fetches what a job made. A file is continued after a cut, checked against its digest, and only then takes its place.

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { failed, success, type Result } from '../../domain/failure.ts';
import { flush, makeFolder } from '../../files/write-whole.ts';
import type { RunLease } from '../../learning/run/run-lease.ts';
import type { Artifact } from '../protocol.ts';
import { remoteText } from '../text.ts';
import { reaching, type Reaching } from './retry.ts';
import { ConnectionError, type WorkerClient } from './worker-client.ts';

/** The records that the desktop keeps in a run's folder itself. */
const OWN = ['run.json', 'labels.json', 'remote.json', 'result.json', 'failure.json'];
const OF_A_RUN = /^[A-Za-z0-9][\w.-]*\.(json|jsonl|safetensors|onnx)$/;
/** A worker that offers more than this is not believed. */
const LARGEST_BYTES = 8e9;

export interface FetchInto {
  readonly folder: string;
  /** Where a file lies until it is whole, by its name: on the same disk. */
  readonly draft: (name: string) => string;
}

/** Fetches the artifacts into a folder. Fails with `object-damaged` if one does not have its digest. */
export async function fetchArtifacts(
  client: WorkerClient,
  { jobId, artifacts }: { readonly jobId: string; readonly artifacts: readonly Artifact[] },
  { folder, draft }: FetchInto,
  how: Reaching,
): Promise<Result<null>> {
  const foreign = artifacts.find(({ name, bytes }) => !OF_A_RUN.test(name) || OWN.includes(name) || bytes > LARGEST_BYTES);
  if (foreign !== undefined) return failed('not-allowed', remoteText.client.foreignFile(foreign.name));
  await makeFolder(folder);
  for (const artifact of artifacts) {
    const target = join(folder, artifact.name);
    if ((await digestOf(target)) === artifact.sha256) continue;
    const fetched = await fetchOne(client, jobId, { artifact, target, part: draft(artifact.name) }, how);
    if (!fetched.ok) return fetched;
  }
  return success(null);
}

/** Fetches the metrics of a run that is still running. Keeps the old file if there are none. */
export async function fetchMetrics(
  client: WorkerClient,
  jobId: string,
  { folder, lease }: { readonly folder: string; readonly lease: RunLease },
  signal: AbortSignal,
): Promise<void> {
  const response = await client.artifact(jobId, 'metrics.jsonl', 0, signal);
  if (!response.ok || response.value === null) return;
  const chunks: Buffer[] = [];
  for await (const chunk of response.value) chunks.push(Buffer.from(chunk));
  await lease.write(join(folder, 'metrics.jsonl'), Buffer.concat(chunks));
}

interface Fetch {
  readonly artifact: Artifact;
  readonly target: string;
  readonly part: string;
}

async function fetchOne(
  client: WorkerClient,
  jobId: string,
  { artifact: { name, sha256, bytes }, target, part }: Fetch,
  how: Reaching,
): Promise<Result<null>> {
  await rm(part, { force: true });
  const fetched = await reaching(how, async (): Promise<Result<null>> => {
    const at = (await sizeOf(part)) ?? 0;
    if (at >= bytes && bytes > 0) return success(null);
    const response = await client.artifact(jobId, name, at, how.signal);
    if (!response.ok) return response;
    if (response.value === null) return failed('file-not-found', remoteText.notFound);
    const broken = new ConnectionError(new Error('the transfer broke off'));
    const output = createWriteStream(part, { flags: 'a', mode: 0o600 });
    let outputError: Error | null = null;
    output.once('error', (error) => (outputError = error));
    try {
      await pipeline(response.value, output);
    } catch {
      if (outputError !== null) throw outputError as Error;
      throw broken;
    }
    if (((await sizeOf(part)) ?? 0) < bytes) throw broken;
    return success(null);
  });
  if (!fetched.ok) return fetched;
  if ((await digestOf(part)) !== sha256) {
    await rm(part, { force: true });
    return failed('object-damaged', remoteText.client.fetchedDamaged(name));
  }
  await flush(part);
  await rename(part, target);
  return success(null);
}

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  );
}

/** Null if there is no such file. */
async function digestOf(path: string): Promise<string | null> {
  if ((await sizeOf(path)) === null) return null;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}
