// Grading of hips on a paired worker: the crops and the model go there, the answers come back, and the worker keeps neither crops nor answers.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, success, type Result } from '../../domain/failure.ts';
import { hipFiles } from '../../learning/grading/hip-files.ts';
import { GRADINGS_FILE, type GradingChoice, type Manifest } from '../protocol.ts';
import { remoteText } from '../text.ts';
import { fetchArtifacts } from './fetch-artifacts.ts';
import { followJob, orderJob, STOP_MS, type OnSending, type Report } from './follow-job.ts';
import { reaching, type Reaching } from './retry.ts';
import { digested, filesOf, type SentFile } from './send-objects.ts';
import { talkToWorker } from './talk-to-worker.ts';
import type { WorkerClient } from './worker-client.ts';
import type { PairedWorkstation } from './workstations.ts';

export interface RemoteGrading {
  readonly workstation: PairedWorkstation;
  /** What the worker is told that it grades for. */
  readonly run: string;
  /** The ONNX file, and its card for the worker. */
  readonly model: { readonly onnx: string; readonly card: string };
  /** The folder of the hips; see `learning/grading/hip-files.ts`. The answers are fetched into it. */
  readonly folder: string;
  readonly hips: number;
  readonly choice: GradingChoice;
  /** Called with what is about to be sent, before the first byte leaves. */
  readonly onSending: OnSending;
}

/** Returns the path of the fetched answers. Waits while the worker cannot be reached. Fails with `stopped` after the signal. */
export async function gradeRemotely(grading: RemoteGrading, report: Report, signal: AbortSignal): Promise<Result<string>> {
  const { workstation, run, model, folder, hips, choice, onSending } = grading;
  return talkToWorker({ workstation, kind: 'grade', report, signal }, async ({ client, how }) => {
    const crops = Object.fromEntries(hipFiles(hips).map((name) => [`hips/${name}`, join(folder, name)]));
    const sent = await digested({ 'model/model.onnx': model.onnx, 'model/model.json': model.card, ...crops });
    const files = sent.map(({ name, sha256, bytes }) => ({ name, sha256, bytes }));
    await onSending({ workstation: workstation.name, fingerprint: workstation.fingerprint, files, counts: null, hips });
    const manifest: Manifest = { kind: 'grade', run, files: filesOf(sent), choice };
    return gradedBy(client, { manifest, sent, folder, to: workstation.name }, report, how);
  });
}

interface Order {
  readonly manifest: Manifest;
  readonly sent: readonly SentFile[];
  readonly folder: string;
  readonly to: string;
}

async function gradedBy(
  client: WorkerClient,
  { manifest, sent, folder, to }: Order,
  report: Report,
  how: Reaching,
): Promise<Result<string>> {
  const following = { to, report, how, onEpoch: async () => undefined, endsThere: () => true };
  let jobId: string | null = null;
  try {
    const ordered = await orderJob(client, manifest, sent, following);
    if (!ordered.ok) return ordered;
    ({ jobId } = ordered.value);
    const ended = await followJob(client, { ...following, jobId });
    if (!ended.ok) return ended;
    const { state, failure, artifacts } = ended.value;
    if (state === 'stopped') return failed('stopped', remoteText.client.stopped);
    if (failure !== null) return { ok: false, failure };
    const answers = artifacts.filter(({ name }) => name === GRADINGS_FILE);
    const into = { folder, draft: (file: string) => join(folder, `${file}.part`) };
    const fetched = await fetchArtifacts(client, { jobId, artifacts: answers }, into, how);
    if (!fetched.ok) return fetched;
    const path = join(folder, GRADINGS_FILE);
    const isThere = await stat(path).then(
      () => true,
      () => false,
    );
    return isThere ? success(path) : failed('bad-request', remoteText.client.unknownAnswer);
  } finally {
    await clean(client, { jobId, sent });
  }
}

/** Removes the job, its answers and the crops from the worker. The model stays for the next hips. What cannot be removed now is in time. */
async function clean(
  client: WorkerClient,
  { jobId, sent }: { readonly jobId: string | null; readonly sent: readonly SentFile[] },
): Promise<void> {
  const how: Reaching = { signal: AbortSignal.timeout(STOP_MS / 6), onConnection: () => undefined };
  if (jobId !== null) await reaching(how, () => client.forget(jobId));
  for (const { name, sha256 } of sent) if (name.startsWith('hips/')) await reaching(how, () => client.removeObject(sha256));
}
