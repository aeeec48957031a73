// Asks the server every 100 ms what a page asks, and samples its memory, while something else keeps it busy.

import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { RealServer } from '../../fixtures/real-server.ts';
import type { Client } from '../../integration/client.ts';
import { codeOf } from '../server/refusal.ts';
import { peakMbOf, usageOf } from '../server/process-tree.ts';

const EVERY_MS = 100;

export interface Watched<T> {
  readonly result: T;
  /** The most that the server's own process held. */
  readonly ownMb: number;
  /** The most that all its processes held together, sampled. Shared pages count once for each. */
  readonly treeMb: number;
  readonly requests: number;
  readonly p95Ms: number;
  readonly longestMs: number;
  readonly failures: readonly string[];
}

export async function watchWhile<T>({ pid }: RealServer, client: Client, action: () => Promise<T>): Promise<Watched<T>> {
  const delays: number[] = [];
  const failures: string[] = [];
  const asking: Promise<void>[] = [];
  const state = { ended: false, treeMb: 0 };
  const asks = [() => client.study.revision(), () => client.hips.list({}), () => client.jobs.list()];
  writeFileSync(`/proc/${pid}/clear_refs`, '5'); // resets the peak
  const watching = (async () => {
    while (!state.ended) {
      for (const ask of asks) asking.push(timed(ask, delays, failures));
      state.treeMb = Math.max(state.treeMb, usageOf(pid).treeMb);
      await pause(EVERY_MS);
    }
  })();
  const result = await action().finally(() => (state.ended = true));
  await watching;
  await Promise.all(asking);
  delays.sort((a, b) => a - b);
  const p95Ms = delays[Math.ceil(delays.length * 0.95) - 1] ?? 0;
  const { treeMb } = state;
  return { result, ownMb: peakMbOf(pid), treeMb, requests: delays.length, p95Ms, longestMs: delays.at(-1) ?? 0, failures };
}

async function timed(ask: () => Promise<unknown>, delays: number[], failures: string[]): Promise<void> {
  const start = performance.now();
  await ask().catch((error: unknown) => failures.push(codeOf(error)));
  delays.push(performance.now() - start);
}
