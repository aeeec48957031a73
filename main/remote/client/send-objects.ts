// Sends files to a worker in pieces. After a cut it asks how much is there and continues from that place, so a cut costs at most one piece.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { success, type Result } from '../../domain/failure.ts';
import type { JobFiles } from '../protocol.ts';
import { reaching, type Reaching } from './retry.ts';
import type { WorkerClient } from './worker-client.ts';

/** A file to send, under the name that it has in the manifest. */
export interface SentFile {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Small, because a cut can lose it. */
const PIECE_BYTES = 1024 * 1024;

/** Reads the digests of files, by their names in a manifest. */
export async function digested(files: Readonly<Record<string, string>>): Promise<SentFile[]> {
  const sent: SentFile[] = [];
  for (const [name, path] of Object.entries(files)) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
    sent.push({ name, path, sha256: hash.digest('hex'), bytes: (await stat(path)).size });
  }
  return sent;
}

export function filesOf(files: readonly SentFile[]): JobFiles {
  return Object.fromEntries(files.map(({ name, sha256, bytes }) => [name, { sha256, bytes }]));
}

/** Sends what the worker does not have yet. Waits while it cannot be reached. */
export async function sendFiles(
  client: WorkerClient,
  files: readonly SentFile[],
  onSent: (done: number, total: number) => void,
  how: Reaching,
): Promise<Result<null>> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  for (const file of files) {
    const sent = await sendFile(client, file, (done) => onSent(before + done, total), how);
    if (!sent.ok) return sent;
    before += file.bytes;
    onSent(before, total);
  }
  return success(null);
}

async function sendFile(
  client: WorkerClient,
  { path, sha256, bytes: total }: SentFile,
  onSent: (done: number) => void,
  how: Reaching,
): Promise<Result<null>> {
  const file = await open(path, 'r');
  try {
    let known: number | null = null;
    for (;;) {
      // In one step that is repeated after a cut: a piece that broke off may have arrived in part.
      const state = await reaching(how, async () => {
        const at = known;
        known = null;
        if (at === null) return client.objectState(sha256, how.signal);
        const { buffer, bytesRead } = await file.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, at);
        return client.appendObject({ sha256, at, total, bytes: buffer.subarray(0, bytesRead) }, how.signal);
      });
      if (!state.ok) return state;
      if (state.value.isWhole) return success(null);
      known = state.value.offset;
      onSent(known);
    }
  } finally {
    await file.close();
  }
}
