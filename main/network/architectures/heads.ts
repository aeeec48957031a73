// The answers of a network: the dense layers that read its pooled features.

import { FINDING_GRADES } from '../../domain/finding.ts';
import { perQuadrant } from '../../domain/quadrant.ts';
import { GRADES } from '../../domain/grade.ts';
import type { Layer } from '../architecture.ts';

/** From the name and width of the pooled layer, builds the head layers and names each answer's layer. */
export type Heads = (
  pooled: string,
  features: number,
) => { readonly layers: readonly Layer[]; readonly outputs: Readonly<Record<string, string>> };

/** Dense layers side by side on the pooled features, one per answer. */
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

/** System 1 (Ye): one global logit and four logits per quadrant, all from the same features. */
export const systemOneHeads: Heads = denseHeads({ global: 1, ...perQuadrant(() => GRADES.length) }, byQuadrant);

/** System 2 (Chen): one logit per quadrant for the presence of an osteophyte. */
export const binaryHeads: Heads = denseHeads(
  perQuadrant(() => 1),
  byQuadrant,
);

export const KELLGREN_LAWRENCE_GRADES = 5;

/** Kellgren-Lawrence grades 0 to 4 (Gorriz). */
export const kellgrenLawrenceHead: Heads = denseHeads({ 'kellgren-lawrence': KELLGREN_LAWRENCE_GRADES }, (answer) => answer);

/** The same grades from one score and four thresholds (Cao, CORAL). */
export const kellgrenLawrenceCoralHead: Heads = (input, inputFeatures) => {
  const name = 'kellgren-lawrence';
  return {
    layers: [
      { kind: 'dense', name: `${name}.score`, input, inputFeatures, outputFeatures: 1 },
      { kind: 'thresholds', name, input: `${name}.score`, count: KELLGREN_LAWRENCE_GRADES - 1 },
    ],
    outputs: { [name]: name },
  };
};

/** Width of the gates, as in Ilse's experiments (128 on 500 features). */
const GATE_WIDTH = 128;

/**
 * System 1 with gated attention over the quadrants (Ilse). The gates' weights are dense layers beside the heads, so that files and the
 * optimizer treat them like any other. The loss applies them to the quadrants' features. Their results on pooled features are not used.
 */
export const attentionMilHeads: Heads = (input, inputFeatures) => {
  const heads = systemOneHeads(input, inputFeatures);
  const dense = (name: string, from: string, sizes: [number, number]): Layer => {
    return { kind: 'dense', name: `attention-mil.${name}`, input: from, inputFeatures: sizes[0], outputFeatures: sizes[1] };
  };
  return {
    layers: [
      ...heads.layers,
      dense('value', input, [inputFeatures, GATE_WIDTH]),
      dense('gate', input, [inputFeatures, GATE_WIDTH]),
      dense('score', 'attention-mil.value', [GATE_WIDTH, 1]),
    ],
    outputs: heads.outputs,
  };
};

/** System 4 (von Schacky): five heads on shared features. */
export const multitaskHeads: Heads = denseHeads(FINDING_GRADES, (answer) => answer);

/** The classifier of torchvision's own networks: one dense layer, with a different name in each family. */
export function classifierHead(classes: number, name = 'fc'): Heads {
  return (pooled, features) => ({
    layers: [{ kind: 'dense', name, input: pooled, inputFeatures: features, outputFeatures: classes }],
    outputs: { logits: name },
  });
}
