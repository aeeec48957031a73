// A network is data: a list of named layers in execution order. Names are torchvision's, so weights keep one name in this trainer,
// PyTorch and ONNX. Two interpreters read it: `forward.ts` (tfjs) and `onnx/write-onnx.ts`.

/** The name of the picture in the graph. */
export const IMAGE = 'image';

export type Layer =
  | {
      readonly kind: 'convolution';
      readonly name: string;
      readonly input: string;
      readonly inputChannels: number;
      readonly outputChannels: number;
      /** Square kernel, stride and symmetric zero padding, as in PyTorch. */
      readonly kernel: number;
      readonly stride: number;
      readonly padding: number;
      readonly bias: boolean;
    }
  | {
      readonly kind: 'batch-norm';
      readonly name: string;
      readonly input: string;
      readonly channels: number;
      readonly epsilon: number;
    }
  | {
      /** Convolves each channel on its own. */
      readonly kind: 'depthwise-convolution';
      readonly name: string;
      readonly input: string;
      readonly channels: number;
      readonly kernel: number;
      readonly stride: number;
      readonly padding: number;
      readonly bias: boolean;
    }
  | {
      /** A 1x1 convolution to one channel, with different weights at each position. It fits maps of one size only. */
      readonly kind: 'locally-connected';
      readonly name: string;
      readonly input: string;
      readonly channels: number;
      readonly height: number;
      readonly width: number;
    }
  | { readonly kind: 'relu' | 'relu6' | 'sigmoid'; readonly name: string; readonly input: string }
  | {
      readonly kind: 'max-pool';
      readonly name: string;
      readonly input: string;
      readonly kernel: number;
      readonly stride: number;
      readonly padding: number;
    }
  | {
      /** Square windows side by side. Drops an incomplete window at the border. */
      readonly kind: 'average-pool';
      readonly name: string;
      readonly input: string;
      readonly kernel: number;
    }
  /** Doubles height and width by repeating each value four times. */
  | { readonly kind: 'upsample'; readonly name: string; readonly input: string }
  | {
      /** `multiply` and `divide` take a second operand with one channel, applied to all channels. `concatenate` joins channels. */
      readonly kind: 'add' | 'multiply' | 'divide' | 'concatenate';
      readonly name: string;
      readonly input: string;
      readonly other: string;
    }
  | { readonly kind: 'global-average-pool'; readonly name: string; readonly input: string }
  | {
      readonly kind: 'dense';
      readonly name: string;
      readonly input: string;
      readonly inputFeatures: number;
      readonly outputFeatures: number;
    }
  /** Turns one score into `count` scores by adding each threshold to it. */
  | { readonly kind: 'thresholds'; readonly name: string; readonly input: string; readonly count: number };

export interface Architecture {
  readonly name: string;
  readonly inputChannels: number;
  /** The edge in pixels of the pictures that the network is meant for. */
  readonly inputSize: number;
  /** The width of pictures that are not square. `inputSize` is then their height. */
  readonly inputWidth?: number;
  readonly layers: readonly Layer[];
  /** The layer behind each output, by the output's public name. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The prefixes of the layer names of each network, if answers have separate networks. */
  readonly networks?: readonly string[];
}

/** The names of the results that a layer reads. */
export function inputsOf(layer: Layer): readonly string[] {
  return 'other' in layer ? [layer.input, layer.other] : [layer.input];
}

/** The same layer with its inputs renamed. */
export function withInputs(layer: Layer, rename: (name: string) => string): Layer {
  const [input, other] = inputsOf(layer).map(rename);
  return 'other' in layer ? { ...layer, input, other } : { ...layer, input };
}

/** The output with the map that an answer's head pools: `features.<answer>` with separate networks, else `features`. */
export function mapOf({ outputs }: Architecture, answer: string): string {
  const own = `features.${answer}`;
  return own in outputs ? own : 'features';
}

/** True if an output is a map that heads pool, and not an answer or a mask. */
export function isMap(output: string): boolean {
  return /^features(\.|$)/.test(output);
}

/** How often each result is read by later layers or returned as an output. A result can be disposed after its last reading. */
export function readings(architecture: Architecture): Map<string, number> {
  const counts = new Map<string, number>();
  const read = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const layer of architecture.layers) inputsOf(layer).forEach(read);
  Object.values(architecture.outputs).forEach(read);
  return counts;
}

/** The same network without the layers that no output needs. */
export function prune(architecture: Architecture): Architecture {
  const needed = new Set(Object.values(architecture.outputs));
  for (const layer of architecture.layers.toReversed()) {
    if (needed.has(layer.name)) for (const input of inputsOf(layer)) needed.add(input);
  }
  return { ...architecture, layers: architecture.layers.filter(({ name }) => needed.has(name)) };
}
