// The runs of an experiment on a paired workstation, for the command line and the screen alike.

import type { MeasuringElsewhere } from '../../experiment/run-experiment.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import type { Sending } from '../../remote/client/follow-job.ts';
import { measureRemotely } from '../../remote/client/remote-measure.ts';
import type { PairedWorkstation } from '../../remote/client/workstations.ts';

/** Shows or records what is about to leave for a run. Throws a `FailureError` if it must not. */
export type RecordSending = (sent: {
  readonly run: string;
  /** The study that the run learns from. */
  readonly study: string | undefined;
  readonly sending: Sending;
}) => void | Promise<void>;

export interface MeasuringOn {
  /** Starts the process that prepares the data here. */
  readonly startProcess: () => ProcessChannel;
  readonly recordSending: RecordSending;
  /** After a stop: true to end the run there too, and to fetch its checkpoints. */
  readonly endsThere: () => boolean;
}

export function measuringOn(
  workstation: PairedWorkstation,
  { startProcess, recordSending, endsThere }: MeasuringOn,
): MeasuringElsewhere {
  return (order, { name: run, startsOthers: keepsWeights, progress, keep }, signal) => {
    const { study } = order.options;
    const onSending = (sending: Sending): void | Promise<void> => recordSending({ run, study, sending });
    return measureRemotely({ workstation, run, order, startProcess, onSending, endsThere, keepsWeights, keep }, progress, signal);
  };
}
