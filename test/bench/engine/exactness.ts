// What must not depend on chance or time: the first step, the weights after fifty steps, and memory and speed over five hundred steps.

import { join } from 'node:path';
import type { Apart } from './gradients-apart.ts';
import { startOurs, startPeer } from './sides.ts';
import type { Precision, Side, SideSettings } from './sides.ts';

export interface FirstStep extends Apart {
  readonly network: string;
  readonly precision: Precision;
  readonly batch: number;
  /** Relative difference. */
  readonly lossDifference: number;
}

/** Compares loss and gradients from the same weights and input. */
export async function compareFirstStep(settings: SideSettings): Promise<FirstStep> {
  const peer = await startPeer(settings);
  try {
    const theirs = (await peer.tell('first'))['loss'] ?? Number.NaN;
    await peer.stop(); // before ours starts, because both may not fit into memory together
    return await withOurs(settings, async (ours) => {
      // ours.ts returns these fields.
      const apart = (await ours.tell('compare')) as unknown as Apart;
      const { network, precision, batch } = settings;
      return { ...apart, network, precision, batch, lossDifference: Math.abs(apart.loss - theirs) / Math.abs(theirs) };
    });
  } finally {
    await peer.stop();
  }
}

export interface Repeats {
  readonly precision: Precision;
  /** SHA-256 of all weights and running statistics after 50 steps: twice from the start, and once with a stop after 20 steps. */
  readonly once: string;
  readonly again: string;
  readonly resumed: string;
}

/** Runs each repetition in its own process. */
export async function compareRepeats(settings: SideSettings): Promise<Repeats> {
  await (await startPeer(settings)).stop(); // leaves its weights in the folder
  const run = (commands: readonly string[]): Promise<string> =>
    withOurs(settings, async (ours) => {
      for (const command of commands) await ours.tell(command);
      return (await ours.tell('sha256')).text ?? '';
    });
  const checkpoint = join(settings.folder, 'checkpoint.bin');
  const once = await run(['steps 0 50']);
  const again = await run(['steps 0 50']);
  await run(['steps 0 20', `save ${checkpoint}`]);
  return { precision: settings.precision, once, again, resumed: await run([`resume ${checkpoint}`, 'steps 20 50']) };
}

/** Measurements after each hundred steps. */
export interface Hundred {
  readonly steps: number;
  readonly medianMilliseconds: number;
  readonly residentBytes: number;
  /** The part of it in JavaScript's young generation. */
  readonly youngBytes: number;
  readonly tensors: number;
}

export async function watchSteadiness(settings: SideSettings): Promise<Hundred[]> {
  await (await startPeer(settings)).stop();
  return withOurs(settings, async (ours) => {
    const hundreds: Hundred[] = [];
    for (let steps = 100; steps <= 500; steps += 100) {
      const { medianMilliseconds = Number.NaN, tensors = 0 } = await ours.tell(`steps ${steps - 100} ${steps}`);
      const { residentBytes = 0, youngBytes = 0 } = await ours.tell('settle'); // garbage that is not collected yet is not a leak
      hundreds.push({ steps, medianMilliseconds, residentBytes, youngBytes, tensors });
    }
    return hundreds;
  });
}

async function withOurs<T>(settings: SideSettings, use: (ours: Side) => Promise<T>): Promise<T> {
  const ours = await startOurs(settings);
  try {
    return await use(ours);
  } finally {
    await ours.stop();
  }
}
