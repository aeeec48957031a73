// The shape of each layer's result, for pictures of a given height and width.

import { IMAGE, inputsOf, isMap, type Architecture, type Layer } from './architecture.ts';
import { networkText } from './text.ts';

/** The shape of each result without its batch axis. // [channels, height, width] or [features] */
export function layerShapes(architecture: Architecture, height: number, width = height): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>([[IMAGE, [architecture.inputChannels, height, width]]]);
  for (const layer of architecture.layers) {
    const other = 'other' in layer ? (shapes.get(layer.other) ?? []) : [];
    shapes.set(layer.name, shapeAfter(layer, shapes.get(layer.input) ?? [], other));
  }
  return shapes;
}

/** Why pictures of this size do not fit the network, as a clause. Null if they fit. */
export function sizeFault(architecture: Architecture, height: number, width: number): string | null {
  const shapes = layerShapes(architecture, height, width);
  const edges = (name: string): readonly number[] => (shapes.get(name) ?? []).slice(1);
  for (const layer of architecture.layers) {
    if (edges(layer.name).some((edge) => edge < 1)) return networkText.layer.shrinksToNothing(layer.name);
    const [one, other] = inputsOf(layer).map((name) => edges(name).join(' x '));
    if (other !== undefined && one !== other) return networkText.layer.combinesSizes(layer.name, one, other);
  }
  return null;
}

/** Edge of the output `features` for pictures of this size. With separate networks, all their maps have the same edge. */
export function featureGrid(architecture: Architecture, size: number): number {
  const [map = ''] = Object.keys(architecture.outputs).filter(isMap);
  const [, edge] = layerShapes(architecture, size).get(architecture.outputs[map]) ?? [];
  if (edge === undefined) throw new Error(`The network ${architecture.name} has no output named features.`);
  return edge;
}

function shapeAfter(layer: Layer, input: readonly number[], other: readonly number[]): readonly number[] {
  const [channels, ...edges] = input;
  const shrunk = (kernel: number, stride: number, padding: number): number[] =>
    edges.map((edge) => Math.floor((edge + 2 * padding - kernel) / stride) + 1);
  switch (layer.kind) {
    case 'convolution':
      return [layer.outputChannels, ...shrunk(layer.kernel, layer.stride, layer.padding)];
    case 'depthwise-convolution':
    case 'max-pool':
      return [channels, ...shrunk(layer.kernel, layer.stride, layer.padding)];
    case 'average-pool':
      return [channels, ...shrunk(layer.kernel, layer.kernel, 0)];
    case 'upsample':
      return [channels, ...edges.map((edge) => 2 * edge)];
    case 'locally-connected':
      return [1, ...edges];
    case 'concatenate':
      return [channels + other[0], ...edges];
    case 'global-average-pool':
      return [channels];
    case 'dense':
      return [layer.outputFeatures];
    case 'thresholds':
      return [layer.count];
    case 'batch-norm':
    case 'relu':
    case 'relu6':
    case 'sigmoid':
    case 'add':
    case 'multiply':
    case 'divide':
      return input;
  }
}
