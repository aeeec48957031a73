// One ONNX Runtime session: pictures in, logits and the last convolutional map out. The runtime is loaded on first use, so that
// commands that grade nothing never wait for it.

import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-node';
import { failed, success, type Result } from '../domain/failure.ts';
import { CROP_SIZE } from '../domain/hip-crop.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant } from '../domain/quadrant.ts';
import type { Features } from './grad-cam.ts';

export type InferenceDevice = 'cpu' | 'webgpu' | 'cuda';

/** What the network answers for one picture. */
export interface Answer {
  readonly global: number;
  readonly quadrants: PerQuadrant<readonly number[]>; // [4]
  readonly features: Features;
}

export interface Session {
  /** Answers a batch of pictures given as consecutive values in [0, 1]. // [pictures, 224, 224] */
  run(pictures: Float32Array): Promise<Result<Answer[]>>;
  close(): Promise<void>;
}

const OUTPUTS = ['global', ...QUADRANTS, 'features'] as const;

export interface SessionOptions {
  /** Of the model, for messages. */
  readonly name: string;
  readonly device: InferenceDevice;
  readonly threads: number;
}

export interface Runtime {
  readonly session: InferenceSession;
  readonly Tensor: TensorConstructor;
}

/** Opens any network of this program; the caller releases the session. */
export async function openRuntime(onnx: Uint8Array, options: SessionOptions): Promise<Result<Runtime>> {
  // Since 1.29 ONNX Runtime's official builds report every session to their maker unless this is set before they are loaded.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  const { env, InferenceSession, Tensor, listSupportedBackends } = await import('onnxruntime-node');
  env.logLevel = 'fatal'; // its errors reach us as exceptions and the user as words; they need no second way out
  if (!listSupportedBackends().some((backend) => backend.name === options.device)) {
    return unavailable(options.device, 'this installation of ONNX Runtime does not hold it');
  }
  try {
    const session = await InferenceSession.create(onnx, {
      executionProviders: [options.device],
      intraOpNumThreads: options.threads,
      graphOptimizationLevel: 'all',
      // Waiting threads sleep rather than spin: a workstation grades now and then, and something else has the core meanwhile.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
    return success({ session, Tensor });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (options.device !== 'cpu') return unavailable(options.device, reason);
    return failed(
      'model-malformed',
      `${options.name} cannot be opened as an ONNX model (${reason}). Export or install the model again.`,
    );
  }
}

/** Opens a session on a grading model's bytes. */
export async function openSession(onnx: Uint8Array, options: SessionOptions): Promise<Result<Session>> {
  const opened = await openRuntime(onnx, options);
  if (!opened.ok) return opened;
  const { session, Tensor } = opened.value;
  const missing = OUTPUTS.find((name) => !session.outputNames.includes(name));
  if (missing !== undefined || !session.inputNames.includes('image')) {
    await session.release();
    return failed(
      'model-malformed',
      `${options.name} has no ${missing === undefined ? 'input "image"' : `output "${missing}"`}; a hip grading model of this program was expected. Choose another model.`,
    );
  }
  return success({
    run: async (pictures) => {
      const count = pictures.length / (CROP_SIZE * CROP_SIZE);
      const image = new Tensor('float32', pictures, [count, 1, CROP_SIZE, CROP_SIZE]);
      try {
        const results = await session.run({ image }, [...OUTPUTS]);
        const fault = shapeFault(results);
        if (fault !== null) return failed('model-malformed', `${options.name} gives ${fault}. Choose another model.`);
        return success(Array.from({ length: count }, (_, index) => answerAt(results, index)));
      } catch (error) {
        return runFailure(error, options);
      }
    },
    close: () => session.release(),
  });
}

/** What is wrong with the outputs' shapes, if anything: logits [N, 1] and [N, 4], a square map [N, C, size, size]. */
function shapeFault(results: Readonly<Record<string, Tensor>>): string | null {
  for (const name of OUTPUTS) {
    const { dims, data } = results[name];
    const fits =
      name === 'features'
        ? dims.length === 4 && dims[2] === dims[3]
        : dims.length === 2 && dims[1] === (name === 'global' ? 1 : 4);
    if (!fits || !(data instanceof Float32Array)) return `the output "${name}" with the shape [${dims.join(', ')}]`;
  }
  return null;
}

function runFailure(
  error: unknown,
  { name, device }: { readonly name: string; readonly device: InferenceDevice },
): Result<never> {
  const reason = error instanceof Error ? error.message : String(error);
  if (/alloc|out of memory/i.test(reason)) {
    return failed('out-of-memory', `There is not enough memory on ${device} to grade. Close other programs and try again.`);
  }
  if (device !== 'cpu') return unavailable(device, reason);
  return failed('model-malformed', `${name} cannot grade a hip crop of 224 x 224 pixels (${reason}). Choose another model.`);
}

function answerAt(results: Readonly<Record<string, Tensor>>, index: number): Answer {
  const slice = (name: string): Float32Array => {
    const { data, dims } = results[name];
    if (!(data instanceof Float32Array)) throw new TypeError(`Output ${name} is not in 32-bit numbers.`); // excluded above
    const length = data.length / dims[0];
    return data.slice(index * length, (index + 1) * length);
  };
  const [, channels, size] = results.features.dims;
  return {
    global: slice('global')[0],
    quadrants: perQuadrant((quadrant) => Array.from(slice(quadrant))),
    features: { values: slice('features'), channels, size },
  };
}

function unavailable(device: InferenceDevice, reason: string): Result<never> {
  // The runtime puts its own source line first, which helps no user.
  const plain = reason.replace(/^.*was false\. /s, '').trim();
  return failed(
    'engine-unavailable',
    `Grading on ${device} is not available here: ${plain}. Choose the device cpu, which every machine has.`,
  );
}
