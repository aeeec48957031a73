// A network is data: a list of named layers in the order in which they run. Names are torchvision's, so that weights travel
// under one name between this trainer, PyTorch and ONNX. Two interpreters read it: `forward.ts` (tfjs) and `onnx/write-onnx.ts`.

/** The name under which the picture enters the graph. */
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
      /** A convolution of each channel by itself. */
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
      /** A 1x1 convolution to one channel whose weights differ from place to place; so it fits maps of one size only. */
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
      /** Square windows side by side; what does not fill one is left out. */
      readonly kind: 'average-pool';
      readonly name: string;
      readonly input: string;
      readonly kernel: number;
    }
  /** Twice as high and wide, each value four times. */
  | { readonly kind: 'upsample'; readonly name: string; readonly input: string }
  | {
      /** `multiply` and `divide` take a second operand of one channel for all channels; `concatenate` joins channels. */
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
  /** One score to so many: each threshold added to it. */
  | { readonly kind: 'thresholds'; readonly name: string; readonly input: string; readonly count: number };

export interface Architecture {
  readonly name: string;
  readonly inputChannels: number;
  /** The side of the picture in pixels for which the network is meant. */
  readonly inputSize: number;
  /** The width, where the picture is not square and `inputSize` is its height. */
  readonly inputWidth?: number;
  readonly layers: readonly Layer[];
  /** What the network gives, by public name: which layer's result. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Where answers have networks of their own: what the names of each network's layers begin with. */
  readonly networks?: readonly string[];
}

/** The layers whose results a layer reads. */
export function inputsOf(layer: Layer): readonly string[] {
  return 'other' in layer ? [layer.input, layer.other] : [layer.input];
}

/** The same layer, reading other results in their place. */
export function withInputs(layer: Layer, renamed: (name: string) => string): Layer {
  const [input, other] = inputsOf(layer).map(renamed);
  return 'other' in layer ? { ...layer, input, other } : { ...layer, input };
}

/** The output with the map that an answer's head pools: `features.<answer>` where each answer has its own, else `features`. */
export function mapOf({ outputs }: Architecture, answer: string): string {
  const own = `features.${answer}`;
  return own in outputs ? own : 'features';
}

/** Whether an output is a map that heads pool, rather than an answer or a mask. */
export function isMap(output: string): boolean {
  return /^features(\.|$)/.test(output);
}

/** How often each result is read by later layers or given as an output; a result can be let go after its last reading. */
export function readings(architecture: Architecture): Map<string, number> {
  const counts = new Map<string, number>();
  const read = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const layer of architecture.layers) inputsOf(layer).forEach(read);
  Object.values(architecture.outputs).forEach(read);
  return counts;
}

/** The same network without the layers that no output needs. */
export function pruned(architecture: Architecture): Architecture {
  const needed = new Set(Object.values(architecture.outputs));
  for (const layer of architecture.layers.toReversed()) {
    if (needed.has(layer.name)) for (const input of inputsOf(layer)) needed.add(input);
  }
  return { ...architecture, layers: architecture.layers.filter(({ name }) => needed.has(name)) };
}
