// One ONNX Runtime session: images in, named answers and their maps out. The runtime loads on first use, so that commands
// without grading never wait for it.

import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-node';
import { failed, success, type Result } from '../domain/failure.ts';
import { graphFault } from '../network/onnx/check-graph.ts';
import type { Features } from './grad-cam.ts';
import { inferenceText } from './text.ts';

export const INFERENCE_DEVICES = ['cpu', 'webgpu', 'cuda'] as const;

export type InferenceDevice = (typeof INFERENCE_DEVICES)[number];

/** The network's answer for one image. */
export interface Answer {
  /** Logits by the name of the answer. */
  readonly logits: Readonly<Record<string, readonly number[]>>;
  /** Last convolutional maps by the name of the output. */
  readonly maps: Readonly<Record<string, Features>>;
}

/** What computes the answers. */
export interface SessionRuntime {
  readonly name: 'onnxruntime' | 'libtorch';
  readonly version: string;
  readonly device: InferenceDevice;
  readonly precision: 'fp32' | 'bf16';
}

export interface Session {
  readonly runtime: SessionRuntime;
  /** Answers a batch of images, given as consecutive values. // [pictures, height, width] */
  run(pictures: Float32Array): Promise<Result<Answer[]>>;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** The name of the model, for messages. */
  readonly name: string;
  readonly device: InferenceDevice;
  readonly threads: number;
  /** Which GPU, counted from 0. Default: 0. */
  readonly gpu?: number | undefined;
}

/** The inputs and outputs of a model, by its card. */
export interface NetworkSignature {
  readonly height: number;
  readonly width: number;
  /** What an image shows, for messages: `hip crop`. */
  readonly picture: string;
  /** Each answer's name and its number of logits. */
  readonly answers: readonly { readonly name: string; readonly width: number }[];
  /** The names of the outputs that are maps. */
  readonly maps: readonly string[];
}

export interface Runtime {
  readonly session: InferenceSession;
  readonly version: string;
  readonly Tensor: TensorConstructor;
}

