// Opens an engine: the requested one, or the first of libtorch, tensorflow and wasm that works here.

import { ENGINE_NAMES, unavailable } from './engine.ts';
import type { EngineName, EngineOptions, EngineResult } from './engine.ts';
import { openLibtorch } from './libtorch/open-libtorch.ts';
import { openTensorflow } from './tensorflow/open-tensorflow.ts';
import { openWasm } from './wasm/open-wasm.ts';

const OPENERS: Readonly<Record<EngineName, (options: EngineOptions) => Promise<EngineResult>>> = {
  libtorch: openLibtorch,
  tensorflow: openTensorflow,
  wasm: openWasm,
};

/** Opens an engine and makes it tfjs' active backend. Close it with `dispose`. */
export async function openEngine(options: EngineOptions = {}): Promise<EngineResult> {
  if (options.engine !== undefined) return OPENERS[options.engine](options);
  const reasons: string[] = [];
  for (const name of ENGINE_NAMES) {
    const opened = await OPENERS[name](options);
    if (opened.ok) return opened;
    reasons.push(opened.failure.message);
  }
  return unavailable(`No engine works here. ${reasons.join(' ')}`);
}
