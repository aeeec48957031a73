// An architecture with its weights on an engine: the trained tensors and the running statistics as tfjs variables.
// tfjs stores convolution weights as [height, width, in, out] and dense weights as [in, out]. Files use PyTorch's layout.

import { ofRank } from '../tensor/of-rank.ts';
import type { Architecture } from './architecture.ts';
import { fusedPlan, type Step } from './fused-plan.ts';
import { parameterNamed, parameterSpecs, type Parameter, type ParameterSpec, type Weights } from './parameters.ts';
import type { Engine, Tensor, Tensor2D, Tf, Variable } from './tensors.ts';

export interface Network {
  readonly architecture: Architecture;
  readonly engine: Engine;
  readonly plan: readonly Step[];
  /** Every tensor by its torchvision name, in tfjs layout. */
  readonly variables: ReadonlyMap<string, Variable>;
  readonly trained: readonly { readonly spec: ParameterSpec; readonly variable: Variable }[];
  /** Batch norms that stay fixed in training mode: they use their running statistics and do not update them. */
  readonly fixedNorms?: ReadonlySet<string>;
  dispose(): void;
}

/** Copies the weights onto the engine. The caller disposes the network. */
export function openNetwork(architecture: Architecture, weights: Weights, engine: Engine): Network {
  const specs = parameterSpecs(architecture);
  const variables = new Map<string, Variable>();
  for (const spec of specs) {
    const value = toEngine(engine.tf, parameterNamed(weights, spec.name));
    variables.set(spec.name, engine.tf.variable(value, spec.trained));
    value.dispose();
  }
  return {
    architecture,
    engine,
    plan: fusedPlan(architecture),
    variables,
    trained: specs
      .filter((spec) => spec.trained)
      .flatMap((spec) => {
        const variable = variables.get(spec.name);
        return variable === undefined ? [] : [{ spec, variable }];
      }),
    dispose: () => variables.forEach((variable) => variable.dispose()),
  };
}

/** The current weights in PyTorch's layout. */
export async function readWeights(network: Network): Promise<Weights> {
  const weights = new Map<string, Parameter>();
  for (const spec of parameterSpecs(network.architecture)) {
    weights.set(spec.name, await fromEngine(network.engine.tf, variableNamed(network, spec.name), spec.shape));
  }
  return weights;
}

export function variableNamed(network: Network, name: string): Variable {
  const variable = network.variables.get(name);
  if (variable === undefined) throw new Error(`The network ${network.architecture.name} has no tensor named ${name}.`);
  return variable;
}

/** The weights of a dense layer. // [inputs, outputs] */
export function denseWeights(network: Network, layer: string): Tensor2D {
  return ofRank(variableNamed(network, `${layer}.weight`), 2);
}

/** Converts from PyTorch's layout to tfjs layout. */
export function toEngine(tf: Tf, { data, shape }: Parameter): Tensor {
  return tf.tidy(() => {
    const tensor = tf.tensor(data, [...shape], 'float32');
    if (shape.length === 4) return tf.transpose(tensor, [2, 3, 1, 0]);
    return shape.length === 2 ? tf.transpose(tensor) : tensor;
  });
}

/** Converts from tfjs layout to PyTorch's. */
export async function fromEngine(tf: Tf, tensor: Tensor, shape: readonly number[]): Promise<Parameter> {
  const turned = tf.tidy(() => {
    if (shape.length === 4) return tf.transpose(tensor, [3, 2, 0, 1]);
    return shape.length === 2 ? tf.transpose(tensor) : tf.clone(tensor);
  });
  const data = Float32Array.from(await turned.data());
  turned.dispose();
  return { shape, data };
}
