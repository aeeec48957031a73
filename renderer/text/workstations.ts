// The text about paired workstations in the settings.

import type { WorkstationState } from '../../main/domain/training/workstation.ts';
import { formatNumber } from './count.ts';

const STATES = { running: 'running', finished: 'finished', stopped: 'stopped', failed: 'failed' } as const;

export const workstationsText = {
  pairTitle: 'Pair with a workstation',
  pair: 'Pair',
  name: 'Name',
  line: 'Pairing line',
  lineHelp:
    'On the workstation, run "osteograde worker --pair NAME" and paste the line that it prints. It holds the address, the fingerprint of the certificate, and a secret.',
  address: (host: string, port: number) => `${host}:${port}`,
  fingerprint: (fingerprint: string) => `Certificate ${fingerprint.slice(0, 16)}…`,
  asking: 'Asking the workstation…',
  askAgain: 'Ask again',
  askAgainOf: (name: string) => `Ask ${name} again`,
  remove: 'Remove',
  removeOf: (name: string) => `Remove ${name}`,
  version: 'Version',
  machine: 'Machine',
  machineOf: ({ platform, cores, memoryBytes, freeMemoryBytes }: WorkstationState) =>
    `${platform}, ${formatNumber(cores)} cores, ${gigabytes(freeMemoryBytes)} of ${gigabytes(memoryBytes)} memory free`,
  engine: 'Computes with',
  engineOf: ({ engine }: WorkstationState) => {
    if (engine === null) return 'Not known yet, or not said by an earlier version';
    const { version, device, gpu } = engine;
    if (device === 'cpu') return `${version}, on its processor: it has no GPU that the engine can use`;
    return gpu === null ? `${version}, on a GPU` : `${version}, on ${gpu.name} with ${gigabytes(gpu.memoryBytes)}`;
  },
  queue: 'Queue',
  queueOf: ({ running, waiting }: WorkstationState) =>
    running === 0 && waiting === 0 ? 'Idle' : `${formatNumber(running)} running, ${formatNumber(waiting)} waiting`,
  disk: 'Kept there',
  diskOf: ({ usedBytes, quotaBytes, freeBytes }: WorkstationState) =>
    `${gigabytes(usedBytes)} of ${gigabytes(quotaBytes)} for this machine; ${gigabytes(freeBytes)} free on the disk`,
  limits: 'Limits',
  limitsOf: ({ hours, keepDays }: WorkstationState) =>
    `${formatNumber(hours)} hours for a run; ended runs are removed after ${formatNumber(keepDays)} days`,
  jobsOn: (name: string) => `Runs of this machine on ${name}`,
  jobState: (state: keyof typeof STATES | 'queued', before: number | null) =>
    state === 'queued' ? `waiting, ${formatNumber(before ?? 0)} before it` : STATES[state],
  forget: 'Remove there',
  forgetOf: (run: string) => `Remove ${run} there`,
};

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
