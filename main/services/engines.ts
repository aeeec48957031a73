// The training engines of this machine: what works, how fast, and which is chosen.

import { availableParallelism } from 'node:os';
import { ENGINE_NAMES, type Engine, type EngineName } from '../tensor/engine.ts';
import { openEngine } from '../tensor/open-engine.ts';

export interface EngineReport {
  readonly name: EngineName;
  readonly available: boolean;
  /** Why it is chosen, held ready, or cannot be used. */
  readonly reason: string;
  readonly version: string | null;
  readonly device: string | null;
  readonly threads: number | null;
  readonly gflops: number | null;
  readonly chosen: boolean;
}

/** Opens and measures each engine in turn; the first that works is chosen. Loads native code: not for the process of a host. */
export async function measureEngines(): Promise<readonly EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const name of ENGINE_NAMES) {
    const opened = await openEngine({ engine: name, threads: availableParallelism() });
    if (!opened.ok) {
      const reason = opened.failure.message;
      reports.push({ name, available: false, reason, version: null, device: null, threads: null, gflops: null, chosen: false });
      continue;
    }
    const engine = opened.value;
    const chosen = reports.every((report) => !report.chosen);
    const reason = chosen ? 'The first that works here, in the order libtorch, tensorflow, wasm.' : 'Works; used when asked for.';
    const { version, device, threads } = engine;
    reports.push({ name, available: true, reason, version, device, threads, gflops: await gflopsOf(engine), chosen });
    engine.dispose();
  }
  return reports;
}

/** A convolution as they stand in the middle of a ResNet. */
const SHAPE = { batch: 8, edge: 56, channels: 64, kernel: 3 } as const;
const REPEATS = 5;

async function gflopsOf(engine: Engine): Promise<number> {
  await engine.activate();
  const { tf } = engine;
  const { batch, edge, channels, kernel } = SHAPE;
  const operations = 2 * batch * edge * edge * channels * channels * kernel * kernel;
  const seconds = tf.tidy(() => {
    const image = tf.randomUniform([batch, edge, edge, channels], -1, 1, 'float32', 1).as4D(batch, edge, edge, channels);
    const filter = tf
      .randomUniform([kernel, kernel, channels, channels], -1, 1, 'float32', 2)
      .as4D(kernel, kernel, channels, channels);
    const once = (): number => {
      const began = performance.now();
      // Reading one sum back waits for the work without measuring a copy.
      tf.tidy(() => tf.conv2d(image, filter, 1, 'same').sum().dataSync());
      return (performance.now() - began) / 1000;
    };
    once();
    return Array.from({ length: REPEATS }, once).toSorted((a, b) => a - b)[Math.floor(REPEATS / 2)];
  });
  return Math.round((operations / seconds / 1e9) * 10) / 10;
}
