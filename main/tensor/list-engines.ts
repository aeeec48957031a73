// Lists the engines on this machine: which ones work, how fast, and which is chosen. Loads native code, so call it in a separate process.

import { availableParallelism } from 'node:os';
import { ENGINE_NAMES } from './engine.ts';
import type { Device, Engine, EngineName } from './engine.ts';
import { openEngine } from './open-engine.ts';

export interface ListedEngine {
  readonly name: EngineName;
  readonly available: boolean;
  /** Why the engine is chosen, in reserve, or not available. */
  readonly reason: string;
  readonly version: string | null;
  readonly device: Device | null;
  readonly threads: number | null;
  /** The most bytes that its tensors may take. */
  readonly memory: number | null;
  /** Speed on a fixed convolution. */
  readonly gflops: number | null;
  readonly chosen: boolean;
}

/** Opens and measures each engine in turn. The first that works is chosen. */
export async function listEngines(): Promise<{ readonly engines: readonly ListedEngine[] }> {
  const engines: ListedEngine[] = [];
  for (const name of ENGINE_NAMES) {
    const opened = await openEngine({ engine: name, threads: availableParallelism() });
    const chosen = opened.ok && !engines.some((other) => other.chosen);
    engines.push(opened.ok ? await measure(opened.value, chosen) : unavailableEngine(name, opened.failure.message));
    if (opened.ok) opened.value.dispose();
  }
  return { engines };
}

/** What trains on this machine unless another engine is asked for, on the GPU of this index. Null if no engine works. */
export async function chosenEngine(index: number | null): Promise<ChosenEngine | null> {
  const opened = await openEngine(index === null ? {} : { gpu: index });
  if (!opened.ok) return null;
  const { version, device, gpu } = opened.value;
  opened.value.dispose();
  return { version, device, gpu };
}

export type ChosenEngine = Pick<Engine, 'version' | 'device' | 'gpu'>;

async function measure(engine: Engine, chosen: boolean): Promise<ListedEngine> {
  const { name, version, device, threads, memoryLimitBytes } = engine;
  const reason = chosen
    ? 'The first engine that works here, in the order libtorch, tensorflow, wasm.'
    : 'Works. Used only if you choose it.';
  return {
    name,
    available: true,
    reason,
    version,
    device,
    threads,
    memory: memoryLimitBytes,
    gflops: await gflopsOf(engine),
    chosen,
  };
}

function unavailableEngine(name: EngineName, reason: string): ListedEngine {
  return {
    name,
    available: false,
    reason,
    version: null,
    device: null,
    threads: null,
    memory: null,
    gflops: null,
    chosen: false,
  };
}

/** A convolution from the middle of a ResNet. */
const CONVOLUTION = { batch: 8, edge: 56, channels: 64, kernel: 3 } as const;
const REPEATS = 5;

/** Billions of multiplications and additions per second, as the median of a few runs. */
async function gflopsOf(engine: Engine): Promise<number> {
  await engine.activate();
  const { tf } = engine;
  const { batch, edge, channels, kernel } = CONVOLUTION;
  const operations = 2 * batch * edge * edge * channels * channels * kernel * kernel;
  const seconds = tf.tidy(() => {
    const image = tf.ones([batch, edge, edge, channels]).as4D(batch, edge, edge, channels);
    const filter = tf.ones([kernel, kernel, channels, channels]).as4D(kernel, kernel, channels, channels);
    const once = (): number => {
      const began = performance.now();
      // Reading one element waits for the result without measuring a copy.
      tf.tidy(() => tf.slice(tf.conv2d(image, filter, 1, 'same'), [0, 0, 0, 0], [1, 1, 1, 1]).dataSync());
      return (performance.now() - began) / 1000;
    };
    once();
    return Array.from({ length: REPEATS }, once).toSorted((a, b) => a - b)[REPEATS >> 1] ?? Number.NaN;
  });
  return Math.round((operations / seconds / 1e9) * 10) / 10;
}