/** Opens any network of this program. `engine-unavailable` says only why the device cannot be used. The caller releases the session. */
export async function openRuntime(onnx: Uint8Array, options: SessionOptions): Promise<Result<Runtime>> {
  const { runtimeRefused, notInRuntime } = inferenceText.grading;
  const fault = graphFault(onnx);
  if (fault !== null) return failed('model-malformed', inferenceText.network.notOpened(options.name, fault));
  // Since 1.29, ONNX Runtime's official builds report every session to their vendor unless this is set before they are loaded.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  if (options.device === 'cuda') refuseTf32();
  const { env, InferenceSession, Tensor, listSupportedBackends } = await import('onnxruntime-node');
  env.logLevel = 'fatal'; // we receive its errors as exceptions and report them ourselves
  if (!listSupportedBackends().some((backend) => backend.name === options.device)) {
    return failed('engine-unavailable', runtimeRefused(notInRuntime(options.device)));
  }
  try {
    const session = await InferenceSession.create(onnx, {
      executionProviders: [options.device === 'cuda' ? { name: 'cuda', deviceId: options.gpu ?? 0 } : options.device],
      intraOpNumThreads: options.threads,
      graphOptimizationLevel: 'all',
      // Waiting threads sleep instead of spinning, because other programs need the cores between gradings.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
    return success({ session, Tensor, version: `ONNX Runtime ${env.versions.node ?? env.versions.common}` });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (options.device !== 'cpu') return failed('engine-unavailable', runtimeRefused(plain(reason)));
    return failed('model-malformed', inferenceText.network.notOpened(options.name, reason));
  }
}

/**
 * By default, ONNX Runtime's CUDA provider lets products and convolutions round their inputs to TF32. Its Node.js binding passes only
 * `deviceId` on, so NVIDIA's libraries are told instead, before the provider loads them. https://docs.nvidia.com/deeplearning/cudnn
 */
function refuseTf32(): void {
  process.env['NVIDIA_TF32_OVERRIDE'] = '0';
}

/** Opens a session for a grading model. */
export async function openSession(
  onnx: Uint8Array,
  signature: NetworkSignature,
  options: SessionOptions,
): Promise<Result<Session>> {
  const opened = await openRuntime(onnx, options);
  if (!opened.ok) return opened;
  const { session, Tensor, version } = opened.value;
  const outputs = [...signature.answers.map(({ name }) => name), ...signature.maps];
  const missing = outputs.find((name) => !session.outputNames.includes(name));
  if (missing !== undefined || !session.inputNames.includes('image')) {
    await session.release();
    const { noInput, noOutput } = inferenceText.network;
    return failed('model-malformed', missing === undefined ? noInput(options.name) : noOutput(options.name, missing));
  }
  const { height, width } = signature;
  return success({
    runtime: { name: 'onnxruntime', version, device: options.device, precision: 'fp32' },
    run: async (pictures) => {
      const count = pictures.length / (height * width);
      const image = new Tensor('float32', pictures, [count, 1, height, width]);
      try {
        const results = await session.run({ image }, outputs);
        const fault = shapeFault(results, signature);
        if (fault !== null)
          return failed('model-malformed', inferenceText.network.wrongShape(options.name, fault.output, fault.shape));
        return success(Array.from({ length: count }, (_, index) => answerAt(results, signature, index)));
      } catch (error) {
        return runFailure(error, signature, options);
      }
    },
    close: () => session.release(),
  });
}

interface ShapeFault {
  readonly output: string;
  readonly shape: readonly number[];
}

/** Returns the first output with a wrong shape, or null: logits are [N, width], maps [N, C, height, width]. */
function shapeFault(results: Readonly<Record<string, Tensor>>, { answers, maps }: NetworkSignature): ShapeFault | null {
  const fault = (name: string, fits: (dims: readonly number[]) => boolean): ShapeFault | null => {
    const { dims, data } = results[name];
    return fits(dims) && data instanceof Float32Array ? null : { output: name, shape: dims };
  };
  for (const { name, width } of answers) {
    const found = fault(name, (dims) => dims.length === 2 && dims[1] === width);
    if (found !== null) return found;
  }
  for (const name of maps) {
    const found = fault(name, (dims) => dims.length === 4);
    if (found !== null) return found;
  }
  return null;
}

function runFailure(error: unknown, signature: NetworkSignature, { name, device }: SessionOptions): Result<never> {
  const reason = error instanceof Error ? error.message : String(error);
  if (/alloc|out of memory/i.test(reason)) {
    return failed('out-of-memory', inferenceText.grading.outOfMemory(device));
  }
  const { deviceUnavailable, runtimeRefused } = inferenceText.grading;
  if (device !== 'cpu') return failed('engine-unavailable', deviceUnavailable(device, runtimeRefused(plain(reason))));
  return failed('model-malformed', inferenceText.grading.failed(name, signature, reason));
}

function answerAt(results: Readonly<Record<string, Tensor>>, { answers, maps }: NetworkSignature, index: number): Answer {
  const slice = (name: string): Float32Array => {
    const { data, dims } = results[name];
    if (!(data instanceof Float32Array)) throw new TypeError(`The output ${name} is not 32-bit floating point.`); // shapeFault excludes this
    const length = data.length / dims[0];
    return data.slice(index * length, (index + 1) * length);
  };
  return {
    logits: Object.fromEntries(answers.map(({ name }) => [name, Array.from(slice(name))])),
    maps: Object.fromEntries(
      maps.map((name) => {
        const [, channels, height, width] = results[name].dims;
        return [name, { values: slice(name), channels, height, width }];
      }),
    ),
  };
}

/** The runtime starts with a line of its own source code, which does not help a user. */
function plain(reason: string): string {
  return reason.replace(/^.*was false\. /s, '').trim();
}
