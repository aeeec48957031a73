// System 3: trainable attention on the maps of chosen blocks (Gorriz, section 3.1). 1x1 convolutions and a locally connected layer with
// sigmoid compute a mask A. The branch's features are the average of the masked map divided by the mean of A.
// Widths 64 and 16 follow Mader K. Attention on pretrained VGG16 for bone age. Kaggle 2018, which the paper names as its model.

import { prune, type Architecture, type Layer } from '../architecture.ts';
import { convolution } from './convolution-layers.ts';
import { layerShapes } from '../layer-shapes.ts';

const MASK_WIDTHS = [64, 16] as const;

export interface AttentionOptions {
  /** The layer whose map each branch attends to, by the branch's name (att0, att1, att2), from shallow to deep. */
  readonly branches: Readonly<Record<string, string>>;
  readonly classes: number;
  /**
   * `multi-loss`: each branch answers under its own name. `early-fusion`: their joined features give one answer, `fused`. `beside`: the base
   * keeps its heads, and each branch has outputs like those of `multi-loss` beside them.
   */
  readonly combined: 'multi-loss' | 'early-fusion' | 'beside';
}

/**
 * Replaces the heads of a base by attention, except with `beside`. Drops layers that no output needs. The outputs are the logits, each
 * branch's mask as `<branch>-mask`, and the masked map of the shallowest branch as `features`. Fits pictures of the base's size only.
 */
export function withAttention(base: Architecture, { branches, classes, combined }: AttentionOptions): Architecture {
  const shapes = layerShapes(base, base.inputSize, base.inputWidth);
  const made = Object.entries(branches).map(([branch, map]) => {
    const [channels, height, width] = shapes.get(map) ?? [];
    if (width === undefined) throw new Error(`${base.name} has no map named ${map} for the branch ${branch}.`);
    return { branch, channels, layers: attentionModule(branch, map, { channels, height, width }) };
  });
  const answers = combined === 'early-fusion' ? earlyFusion(made, classes) : made.map((each) => answer(each, classes));
  const logits =
    combined === 'early-fusion' ? [['fused', 'fused.classes']] : made.map(({ branch }) => [branch, `${branch}.classes`]);
  return prune({
    ...base,
    layers: [...base.layers, ...made.flatMap(({ layers }) => layers), ...answers],
    outputs: {
      ...Object.fromEntries(logits),
      ...Object.fromEntries(made.map(({ branch }) => [`${branch}-mask`, `${branch}.mask`])),
      ...(combined === 'beside' ? base.outputs : { features: `${made[0].branch}.masked` }),
    },
  });
}

function attentionModule(branch: string, map: string, size: { channels: number; height: number; width: number }): Layer[] {
  const [wide, narrow] = MASK_WIDTHS;
  const { channels, height, width } = size;
  const pointwise = { kernel: 1, stride: 1 };
  return [
    convolution(`${branch}.conv1`, map, { ...pointwise, inputs: channels, outputs: wide }, true),
    { kind: 'relu', name: `${branch}.relu1`, input: `${branch}.conv1` },
    convolution(`${branch}.conv2`, `${branch}.relu1`, { ...pointwise, inputs: wide, outputs: narrow }, true),
    { kind: 'relu', name: `${branch}.relu2`, input: `${branch}.conv2` },
    { kind: 'locally-connected', name: `${branch}.local`, input: `${branch}.relu2`, channels: narrow, height, width },
    { kind: 'sigmoid', name: `${branch}.mask`, input: `${branch}.local` },
    { kind: 'multiply', name: `${branch}.masked`, input: map, other: `${branch}.mask` },
    { kind: 'global-average-pool', name: `${branch}.pooled`, input: `${branch}.masked` },
    { kind: 'global-average-pool', name: `${branch}.mean`, input: `${branch}.mask` },
    { kind: 'divide', name: `${branch}.features`, input: `${branch}.pooled`, other: `${branch}.mean` },
  ];
}

interface Branch {
  readonly branch: string;
  readonly channels: number;
}

function answer({ branch, channels }: Branch, classes: number): Layer {
  const input = `${branch}.features`;
  return { kind: 'dense', name: `${branch}.classes`, input, inputFeatures: channels, outputFeatures: classes };
}

/** Joins the features of the branches, two at a time, and puts one dense layer on all of them. */
function earlyFusion([first, ...others]: readonly Branch[], classes: number): Layer[] {
  let joined: Branch = { branch: first.branch, channels: first.channels };
  const layers: Layer[] = [];
  for (const { branch, channels } of others) {
    const name = `fused-${branch}`;
    layers.push({
      kind: 'concatenate',
      name: `${name}.features`,
      input: `${joined.branch}.features`,
      other: `${branch}.features`,
    });
    joined = { branch: name, channels: joined.channels + channels };
  }
  return [...layers, { ...answer(joined, classes), name: 'fused.classes' }];
}
