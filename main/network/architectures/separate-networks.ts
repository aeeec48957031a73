// A separate network for each answer, with the backbones side by side in one graph: Chen's "separate models for each location". Their
// layers have the answer's name as a prefix, `femur-superior.conv1`. The heads keep the names that they have on a shared backbone.

import { IMAGE, prune, withInputs, type Architecture, type Layer } from '../architecture.ts';
import type { Heads } from './heads.ts';

/**
 * Gives each answer of the heads its own backbone. The map of an answer is the output `features.<answer>`. The answer named `joint` has no
 * backbone and reads the joined maps of all others **(ours)**, so what it learns, for example from weak labels, reaches all of them.
 */
export function separateNetworks(build: (heads: Heads) => Architecture, heads: Heads, joint?: string): Architecture {
  const { body, map, pool, width } = headless(build);
  const answers = Object.keys(heads(pool, width).outputs);
  const networks = answers.filter((answer) => answer !== joint);
  const head = (answer: string, input: string, features: number): Layer[] => {
    const { layers, outputs } = heads(input, features);
    return [...prune({ ...body, layers, outputs: { [answer]: outputs[answer] } }).layers];
  };
  const maps = networks.map((answer) => `${answer}.${map}`);
  const layers = networks.flatMap((answer) => [
    ...body.layers.map((layer) => withPrefix(layer, answer)),
    ...head(answer, `${answer}.${pool}`, width),
  ]);
  const joining = joint === undefined ? [] : joinMaps(joint, maps);
  const joinedHead = joint === undefined ? [] : head(joint, `${joint}.pooled`, width * maps.length);
  const features = networks.map((answer, index) => [`features.${answer}`, maps[index]]);
  return {
    ...body,
    name: `${body.name} for each answer`,
    layers: [...layers, ...joining, ...joinedHead],
    outputs: {
      ...heads(pool, width).outputs,
      ...Object.fromEntries(features),
      ...(joint === undefined ? {} : { [`features.${joint}`]: `${joint}.maps` }),
    },
    networks,
  };
}

/** The backbone without heads: its layers, its last map, and the pool that heads read. */
function headless(build: (heads: Heads) => Architecture) {
  let [pool, width] = ['', 0];
  const body = build((name, features) => {
    [pool, width] = [name, features];
    return { layers: [], outputs: {} };
  });
  return { body, map: body.outputs['features'], pool, width };
}

function withPrefix(layer: Layer, network: string): Layer {
  const rename = (name: string): string => (name === IMAGE ? IMAGE : `${network}.${name}`);
  return { ...withInputs(layer, rename), name: rename(layer.name) };
}

/** Joins the channels of the maps, two maps at a time, and pools them. */
function joinMaps(joint: string, [first, ...others]: readonly string[]): Layer[] {
  let input = first;
  const layers = others.map((other, index): Layer => {
    const name = index === others.length - 1 ? `${joint}.maps` : `${joint}.maps${index + 2}`;
    const layer = { kind: 'concatenate', name, input, other } as const;
    input = name;
    return layer;
  });
  return [...layers, { kind: 'global-average-pool', name: `${joint}.pooled`, input }];
}
