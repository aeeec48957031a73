// A training on a paired worker, with the same order, reports and result as one on this machine (`learning/run/training.ts`).

import { join } from 'node:path';
import { failed, success, type Result } from '../../domain/failure.ts';
import { TrainedModelSchema, type TrainedModel } from '../../learning/run/training-calls.ts';
import { remoteText } from '../text.ts';
import type { Report } from './follow-job.ts';
import { runJobRemotely, type RemoteKind, type RemoteRun } from './remote-job.ts';

/** Trains there and fetches the run's files. See `runJobRemotely` for what it waits for and how it fails. */
export function runRemotely(remote: RemoteRun, report: Report, signal: AbortSignal): Promise<Result<TrainedModel>> {
  const { folder } = remote.order.options;
  const training: RemoteKind<TrainedModel> = {
    kind: 'train',
    wanted: ({ artifacts }) => artifacts,
    conclude: async (job) => {
      const result = TrainedModelSchema.safeParse(job.result);
      if (!result.success) return failed('bad-request', remoteText.client.unknownAnswer);
      const { model } = result.data;
      return success({ ...result.data, model: model === null ? null : join(folder, model) });
    },
  };
  return runJobRemotely(remote, training, report, signal);
}
