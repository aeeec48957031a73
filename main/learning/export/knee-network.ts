// A trained network of System 3 for grading: its answers, the masks, and the maps from which the heatmaps follow in closed form.

import type { KneeHead, KneeHeads } from '../../inference/knee-card.ts';
import { type Architecture, prune } from '../../network/architecture.ts';
import { closedFormsOf, type ClosedForm } from '../../network/class-activation.ts';
import { layerShapes } from '../../network/layer-shapes.ts';
import { parameterNamed, type Weights } from '../../network/parameters.ts';
import type { RecipeOf } from '../../training/recipe.ts';
import { kneeQuestion } from '../../training/tasks/knee-grade.ts';

export interface KneeNetwork extends KneeHeads {
  /** Every map that an answer reads is among the outputs. */
  readonly architecture: Architecture;
  /** The layer of each map, for automatic differentiation. */
  readonly mapLayers: readonly string[];
}

type ReadMap = KneeHead['maps'][number];

/** `round` rounds the heads' weights as the model file stores them, or leaves them as they are. */
export function kneeNetwork(
  recipe: RecipeOf<3>,
  trained: Architecture,
  weights: Weights,
  round: (values: Float32Array) => Float32Array,
): KneeNetwork {
  const answers = kneeQuestion(recipe).outputs.map(({ name }) => {
    const forms = closedFormsOf(trained, name);
    const [form] = forms;
    if (form === undefined) throw new Error(`The answer ${name} of ${recipe.backbone} has no heatmap in closed form.`);
    return { name, maps: forms.map((each) => ({ layer: each.map, ...mapOf(trained, each) })), dense: form.dense };
  });
  const maps = answers.flatMap((answer) => answer.maps);
  const masks = recipe.attention?.combined === 'beside' ? recipe.attention.branches.map((branch) => `${branch}-mask`) : [];
  const outputs = [
    ...answers.map(({ name }) => [name, outputLayer(trained, name)] as const),
    ...maps.flatMap(({ mask }) => (mask === null ? [] : [[mask, outputLayer(trained, mask)] as const])),
    ...maps.map(({ name, layer }) => [name, layer] as const),
    ...masks.map((name) => [name, outputLayer(trained, name)] as const),
  ];
  return {
    architecture: prune({ ...trained, outputs: Object.fromEntries(outputs) }),
    scale: recipe.loss === 'coral' ? 'thresholds' : 'softmax',
    heads: Object.fromEntries(
      answers.map(({ name, maps: own, dense }) => [
        name,
        {
          weight: round(parameterNamed(weights, `${dense}.weight`).data),
          bias: biasOf(trained, { name, dense }, weights, round),
          maps: own.map(({ name: map, channels, mask }) => ({ name: map, channels, mask })),
        },
      ]),
    ),
    masks,
    mapLayers: maps.map(({ layer }) => layer),
  };
}

function outputLayer({ name, outputs }: Architecture, output: string): string {
  const layer = outputs[output];
  if (layer === undefined) throw new Error(`${name} has no output ${output}.`);
  return layer;
}

/** Names the map `features`, or `features.<branch>` if an attention mask weighs it. */
function mapOf(architecture: Architecture, { map, divisor }: ClosedForm): ReadMap {
  const [channels] = layerShapes(architecture, architecture.inputSize, architecture.inputWidth).get(map) ?? [];
  if (channels === undefined) throw new Error(`${architecture.name} has no layer ${map}.`);
  if (divisor === null) return { name: 'features', channels, mask: null };
  const averaged = architecture.layers.find(({ name }) => name === divisor);
  const mask = Object.entries(architecture.outputs).find(([, layer]) => layer === averaged?.input)?.[0];
  if (mask === undefined) throw new Error(`${architecture.name} has no output for the mask of ${divisor}.`);
  return { name: `features.${mask.replace(/-mask$/, '')}`, channels, mask };
}

/** The bias of the dense layer. Under CORAL, the bias of the score is added to each threshold. */
function biasOf(
  { layers, outputs }: Architecture,
  { name, dense }: { readonly name: string; readonly dense: string },
  weights: Weights,
  round: (values: Float32Array) => Float32Array,
): Float32Array {
  const own = round(parameterNamed(weights, `${dense}.bias`).data);
  const answer = layers.find((layer) => layer.name === outputs[name]);
  if (answer?.kind !== 'thresholds') return own;
  const [score = 0] = own;
  return round(parameterNamed(weights, `${answer.name}.bias`).data).map((threshold) => threshold + score);
}
