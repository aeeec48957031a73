// An export on a paired worker, with the same order and result as one on this machine (`learning/export/use-run.ts`).

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed, success, type Result } from '../../domain/failure.ts';
import { seenByRun } from '../../learning/evaluation/seen-subjects.ts';
import { ExportedModelSchema, type ExportedModel } from '../../learning/run/training-calls.ts';
import type { UseOrder } from '../../learning/export/use-run.ts';
import type { Manifest } from '../protocol.ts';
import { remoteText } from '../text.ts';
import { fetchArtifacts } from './fetch-artifacts.ts';
import { followJob, orderJob, type OnSending } from './follow-job.ts';
import { manifestToSend } from './manifest-to-send.ts';
import { reaching, type Reaching } from './retry.ts';
import { digested, filesOf } from './send-objects.ts';
import { openWorkerClient } from './worker-client.ts';
import type { PairedWorkstation } from './workstations.ts';

export interface RemoteExport {
  readonly workstation: PairedWorkstation;
  /** The run's name, which the worker is told. */
  readonly run: string;
  readonly order: UseOrder;
  /** Called with what is about to be sent, before the first byte leaves. */
  readonly onSending: OnSending;
}

/** Sends the checkpoint, the run's figures and the pictures of the proof, and fetches the model into `order.models`. */
export async function exportRemotely(
  { workstation, run, order, onSending }: RemoteExport,
  signal: AbortSignal = new AbortController().signal,
): Promise<Result<ExportedModel>> {
  const client = openWorkerClient(workstation);
  const how: Reaching = { signal, onConnection: () => undefined };
  const draft = await mkdtemp(join(tmpdir(), 'osteograde-export-'));
  try {
    const proof = join(draft, 'proof.floats');
    await writeFile(proof, Buffer.concat(order.crops.pictures.map(bytesOf)), { mode: 0o600 });
    const { folder, checkpoint, recipe, name, validationKappa, crops } = order;
    const present = await readdir(folder);
    const records = RECORDS.filter((record) => present.includes(record)).map((record) => [`run/${record}`, join(folder, record)]);
    const nameless = await manifestToSend(folder, join(draft, 'manifest.json'));
    const sent = await digested({
      ...(nameless === null ? {} : { 'run/manifest.json': nameless }),
      [`run/${checkpoint}.safetensors`]: join(folder, `${checkpoint}.safetensors`),
      ...Object.fromEntries(records),
      'proof.floats': proof,
    });
    await onSending({
      workstation: workstation.name,
      fingerprint: workstation.fingerprint,
      files: sent.map(({ name: file, sha256, bytes }) => ({ name: file, sha256, bytes })),
      counts: null,
    });
    const size = { height: crops.height, width: crops.width };
    const manifest: Manifest = {
      kind: 'export',
      run,
      recipe,
      files: filesOf(sent),
      checkpoint,
      name,
      validationKappa,
      seen: recipe.system !== 3 && recipe.data.kind === 'study' ? await seenByRun(folder) : null,
      proof: size,
    };
    const following = {
      to: workstation.name,
      report: () => undefined,
      how,
      onEpoch: async () => undefined,
      endsThere: () => true,
    };
    const ordered = await orderJob(client, manifest, sent, following);
    if (!ordered.ok) return ordered;
    const { jobId } = ordered.value;
    const ended = await followJob(client, { ...following, jobId });
    if (!ended.ok) return ended;
    const { failure, artifacts } = ended.value;
    const files = artifacts.filter((artifact) => [`${name}.onnx`, `${name}.json`].includes(artifact.name));
    const into = { folder: order.models, draft: (file: string) => join(order.models, `${file}.part`) };
    const fetched = failure === null ? await fetchArtifacts(client, { jobId, artifacts: files }, into, how) : success(null);
    await reaching({ ...how, signal: AbortSignal.timeout(5000) }, () => client.forget(jobId));
    if (failure !== null) return { ok: false, failure };
    if (!fetched.ok) return fetched;
    const exported = ExportedModelSchema.safeParse(ended.value.result);
    if (!exported.success || files.length !== 2) return failed('bad-request', remoteText.client.unknownAnswer);
    return success({ ...exported.data, path: join(order.models, `${name}.onnx`) });
  } finally {
    client.close();
    await rm(draft, { recursive: true, force: true });
  }
}

/** What the card says of the run's figures comes from these, and from the manifest. */
const RECORDS = ['metrics.jsonl', 'figures.json'];

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
