// A session on the libtorch engine: the network of an exported model, on a GPU or in bfloat16, where ONNX Runtime offers neither.

import { failed, success, type Result } from '../domain/failure.ts';
import { prune } from '../network/architecture.ts';
import { forward } from '../network/forward.ts';
import { openNetwork } from '../network/network.ts';
import { readNetwork } from '../network/onnx/read-network.ts';
import type { Engine, Tensor } from '../network/tensors.ts';
import { withNorms } from '../network/with-norms.ts';
import { openEngine } from '../tensor/open-engine.ts';
import type { Answer, NetworkSignature, Session } from './session.ts';
import { inferenceText } from './text.ts';

export interface EngineSessionOptions {
  /** The name of the model, for messages. */
  readonly name: string;
  readonly device: 'cpu' | 'cuda';
  /** bf16: convolutions and maps use bfloat16, heads and answers single precision. */
  readonly precision: 'fp32' | 'bf16';
  readonly threads: number;
  /** Which GPU, counted from 0. */
  readonly gpu?: number | undefined;
}

/** Fails with `engine-unavailable` if the engine, the device or the model's graph cannot be used here. The caller closes the session. */
export async function openEngineSession(
  onnx: Uint8Array,
  signature: NetworkSignature,
  { name, device, precision, threads, gpu }: EngineSessionOptions,
): Promise<Result<Session>> {
  const text = inferenceText.grading;
  const read = readNetwork(onnx);
  if (!read.ok) return failed('engine-unavailable', text.notForEngine(read.failure.message));
  const { architecture } = read.value;
  const named = [...signature.answers.map((answer) => answer.name), ...signature.maps];
  const missing = named.find((output) => !(output in architecture.outputs));
  if (missing !== undefined) return failed('model-malformed', inferenceText.network.noOutput(name, missing));
  const opened = await openEngine({ engine: 'libtorch', device, precision, threads, gpu });
  if (!opened.ok) return opened;
  const engine = opened.value;
  const outputs = Object.fromEntries(named.map((output) => [output, architecture.outputs[output]]));
  const normed = withNorms(prune({ ...architecture, outputs }), read.value.weights);
  const network = openNetwork(normed.architecture, normed.weights, engine);
  const { height, width } = signature;
  return success({
    runtime: { name: 'libtorch', version: engine.version, device, precision },
    run: async (pictures) => {
      const count = pictures.length / (height * width);
      await engine.activate();
      const kept: Tensor[] = [];
      try {
        // With one channel, both layouts hold the same numbers.
        const image = engine.tf.tensor4d(pictures, [count, height, width, 1]);
        kept.push(image);
        const results = Object.entries(forward(network, image, 'inference')).map(([output, tensor]) => ({ output, tensor }));
        kept.push(...results.map(({ tensor }) => tensor));
        const arrays = await Promise.all(results.map(async (result) => arrayOf(engine, result)));
        return success(Array.from({ length: count }, (_, index) => answerAt(arrays, index, count)));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (/out of memory|memory limit/i.test(reason)) return failed('out-of-memory', text.outOfMemory(device));
        return failed('engine-unavailable', text.engineFailed(name, reason));
      } finally {
        for (const tensor of kept) tensor.dispose();
      }
    },
    close: async () => {
      network.dispose();
      engine.dispose();
    },
  });
}

interface OutputArray {
  readonly output: string;
  /** Channels first, as ONNX has them. */
  readonly values: Float32Array;
  /** Null for logits. */
  readonly map: { readonly channels: number; readonly height: number; readonly width: number } | null;
}

async function arrayOf(
  { tf }: Engine,
  { output, tensor }: { readonly output: string; readonly tensor: Tensor },
): Promise<OutputArray> {
  if (tensor.rank !== 4) return { output, values: Float32Array.from(await tensor.data()), map: null };
  const [, height = 0, width = 0, channels = 0] = tensor.shape;
  const turned = tf.transpose(tensor, [0, 3, 1, 2]);
  try {
    return { output, values: Float32Array.from(await turned.data()), map: { channels, height, width } };
  } finally {
    turned.dispose();
  }
}

function answerAt(arrays: readonly OutputArray[], index: number, count: number): Answer {
  const own = ({ values }: OutputArray): Float32Array => {
    const length = values.length / count;
    return values.slice(index * length, (index + 1) * length);
  };
  return {
    logits: Object.fromEntries(arrays.flatMap((array) => (array.map === null ? [[array.output, Array.from(own(array))]] : []))),
    maps: Object.fromEntries(
      arrays.flatMap((array) => (array.map === null ? [] : [[array.output, { values: own(array), ...array.map }]])),
    ),
  };
}
