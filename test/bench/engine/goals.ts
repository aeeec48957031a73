// Compares the bench's figures with the engine's goals.

import type { FirstStep, Hundred, Repeats } from './exactness.ts';
import type { Speed } from './speed.ts';

export interface SpeedRow extends Speed {
  readonly network: string;
  readonly precision: 'fp32' | 'bf16';
}

export interface Figures {
  readonly first: readonly FirstStep[];
  readonly speed: readonly SpeedRow[];
  readonly repeats: readonly Repeats[];
  readonly steady: readonly Hundred[];
}

export interface Goal {
  readonly name: string;
  readonly wanted: string;
  readonly seen: string;
  readonly met: boolean;
}

export function goalsOf({ first, speed, repeats, steady }: Figures): Goal[] {
  return [
    ...first
      .filter(({ precision }) => precision === 'fp32')
      .flatMap(({ network, lossDifference, gradients }) => [
        atMost(`${network}: loss of the first step, relative difference`, lossDifference, 1e-6),
        atMost(`${network}: gradients of the first step, relative difference`, gradients, 1e-4),
      ]),
    ...speed.flatMap(({ network, precision, train, sameAllocator, overFloat, memory }) => [
      ...ratio(`${network} ${precision}: training step`, train, precision === 'fp32' ? 1.15 : 1),
      ...ratio(`${network} ${precision}: training step, same allocator policy`, sameAllocator, 0.97),
      ...ratio(`${network}: bf16 relative to our float32`, overFloat, 1.7),
      ...(memory === null
        ? []
        : [
            atMost(
              `${network} ${precision}: peak resident memory relative to PyTorch`,
              memory.ours.whole / memory.peer.whole,
              1.3,
            ),
            atMost(
              `${network} ${precision}: memory added by training relative to PyTorch`,
              memory.ours.added / memory.peer.added,
              1.3,
            ),
          ]),
    ]),
    ...repeats.flatMap(({ precision, once, again, resumed }) => [
      same(`${precision}: weights after 50 steps, two processes`, once, again),
      same(`${precision}: weights after 20 steps, a stop and 30 more`, once, resumed),
    ]),
    ...flat(steady),
  ];
}

function lasting({ residentBytes, youngBytes }: Hundred): number {
  return residentBytes - youngBytes;
}

function flat(hundreds: readonly Hundred[]): Goal[] {
  const [first, last] = [hundreds[0], hundreds.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [
    atMost('steps 401 to 500 relative to 1 to 100: time', last.medianMilliseconds / first.medianMilliseconds, 1.05),
    atMost(
      "steps 401 to 500 relative to 1 to 100: resident memory without JavaScript's young generation",
      lasting(last) / lasting(first),
      1.05,
    ),
    atMost('steps 401 to 500 relative to 1 to 100: tensors', last.tensors / first.tensors, 1),
  ];
}

function atMost(name: string, value: number, limit: number): Goal {
  return { name, wanted: `<= ${limit}`, seen: value < 1e-3 ? value.toExponential(1) : value.toFixed(2), met: value <= limit };
}

function ratio(name: string, turns: Speed['train'], limit: number): Goal[] {
  if (turns === null) return [];
  const [value, low, high] = turns.ratio;
  const seen = `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}), ${turns.ours.toFixed(0)} ms`;
  return [{ name, wanted: `>= ${limit}`, seen, met: value >= limit }];
}

function same(name: string, a: string, b: string): Goal {
  return { name, wanted: a.slice(0, 16), seen: b.slice(0, 16), met: a === b };
}
