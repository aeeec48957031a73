// How much memory tensors may take, so that a lack of it ends in an error and not in a killed process.

import process from 'node:process';
import type { Device } from '../engine.ts';
import type { Addon } from './addon.ts';

/** Share of the free memory that tensors may take, and share of that which stays mapped between steps, because mapping it again is slow. */
const LIVE_SHARE = 0.9;
const IDLE_SHARE = 0.6;

/** Sets the limits of the host and of the GPU. Returns the device's, or null if this build of torch cannot hold it. */
export function limitTensors(
  addon: Pick<Addon, 'gpuMemory' | 'limitMemory'>,
  device: Device | 'meta',
  askedBytes?: number,
): number | null {
  const host = askedBytes ?? Math.floor(process.availableMemory() * LIVE_SHARE);
  const gpu = askedBytes ?? Math.floor((device === 'cuda' ? addon.gpuMemory()[0] : 0) * LIVE_SHARE);
  const limited = addon.limitMemory(host, Math.floor(host * IDLE_SHARE), gpu) === 1;
  if (device !== 'cuda') return host;
  return limited ? gpu : null;
}
