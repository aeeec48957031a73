// Memory and open files of a process and of everything that it started, as Linux reports them.

import { readdirSync } from 'node:fs';
import { childrenOf, readProc } from '../../fixtures/proc.ts';

export interface Usage {
  /** Resident memory of the process, and of the process with all its descendants. */
  readonly ownMb: number;
  readonly treeMb: number;
  readonly ownHandles: number;
  readonly treeHandles: number;
}

export function usageOf(pid: number): Usage {
  const tree = treeOf(pid);
  const sum = (measure: (each: number) => number) => tree.reduce((total, each) => total + measure(each), 0);
  return { ownMb: megabytesOf(pid), treeMb: sum(megabytesOf), ownHandles: handlesOf(pid), treeHandles: sum(handlesOf) };
}

/** The process and all its descendants. */
export function treeOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap((child) => treeOf(child.pid))];
}

/** The largest resident memory that the process ever had. */
export function peakMbOf(pid: number): number {
  return fieldOf(pid, 'VmHWM');
}

function megabytesOf(pid: number): number {
  return fieldOf(pid, 'VmRSS');
}

function fieldOf(pid: number, name: string): number {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readProc(pid, 'status'))?.[1];
  return Number(kilobytes ?? 0) / 1000;
}

function handlesOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0; // it ended between the two calls
  }
}
