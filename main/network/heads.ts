// What a network answers: the dense layers that read its pooled features.

import { perQuadrant } from '../domain/quadrant.ts';
import { GRADES } from '../domain/grade.ts';
import type { Layer } from './architecture.ts';

/** Given the pooled layer's name and width: the head layers, and the public name of each answer. */
export type Heads = (
  pooled: string,
  features: number,
) => { readonly layers: readonly Layer[]; readonly outputs: Readonly<Record<string, string>> };

/** Dense layers side by side on the pooled features, each answering under its own name. */
function denseHeads(widths: Readonly<Record<string, number>>, layerName: (answer: string) => string): Heads {
  return (input, inputFeatures) => {
    const answers = Object.keys(widths);
    return {
      layers: answers.map((answer) => {
        return { kind: 'dense', name: layerName(answer), input, inputFeatures, outputFeatures: widths[answer] };
      }),
      outputs: Object.fromEntries(answers.map((answer) => [answer, layerName(answer)])),
    };
  };
}

const byQuadrant = (answer: string): string => (answer === 'global' ? answer : `quadrant.${answer}`);

/** System 1 (Ye): one global logit, and four logits for each quadrant, all on the same features. */
export const systemOneHeads: Heads = denseHeads({ global: 1, ...perQuadrant(() => GRADES.length) }, byQuadrant);

/** System 2 (Chen): one logit for each quadrant, osteophyte or none. */
export const binaryHeads: Heads = denseHeads(
  perQuadrant(() => 1),
  byQuadrant,
);

/** Kellgren-Lawrence grades 0 to 4 (Gorriz). */
export const kellgrenLawrenceHead: Heads = denseHeads({ 'kellgren-lawrence': 5 }, (answer) => answer);

/** The features that System 4 grades, each with its number of grades (von Schacky). */
const FEATURE_GRADES = {
  'femoral-osteophytes': 4,
  'acetabular-osteophytes': 4,
  'joint-space-narrowing': 4,
  sclerosis: 2,
  cysts: 2,
} as const;

/** System 4 (von Schacky): five heads on shared features. */
export const multitaskHeads: Heads = denseHeads(FEATURE_GRADES, (answer) => answer);

/** The classifier of torchvision's own networks: one dense layer, whose name differs from family to family. */
export function classifierHead(classes: number, name = 'fc'): Heads {
  return (pooled, features) => ({
    layers: [{ kind: 'dense', name, input: pooled, inputFeatures: features, outputFeatures: classes }],
    outputs: { logits: name },
  });
}
