// Shows which parts of a map a score comes from. Selvaraju RR et al. Grad-CAM. ICCV 2017:
//   M = ReLU(sum_k a_k F_k),  a_k = mean_xy d score / d F_k(x, y).
// Zhou B et al. Learning deep features for discriminative localization. CVPR 2016: if global average pooling and a dense layer follow
// the map, the gradient is known: d z_c / d F_k(x, y) = W_ck / area. With System 3's attention it is also divided by the mean of the
// mask. With early fusion, each branch's map has its own columns of W.

import { ofRank } from '../tensor/of-rank.ts';
import type { Architecture } from './architecture.ts';
import { forward } from './forward.ts';
import { layerShapes } from './layer-shapes.ts';
import { denseWeights, type Network } from './network.ts';
import type { Scalar, Tensor, Tensor2D, Tensor3D, Tensor4D } from './tensors.ts';

export interface ClosedForm {
  /** The layer whose map the head pools, and the dense layer after the pool. */
  readonly map: string;
  readonly dense: string;
  /** The layer whose value divides the pooled map: the mean of an attention mask. Null if nothing divides it. */
  readonly divisor: string | null;
  /** Index of the map's first channel among the dense layer's inputs. */
  readonly first: number;
}

/** How to compute an answer's heatmap without a backward pass, if it reads exactly one map. Null otherwise. */
export function closedFormOf(architecture: Architecture, output: string): ClosedForm | null {
  const forms = closedFormsOf(architecture, output);
  return forms.length === 1 ? forms[0] : null;
}

/** The closed forms of all maps that the answer reads: one per branch under early fusion. Empty if only autodiff can compute the heatmap. */
export function closedFormsOf(architecture: Architecture, output: string): readonly ClosedForm[] {
  const layerNamed = (name: string) => architecture.layers.find((layer) => layer.name === name);
  const answer = layerNamed(architecture.outputs[output] ?? '');
  // CORAL's thresholds shift the score and do not change its gradient.
  const dense = answer?.kind === 'thresholds' ? layerNamed(answer.input) : answer;
  if (dense?.kind !== 'dense') return [];
  const shapes = layerShapes(architecture, architecture.inputSize, architecture.inputWidth);
  const pools = (name: string, first: number): ClosedForm[] | null => {
    const features = layerNamed(name);
    if (features?.kind === 'global-average-pool') return [{ map: features.input, dense: dense.name, divisor: null, first }];
    if (features?.kind === 'concatenate') {
      const [width] = shapes.get(features.input) ?? [];
      const [before, after] = [pools(features.input, first), pools(features.other, first + width)];
      return before === null || after === null ? null : [...before, ...after];
    }
    const numerator = features?.kind === 'divide' ? layerNamed(features.input) : undefined;
    if (features?.kind !== 'divide' || numerator?.kind !== 'global-average-pool') return null;
    return [{ map: numerator.input, dense: dense.name, divisor: features.other, first }];
  };
  return pools(dense.input, 0) ?? [];
}

/** Computes a score from the network's outputs by public name, summed over the pictures. */
type ScoreOf = (outputs: Record<string, Tensor>) => Scalar;

/** Computes the heatmap of any score on any layer's map by automatic differentiation. // [pictures, height, width] */
export function gradCamByAutodiff(
  network: Network,
  image: Tensor4D,
  { map, score }: { readonly map: string; readonly score: ScoreOf },
): Tensor3D {
  const { tf } = network.engine;
  return tf.tidy(() => {
    const features = ofRank(resultsOf(network, image, [map])[map], 4);
    // A tensor that is added to the map has the same gradient as the map, wherever later layers read it.
    const added = tf.zerosLike(features);
    const gradient = tf.grad((extra) => {
      const outputs = forward(network, image, 'inference', (_, result, name) =>
        name === map ? tf.add(result, extra) : undefined,
      );
      return score(outputs);
    })(added);
    const weights = tf.mean(gradient, [1, 2], true);
    return tf.relu(tf.sum(tf.mul(features, weights), 3));
  });
}

/** Computes the same from the head's weights and d score / d logits // [pictures, logits]. Result // [pictures, height, width] */
export function gradCamInClosedForm(
  network: Network,
  image: Tensor4D,
  { form, gradient }: { readonly form: ClosedForm; readonly gradient: Tensor2D },
): Tensor3D {
  const { tf } = network.engine;
  return tf.tidy(() => {
    const names = form.divisor === null ? [form.map] : [form.map, form.divisor];
    const results = resultsOf(network, image, names);
    const features = ofRank(results[form.map], 4);
    const [pictures, height, width, channels] = features.shape;
    const whole = denseWeights(network, form.dense); // [inputs, logits]
    const head = tf.slice(whole, [form.first, 0], [channels, -1]);
    const direction = tf.div(tf.matMul(gradient, head, false, true), height * width);
    const weights = form.divisor === null ? direction : tf.div(direction, results[form.divisor]);
    return tf.relu(tf.sum(tf.mul(features, tf.reshape(weights, [pictures, 1, 1, channels])), 3));
  });
}

function resultsOf(network: Network, image: Tensor4D, names: readonly string[]): Record<string, Tensor> {
  const { tf } = network.engine;
  const found: Record<string, Tensor> = {};
  forward(network, image, 'inference', (_, result, name) => {
    if (names.includes(name)) found[name] = tf.clone(result);
    return undefined;
  });
  const missing = names.find((name) => !(name in found));
  if (missing === undefined) return found;
  throw new Error(`The network ${network.architecture.name} keeps no result named ${missing}: it is fused into a later layer.`);
}
