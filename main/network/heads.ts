// What a network answers: the dense layers that read its pooled features.

import { QUADRANTS } from '../domain/quadrant.ts';
import { GRADES } from '../domain/grade.ts';
import type { Layer } from './architecture.ts';

/** Given the pooled layer's name and width: the head layers, and the public name of each answer. */
export type Heads = (
  pooled: string,
  features: number,
) => { readonly layers: readonly Layer[]; readonly outputs: Readonly<Record<string, string>> };

/** System 1 (Ye): one global logit, and four logits for each quadrant, all on the same features. */
export const systemOneHeads: Heads = (pooled, features) => {
  const dense = (name: string, outputFeatures: number): Layer => {
    return { kind: 'dense', name, input: pooled, inputFeatures: features, outputFeatures };
  };
  return {
    layers: [dense('global', 1), ...QUADRANTS.map((quadrant) => dense(`quadrant.${quadrant}`, GRADES.length))],
    outputs: {
      global: 'global',
      ...Object.fromEntries(QUADRANTS.map((quadrant) => [quadrant, `quadrant.${quadrant}`])),
    },
  };
};

/** The classifier of torchvision's own networks: one dense layer named `fc`. */
export function classifierHead(classes: number): Heads {
  return (pooled, features) => ({
    layers: [{ kind: 'dense', name: 'fc', input: pooled, inputFeatures: features, outputFeatures: classes }],
    outputs: { logits: 'fc' },
  });
}
