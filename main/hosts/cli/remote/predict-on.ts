// The processes in which commands read films and grade their hips, with a paired workstation that grades if one is named.

import { success, valueOrThrow } from '../../../domain/failure.ts';
import type { Log } from '../../../files/error-log.ts';
import type { PredictProcesses } from '../../../learning/grading/predict-files.ts';
import type { KneeGrader } from '../../../learning/grading/predict-knees.ts';
import type { Sending } from '../../../remote/client/follow-job.ts';
import { openWorkstations } from '../../../remote/client/workstations.ts';
import { gradingElsewhere } from '../../../services/workstations/grading-elsewhere.ts';
import { ableWorkstation } from '../../../services/workstations/workstation-calls.ts';
import { outputText } from '../../text/output.ts';
import { openPredictProcesses } from '../predict-processes.ts';
import type { Terminal } from '../terminal.ts';
import { gradingReport } from './grading-report.ts';

interface Command {
  readonly environment: { readonly home: string; readonly errors: Log };
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Prepared films wait in memory for their turn, so these are fewer than a workstation could take. **(ours)** */
const HIPS_AT_ONCE = 128;

/** Films are read and cut here in any case. Throws a `FailureError` if the workstation cannot be used. The caller closes the processes. */
export async function predictProcessesOn(
  on: string | undefined,
  { environment, terminal, signal }: Command,
): Promise<PredictProcesses & { readonly close: () => Promise<void> }> {
  const workstation = on === undefined ? null : await ableWorkstation(openWorkstations(environment.home), on, 'grade');
  const processes = openPredictProcesses(environment.errors);
  if (workstation === null) return processes;
  const onSending = (sending: Sending): void => terminal.error(outputText.sending(sending));
  const onNote = (words: string): void => terminal.error(words);
  const how = { run: 'predict', atOnce: HIPS_AT_ONCE, onSending, report: gradingReport(terminal), onNote, signal };
  return { ...processes, inference: gradingElsewhere(processes.inference, { workstation, ...how }) };
}

/** What grades knees on the workstation that is named. Undefined if none is, because the model here grades one knee after the other. */
export async function kneeGraderOn(
  on: string | undefined,
  model: string,
  command: Command,
): Promise<{ readonly grader: KneeGrader | undefined; readonly close: () => Promise<void> }> {
  if (on === undefined) return { grader: undefined, close: async () => undefined };
  const { inference, close } = await predictProcessesOn(on, command);
  const grade: KneeGrader['grade'] = async (inputs) =>
    success(valueOrThrow(await inference.gradeKnees(model, inputs, command.signal)));
  return { grader: { atOnce: KNEES_AT_ONCE, grade }, close };
}

/** Their whole pictures wait in memory too. **(ours)** */
const KNEES_AT_ONCE = 64;
