// Measures training steps and inference of both sides in turns, and the resident memory of both during these steps.

import { startOurs, startPeer } from './sides.ts';
import type { Side, SideSettings } from './sides.ts';

/** PyTorch's time divided by ours: median, smallest and largest of the pairs. Also the medians of both in ms. */
interface Turns {
  readonly ours: number;
  readonly peer: number;
  readonly ratio: readonly [number, number, number];
}

interface Memory {
  readonly whole: number;
  /** Without what was resident before the first step: program, libraries, weights, input. */
  readonly added: number;
}

export interface Speed {
  /** Null if PyTorch cannot train the network. `problem` says why. */
  readonly train: Turns | null;
  /** With glibc set to keep memory mapped and on huge pages, like our arena. */
  readonly sameAllocator: Turns | null;
  readonly infer: Turns | null;
  /** Under bf16: compared with our float32 step, whose time is `peer`. */
  readonly overFloat: Turns | null;
  /** Peaks in bytes. `tensors` is the peak of our arena. */
  readonly memory: { readonly ours: Memory & { readonly tensors: number }; readonly peer: Memory } | null;
  readonly problem?: string;
}

export async function measureSpeed(settings: SideSettings, pairs: number): Promise<Speed> {
  const speed = await inOneRun(settings, pairs);
  if (speed.train === null) return speed;
  // Three large programs at once may not fit into memory, so the other policy runs separately.
  const peer = await startPeer(settings, 'keeping');
  const ours = await startOurs(settings);
  try {
    return { ...speed, sameAllocator: await inTurns('train', pairs, ours, peer) };
  } finally {
    await Promise.all([peer.stop(), ours.stop()]);
  }
}

async function inOneRun(settings: SideSettings, pairs: number): Promise<Speed> {
  const peer = await startPeer(settings);
  const ours = await startOurs(settings);
  const float = settings.precision === 'bf16' ? await startOurs({ ...settings, precision: 'fp32' }) : undefined;
  try {
    const before = [await ours.tell('settle'), await peer.tell('settle')];
    let trained: Pick<Speed, 'train' | 'overFloat' | 'memory' | 'problem'>;
    try {
      const train = await inTurns('train', pairs, ours, peer);
      const after = [await ours.tell('memory'), await peer.tell('memory')];
      const [own = { whole: 0, added: 0 }, theirs = { whole: 0, added: 0 }] = after.map(({ peakBytes = 0 }, k) => ({
        whole: peakBytes,
        added: peakBytes - (before[k]?.['residentBytes'] ?? 0),
      }));
      const memory = { ours: { ...own, tensors: after[0]?.['tensorPeakBytes'] ?? 0 }, peer: theirs };
      trained = { train, memory, overFloat: float === undefined ? null : await inTurns('train', pairs, ours, float) };
    } catch (error) {
      trained = {
        train: null,
        memory: null,
        overFloat: float === undefined ? null : await inTurns('train', pairs, ours, float),
        problem: String(error),
      };
    }
    return { ...trained, infer: await inTurns('infer', pairs, ours, peer), sameAllocator: null };
  } finally {
    await Promise.all([peer.stop(), ours.stop(), float?.stop()]);
  }
}

/** Runs both sides in turns, after one warm-up each. */
async function inTurns(command: 'train' | 'infer', pairs: number, ours: Side, peer: Side): Promise<Turns> {
  const times: { own: number; theirs: number }[] = [];
  for (let pair = -1; pair < pairs; pair++) {
    const { milliseconds: theirs = Number.NaN } = await peer.tell(command);
    const { milliseconds: own = Number.NaN } = await ours.tell(command);
    if (pair >= 0) times.push({ own, theirs });
  }
  const ratios = times.map(({ own, theirs }) => theirs / own).toSorted((a, b) => a - b);
  return {
    ours: median(times.map(({ own }) => own)),
    peer: median(times.map(({ theirs }) => theirs)),
    ratio: [median(ratios), ratios[0] ?? Number.NaN, ratios.at(-1) ?? Number.NaN],
  };
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN;
}
