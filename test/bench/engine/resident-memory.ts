// Resident memory of this process, as reported by Linux.

import { readFileSync, writeFileSync } from 'node:fs';
import { getHeapSpaceStatistics } from 'node:v8';

export interface ResidentMemory {
  readonly residentBytes: number;
  /** The peak since `forgetPeak`. */
  readonly peakBytes: number;
}

export function currentMemory(): ResidentMemory {
  const status = readFileSync('/proc/self/status', 'utf8');
  const field = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) * 1024;
  return { residentBytes: field('VmRSS'), peakBytes: field('VmHWM') };
}

/** The part in JavaScript's young generation. It grows in steps up to a fixed limit, however long the program runs. */
export function youngGenerationBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.physical_space_size ?? 0;
}

/** Resets the peak (proc(5), clear_refs). */
export function forgetPeak(): void {
  writeFileSync('/proc/self/clear_refs', '5');
}
