// Runs any ONNX file of this program once and returns all outputs. For checks, not for grading.

import { failed, success, type Result } from '../domain/failure.ts';
import { inferenceText } from './text.ts';

export interface NamedArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Returns every output of the network for `image`. Fails with `model-malformed`. // image [pictures, channels, height, width] */
export async function runOnnx(onnx: Uint8Array, image: NamedArray): Promise<Result<ReadonlyMap<string, NamedArray>>> {
  // Since 1.29, ONNX Runtime's official builds report every session to their vendor unless this is set before they are loaded.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  const { env, InferenceSession, Tensor } = await import('onnxruntime-node');
  env.logLevel = 'fatal'; // we receive its errors as exceptions
  try {
    const session = await InferenceSession.create(onnx, { executionProviders: ['cpu'] });
    try {
      const results = await session.run({ image: new Tensor('float32', image.values, image.shape) });
      return success(
        new Map(
          Object.entries(results).map(([name, { dims, data }]) => {
            if (!(data instanceof Float32Array)) throw new Error(inferenceText.exported.wrongType(name));
            return [name, { shape: dims, values: data }];
          }),
        ),
      );
    } finally {
      await session.release();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failed('model-malformed', inferenceText.exported.failed(reason));
  }
}
