// A grade that a benchmark stores, and what it needs to draw one.

import type { Grade } from '../../../main/domain/grade.ts';
import type { Quadrant } from '../../../main/domain/quadrant.ts';
import type { Random } from '../../../main/domain/random.ts';

export interface Reading {
  readonly hipId: string;
  readonly quadrant: Quadrant;
  readonly grade: Grade;
}

export function keyOf({ hipId, quadrant }: Reading): string {
  return `${hipId} ${quadrant}`;
}

export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
}
