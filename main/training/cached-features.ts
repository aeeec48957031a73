// Head-only training: the pooled features of every training picture are computed once, and the heads learn from them.

import { IMAGE, inputsOf, type Architecture, type Layer } from '../network/architecture.ts';
import { forward } from '../network/forward.ts';
import { fusedPlan } from '../network/fused-plan.ts';
import { elements } from '../network/parameters.ts';
import { layerShapes } from '../network/layer-shapes.ts';
import type { Network } from '../network/network.ts';
import type { Engine, Tensor4D } from '../network/tensors.ts';
import type { PictureSize, TrainingTask } from './task.ts';

export interface CachedFeatures {
  /** The same network, with features as its input instead of pictures. It shares the network's tensors. */
  readonly heads: Network;
  /** The features of these items. // [items, 1, 1, features] */
  read(engine: Engine, items: readonly number[]): Tensor4D;
}

/** Runs every training item, without augmentation, through all layers below the heads. */
export async function cacheFeatures(
  network: Network,
  task: TrainingTask,
  { size, batch }: { readonly size: PictureSize; readonly batch: number },
): Promise<CachedFeatures> {
  const pooled = pooledLayer(network.architecture);
  const width = elements(layerShapes(network.architecture, size.height, size.width).get(pooled.name) ?? []);
  const bodyArchitecture: Architecture = { ...network.architecture, outputs: { pooled: pooled.name } };
  const body: Network = { ...network, architecture: bodyArchitecture, plan: fusedPlan(bodyArchitecture) };
  const features = new Float32Array(task.train.items * width);
  for (let start = 0; start < task.train.items; start += batch) {
    const items = [...Array(Math.min(batch, task.train.items - start)).keys()].map((row) => start + row);
    const pictures = task.batch(items, size, null);
    const result = network.engine.tf.tidy(() => forward(body, pictures.image, 'inference').pooled);
    features.set(await result.data<'float32'>(), start * width);
    result.dispose();
    pictures.dispose();
  }
  const heads = headsArchitecture(network.architecture, pooled);
  return {
    heads: { ...network, architecture: heads, plan: fusedPlan(heads) },
    read: ({ tf }, items) => {
      const rows = new Float32Array(items.length * width);
      items.forEach((item, row) => rows.set(features.subarray(item * width, (item + 1) * width), row * width));
      return tf.tensor4d(rows, [items.length, 1, 1, width]);
    },
  };
}

/** The one pool that all heads read. */
function pooledLayer({ name, layers }: Architecture): Layer {
  const pools = layers.filter(({ kind }) => kind === 'global-average-pool');
  if (pools.length !== 1) throw new Error(`${name} has ${pools.length} pools; head-only training needs one that all heads read.`);
  return pools[0];
}

/** Global average pooling of a 1 x 1 map returns the map itself, so the features pass through it unchanged. */
function headsArchitecture(architecture: Architecture, pooled: Layer): Architecture {
  const after = new Set([pooled.name]);
  for (const layer of architecture.layers) if (inputsOf(layer).some((input) => after.has(input))) after.add(layer.name);
  const outputs = Object.entries(architecture.outputs).filter(([, layer]) => after.has(layer));
  return {
    ...architecture,
    layers: architecture.layers
      .filter(({ name }) => after.has(name))
      .map((layer) => (layer === pooled ? { kind: 'global-average-pool', name: pooled.name, input: IMAGE } : layer)),
    outputs: { ...Object.fromEntries(outputs), features: IMAGE },
  };
}
