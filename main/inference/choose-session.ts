// Opens a grading model where the user wants it to run: with ONNX Runtime, or on the libtorch engine where ONNX Runtime cannot. If neither
// can, the processor grades, and a sentence says why.

import { failed, success, type Result } from '../domain/failure.ts';
import type { InferenceDevice, NetworkSignature, Session } from './session.ts';
import { inferenceText } from './text.ts';

export const PRECISIONS = ['fp32', 'bf16'] as const;

export interface SessionChoice {
  /** cuda falls back to the processor with a sentence. Any other device must be there. */
  readonly device: InferenceDevice;
  /** bf16 is faster and may change a grade that is almost another. It needs the libtorch engine. */
  readonly precision: (typeof PRECISIONS)[number];
  /** Which GPU, counted from 0. Default: 0. */
  readonly gpu?: number | undefined;
}

export const DEFAULT_CHOICE: SessionChoice = { device: 'cpu', precision: 'fp32' };

export interface ChosenSession {
  readonly session: Session;
  /** Why something else grades than was asked for. Null if nothing else does. */
  readonly note: string | null;
}

interface Model {
  readonly onnx: Uint8Array;
  readonly signature: NetworkSignature;
  readonly name: string;
  readonly threads: number;
}

/** Opens the first of the sessions that fit the choice. */
export async function chooseSession(model: Model, { device, precision, gpu }: SessionChoice): Promise<Result<ChosenSession>> {
  const { onnx, signature, name, threads } = model;
  const onRuntime = async (on: InferenceDevice): Promise<Result<Session>> => {
    const { openSession } = await import('./session.ts');
    return openSession(onnx, signature, { name, threads, device: on, gpu });
  };
  const onEngine = async (on: 'cpu' | 'cuda'): Promise<Result<Session>> => {
    const { openEngineSession } = await import('./engine-session.ts');
    return openEngineSession(onnx, signature, { name, threads, device: on, precision, gpu });
  };
  const tries: (() => Promise<Result<Session>>)[] = [];
  if (device !== 'cpu' && precision === 'fp32') tries.push(() => onRuntime(device));
  if (device === 'cuda') tries.push(() => onEngine('cuda'));
  if (precision === 'bf16') tries.push(() => onEngine('cpu'));
  const reasons: string[] = [];
  for (const open of tries) {
    const opened = await open();
    if (opened.ok) return success(chosen(opened.value, { device, precision }, reasons));
    if (opened.failure.code !== 'engine-unavailable') return opened;
    if (device !== 'cpu' && device !== 'cuda')
      return failed('engine-unavailable', inferenceText.grading.deviceUnavailable(device, opened.failure.message));
    reasons.push(opened.failure.message);
  }
  const last = await onRuntime('cpu');
  return last.ok ? success(chosen(last.value, { device, precision }, reasons)) : last;
}

function chosen(session: Session, asked: SessionChoice, reasons: readonly string[]): ChosenSession {
  const { device, precision } = session.runtime;
  if (device === asked.device && precision === asked.precision) return { session, note: null };
  const { insteadOf, on } = inferenceText.grading;
  return { session, note: insteadOf(on(asked.device, asked.precision), reasons, on(device, precision)) };
}
