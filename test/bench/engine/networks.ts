// ResNet-18, DenseNet-121, MobileNetV2 and VGG-16 with torchvision's names, in plain tfjs and the engine's training kernels.

import * as tf from '@tensorflow/tfjs';
import type { Tensor, Tensor4D, Variable } from '@tensorflow/tfjs';
import type { Engine } from '../../../main/tensor/engine.ts';
import type { StoredTensor } from './stored-tensors.ts';

export const NETWORKS = ['resnet18', 'densenet121', 'mobilenet_v2', 'vgg16'] as const;
export type NetworkName = (typeof NETWORKS)[number];

export interface BenchNetwork {
  /** Trained tensors by torchvision name, in the order of the weights. */
  readonly trained: ReadonlyMap<string, Variable>;
  /** Includes the running statistics. */
  readonly all: ReadonlyMap<string, Variable>;
  forward(x: Tensor4D, training: boolean): Tensor; // [N, H, W, C] -> [N, classes]
  /** The last maps of ResNet-18, in inference. */
  features(x: Tensor4D): Tensor; // [N, H, W, C] -> [N, H/32, W/32, 512]
  of(name: string): Variable;
}

/** The network with the peer's weights. */
export function buildNetwork(name: NetworkName, weights: Iterable<StoredTensor>, engine: Engine): BenchNetwork {
  const parts = new Parts(weights, engine);
  const forward = { resnet18, densenet121, mobilenet_v2: mobilenetV2, vgg16 }[name];
  return {
    trained: parts.trained,
    all: parts.all,
    forward: (x, training) => {
      parts.training = training;
      return tf.tidy(() => forward(parts, x));
    },
    features: (x) => {
      parts.training = false;
      return tf.tidy(() => resnet18Features(parts, x));
    },
    of: (layer) => parts.of(layer),
  };
}

/** Layers by name. */
class Parts {
  readonly all = new Map<string, Variable>();
  readonly trained = new Map<string, Variable>();
  training = true;
  readonly #engine: Engine;

  constructor(weights: Iterable<StoredTensor>, engine: Engine) {
    this.#engine = engine;
    for (const { name, shape, values, trained } of weights) {
      const variable = tf.tidy(() => tf.variable(toTfjs(tf.tensor(values, [...shape]), trained ? name : ''), trained));
      this.all.set(name, variable);
      if (trained) this.trained.set(name, variable);
    }
  }

  has(name: string): boolean {
    return this.all.has(`${name}.weight`);
  }

  of(name: string): Variable {
    const variable = this.all.get(name);
    if (variable === undefined) throw new Error(`The peer stored no ${name}.`);
    return variable;
  }

  conv(x: Tensor, name: string, stride = 1, pad = 0): Tensor4D {
    const y = tf.conv2d(x as Tensor4D, this.of(`${name}.weight`) as Tensor as Tensor4D, stride, pad);
    return this.all.has(`${name}.bias`) ? tf.add(y, this.of(`${name}.bias`)) : y;
  }

  depthwise(x: Tensor, name: string, stride: number): Tensor4D {
    return tf.depthwiseConv2d(x as Tensor4D, this.of(`${name}.weight`) as Tensor as Tensor4D, stride, 1);
  }

  norm(x: Tensor, name: string, relu: boolean | 6, residual?: Tensor): Tensor4D {
    const { kernels } = this.#engine;
    const [scale, offset] = [this.of(`${name}.weight`), this.of(`${name}.bias`)];
    const [mean, variance] = [this.of(`${name}.running_mean`), this.of(`${name}.running_var`)];
    const options = residual === undefined ? { relu } : { relu, residual };
    // Normalising keeps the shape, here that of an image.
    return (
      this.training
        ? kernels.batchNormTrain(x, scale, offset, mean, variance, options)
        : kernels.batchNormInfer(x, scale, offset, mean, variance, options)
    ) as Tensor4D;
  }

  dense(x: Tensor, name: string): Tensor {
    return tf.add(tf.matMul(x, this.of(`${name}.weight`)), this.of(`${name}.bias`));
  }
}

function resnet18(p: Parts, x: Tensor4D): Tensor {
  return p.dense(tf.mean(resnet18Features(p, x), [1, 2]), 'fc');
}

function resnet18Features(p: Parts, x: Tensor4D): Tensor {
  let y = tf.tidy('conv1', () => tf.maxPool(p.norm(p.conv(x, 'conv1', 2, 3), 'bn1', true), 3, 2, 1));
  for (let stage = 1; stage <= 4; stage++) {
    for (let block = 0; block < 2; block++) {
      const name = `layer${stage}.${block}`;
      const stride = stage > 1 && block === 0 ? 2 : 1;
      const input = y;
      y = tf.tidy(name, () => {
        const inner = tf.tidy(() => p.norm(p.conv(input, `${name}.conv1`, stride, 1), `${name}.bn1`, true));
        const short = p.has(`${name}.downsample.0`)
          ? p.norm(p.conv(input, `${name}.downsample.0`, stride), `${name}.downsample.1`, false)
          : input;
        return p.norm(p.conv(inner, `${name}.conv2`, 1, 1), `${name}.bn2`, true, short);
      });
    }
  }
  return y;
}

