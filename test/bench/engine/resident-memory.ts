// Resident memory of this process, as Linux counts it.

import { readFileSync, writeFileSync } from 'node:fs';

export interface ResidentMemory {
  readonly residentBytes: number;
  /** The most since `forgetPeak`. */
  readonly peakBytes: number;
}

export function currentMemory(): ResidentMemory {
  const status = readFileSync('/proc/self/status', 'utf8');
  const field = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) * 1024;
  return { residentBytes: field('VmRSS'), peakBytes: field('VmHWM') };
}

/** The peak counts from now on (proc(5), clear_refs). */
export function forgetPeak(): void {
  writeFileSync('/proc/self/clear_refs', '5');
}
