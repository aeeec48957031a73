// A trained network of System 3 as it is used: its answers, the masks, and the maps from which the heatmaps follow in closed form.

import type { KneeHead, KneeHeads } from '../inference/knee-card.ts';
import { prune, type Architecture } from '../network/architecture.ts';
import { closedFormsOf, type ClosedForm } from '../network/class-activation.ts';
import { layerShapes } from '../network/layer-shapes.ts';
import { parameterNamed, type Weights } from '../network/parameters.ts';
import type { RecipeOf } from '../training/recipe.ts';
import { kneeQuestion } from '../training/tasks/knee-grade.ts';

export interface KneeNetwork extends KneeHeads {
  /** With every map that an answer reads among the outputs. */
  readonly architecture: Architecture;
  /** Each map's layer, for automatic differentiation. */
  readonly mapLayers: readonly string[];
}

type ReadMap = KneeHead['maps'][number];

/** `round` is applied to the heads' weights: as they are stored, or as they are. */
export function kneeNetwork(
  recipe: RecipeOf<3>,
  trained: Architecture,
  weights: Weights,
  round: (values: Float32Array) => Float32Array,
): KneeNetwork {
  const answers = kneeQuestion(recipe).outputs.map(({ name }) => {
    const forms = closedFormsOf(trained, name);
    if (forms.length === 0) throw new Error(`The answer ${name} of ${recipe.backbone} has no heatmap in closed form.`);
    return { name, maps: forms.map((form) => ({ layer: form.map, ...readMap(trained, form) })), dense: forms[0].dense };
  });
  const maps = answers.flatMap((answer) => answer.maps);
  const outputs = [
    ...answers.map(({ name }) => [name, trained.outputs[name]] as const),
    ...maps.flatMap(({ mask }) => (mask === null ? [] : [[mask, trained.outputs[mask]] as const])),
    ...maps.map(({ name, layer }) => [name, layer] as const),
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
    mapLayers: maps.map(({ layer }) => layer),
  };
}

/** `features`, or behind attention `features.<branch>` with the branch's mask. */
function readMap(architecture: Architecture, { map, divisor }: ClosedForm): ReadMap {
  const [channels] = layerShapes(architecture, architecture.inputSize, architecture.inputWidth).get(map) ?? [];
  if (divisor === null) return { name: 'features', channels, mask: null };
  const averaged = architecture.layers.find(({ name }) => name === divisor);
  const mask = Object.entries(architecture.outputs).find(([, layer]) => layer === averaged?.input)?.[0];
  if (mask === undefined) throw new Error(`The mask behind ${divisor} is no output of ${architecture.name}.`);
  return { name: `features.${mask.replace(/-mask$/, '')}`, channels, mask };
}

/** A dense layer's own; under CORAL the score's, added to each threshold. */
function biasOf(
  { layers, outputs }: Architecture,
  { name, dense }: { readonly name: string; readonly dense: string },
  weights: Weights,
  round: (values: Float32Array) => Float32Array,
): Float32Array {
  const own = round(parameterNamed(weights, `${dense}.bias`).data);
  const answer = layers.find((layer) => layer.name === outputs[name]);
  if (answer?.kind !== 'thresholds') return own;
  return round(parameterNamed(weights, `${answer.name}.bias`).data).map((threshold) => threshold + own[0]);
}
