// Grading of hips or knees on a paired worker: pictures and the model go there, the answers come back, and the worker keeps neither pictures
// nor answers.

import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { failed, success, type Result } from '../../domain/failure.ts';
import { hipFiles } from '../../learning/grading/hip-files.ts';
import { KNEE_INPUTS } from '../../learning/grading/knee-files.ts';
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
  /** The folder of the pictures, as `learning/grading/hip-files.ts` or `knee-files.ts` wrote it. The answers are fetched into it. */
  readonly folder: string;
  readonly joints: GradedJoints;
  /** Called with what is about to be sent, before the first byte leaves. */
  readonly onSending: OnSending;
}

/** What is graded, and for hips by which choice. Knees are graded by the processor there, as here. */
export type GradedJoints =
  | { readonly kind: 'grade'; readonly hips: number; readonly choice: GradingChoice }
  | { readonly kind: 'grade-knees'; readonly knees: number };

/** Returns the path of the fetched answers. Waits while the worker cannot be reached. Fails with `stopped` after the signal. */
export async function gradeRemotely(grading: RemoteGrading, report: Report, signal: AbortSignal): Promise<Result<string>> {
  const { workstation, run, model, folder, joints, onSending } = grading;
  return talkToWorker({ workstation, kind: joints.kind, report, signal }, async ({ client, how }) => {
    const names = joints.kind === 'grade' ? hipFiles(joints.hips).map((name) => `hips/${name}`) : [`knees/${KNEE_INPUTS}`];
    const pictures = Object.fromEntries(names.map((name) => [name, join(folder, basename(name))]));
    const sent = await digested({ 'model/model.onnx': model.onnx, 'model/model.json': model.card, ...pictures });
    const files = sent.map(({ name, sha256, bytes }) => ({ name, sha256, bytes }));
    const { name, fingerprint } = workstation;
    const counted = joints.kind === 'grade' ? { hips: joints.hips } : { knees: joints.knees };
    await onSending({ workstation: name, fingerprint, files, counts: null, ...counted });
    const common = { run, files: filesOf(sent) };
    const manifest: Manifest =
      joints.kind === 'grade' ? { kind: joints.kind, ...common, choice: joints.choice } : { kind: joints.kind, ...common };
    return gradedBy(client, { manifest, sent, folder, to: name }, report, how);
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

/** Removes the job, its answers and the pictures from the worker. The model stays for the next ones. What cannot be removed now is in time. */
async function clean(
  client: WorkerClient,
  { jobId, sent }: { readonly jobId: string | null; readonly sent: readonly SentFile[] },
): Promise<void> {
  const how: Reaching = { signal: AbortSignal.timeout(STOP_MS / 6), onConnection: () => undefined };
  if (jobId !== null) await reaching(how, () => client.forget(jobId));
  for (const { name, sha256 } of sent) if (!name.startsWith('model/')) await reaching(how, () => client.removeObject(sha256));
}