function densenet121(p: Parts, x: Tensor4D): Tensor {
  const at = (name: string): string => `features.${name}`;
  let y = tf.tidy('conv0', () => tf.maxPool(p.norm(p.conv(x, at('conv0'), 2, 3), at('norm0'), true), 3, 2, 1));
  for (const [index, layers] of [6, 12, 24, 16].entries()) {
    const block = `denseblock${index + 1}`;
    for (let layer = 1; layer <= layers; layer++) {
      const name = at(`${block}.denselayer${layer}`);
      const input = y;
      y = tf.tidy(name, () => {
        const narrow = tf.tidy(() => p.conv(p.norm(input, `${name}.norm1`, true), `${name}.conv1`));
        const added = p.conv(p.norm(narrow, `${name}.norm2`, true), `${name}.conv2`, 1, 1);
        return tf.concat([input, added], 3);
      });
    }
    const transition = at(`transition${index + 1}`);
    const input = y;
    if (p.has(`${transition}.conv`))
      y = tf.tidy(transition, () => tf.avgPool(p.conv(p.norm(input, `${transition}.norm`, true), `${transition}.conv`), 2, 2, 0));
  }
  const last = y;
  return p.dense(tf.mean(p.norm(last, at('norm5'), true), [1, 2]), 'classifier');
}

/** Expansion, channels, repeats, stride: Sandler et al. 2018, table 2. */
const INVERTED_RESIDUALS = [
  [1, 16, 1, 1], [6, 24, 2, 2], [6, 32, 3, 2], [6, 64, 4, 2], [6, 96, 3, 1], [6, 160, 3, 2], [6, 320, 1, 1],
] as const; // prettier-ignore

function mobilenetV2(p: Parts, x: Tensor4D): Tensor {
  const at = (name: string): string => `features.${name}`;
  let y: Tensor4D = tf.tidy(() => p.norm(p.conv(x, at('0.0'), 2, 1), at('0.1'), 6));
  let index = 1;
  for (const [expansion, , repeats, firstStride] of INVERTED_RESIDUALS) {
    for (let repeat = 0; repeat < repeats; repeat++, index++) {
      const name = at(`${index}.conv`);
      const stride = repeat === 0 ? firstStride : 1;
      const input = y;
      y = tf.tidy(name, () => {
        let z = input;
        let k = 0;
        if (expansion > 1) z = tf.tidy(() => p.norm(p.conv(z, `${name}.${k}.0`), `${name}.${k++}.1`, 6));
        const wide = z;
        z = tf.tidy(() => p.norm(p.depthwise(wide, `${name}.${k}.0`, stride), `${name}.${k}.1`, 6));
        const narrow = p.conv(z, `${name}.${k + 1}`);
        return repeat > 0 ? p.norm(narrow, `${name}.${k + 2}`, false, input) : p.norm(narrow, `${name}.${k + 2}`, false);
      });
    }
  }
  const last = y;
  const head = tf.tidy(() => p.norm(p.conv(last, at('18.0')), at('18.1'), 6));
  return p.dense(tf.mean(head, [1, 2]), 'classifier.1');
}

function vgg16(p: Parts, x: Tensor4D): Tensor {
  let y = x;
  let index = 0;
  for (const repeats of [2, 2, 3, 3, 3]) {
    for (let repeat = 0; repeat < repeats; repeat++, index += 2) {
      const input = y;
      const name = `features.${index}`;
      y = tf.tidy(name, () => tf.relu(p.conv(input, name, 1, 1)));
    }
    y = tf.maxPool(y, 2, 2, 0);
    index++;
  }
  // PyTorch flattens channels first.
  let z: Tensor = tf.reshape(tf.transpose(y, [0, 3, 1, 2]), [y.shape[0], -1]);
  for (const layer of [0, 3]) z = tf.relu(p.dense(z, `classifier.${layer}`));
  return p.dense(z, 'classifier.6');
}

/** Converts from PyTorch's layout: OIHW to HWIO (a depthwise filter [C, 1, h, w] to [h, w, C, 1]), and [out, in] to [in, out]. */
export function toTfjs(tensor: Tensor, name: string): Tensor {
  if (tensor.rank === 2) return tf.transpose(tensor);
  if (tensor.rank !== 4) return tensor;
  const depthwise = tensor.shape[1] === 1 && (tensor.shape[0] ?? 0) > 1 && name !== '' && (tensor.shape[2] ?? 1) === 3;
  return tf.transpose(tensor, depthwise ? [2, 3, 0, 1] : [2, 3, 1, 0]);
}
