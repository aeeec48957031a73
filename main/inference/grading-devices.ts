// What grades on this machine: for each device and precision that `predict` offers, what runs a network there, or why nothing does.

import { success, type Result } from '../domain/failure.ts';
import { HIP_VIEW_SIZE } from '../domain/locating.ts';
import { chooseSession, type SessionChoice } from './choose-session.ts';
import { readLocator } from './locator-files.ts';
import type { SessionRuntime } from './session.ts';
import { inferenceText } from './text.ts';

export interface GradingDevice {
  readonly device: 'cpu' | 'cuda';
  readonly precision: SessionChoice['precision'];
  /** Null if the processor in fp32 would grade instead. */
  readonly runtime: SessionRuntime | null;
  readonly reason: string | null;
}

const CHOICES = [
  { device: 'cpu', precision: 'fp32' },
  { device: 'cpu', precision: 'bf16' },
  { device: 'cuda', precision: 'fp32' },
  { device: 'cuda', precision: 'bf16' },
] as const;

/** Opens a small network of ours, from the folder of the locating networks, wherever a model can run. It loads native code. */
export async function gradingDevices(networks: string): Promise<Result<readonly GradingDevice[]>> {
  const files = await readLocator(networks, 'find-head');
  if (!files.ok) return files;
  const { onnx, card } = files.value;
  const picture = inferenceText.grading.picture.hip;
  const signature = { height: HIP_VIEW_SIZE, width: HIP_VIEW_SIZE, picture, answers: [], maps: ['maps'] };
  const devices: GradingDevice[] = [];
  for (const choice of CHOICES) {
    const opened = await chooseSession({ onnx, signature, name: card.name, threads: 1 }, choice);
    if (!opened.ok) return opened;
    const { session, note } = opened.value;
    const { runtime } = session;
    await session.close();
    const isThere = runtime.device === choice.device && runtime.precision === choice.precision;
    devices.push({ ...choice, runtime: isThere ? runtime : null, reason: note });
  }
  return success(devices);
}
