// What the card of a model of System 3 says besides what every card says: how a picture is made ready, which outputs answer, and the
// numbers behind the heatmaps.

import { z } from 'zod';
import { ANSWER_SCALES, type AnswerScale } from '../domain/ordinal-answer.ts';
import { Floats } from './card-parts.ts';

const edge = z.int().positive();

/** A map that an answer's dense layer reads, averaged over all places. */
const ReadMap = z.object({
  /** The output that holds it. // [channels, height, width] */
  name: z.string().min(1),
  channels: z.int().positive(),
  /** The output whose mean the average is divided by: the attention mask; null where there is none. */
  mask: z.string().min(1).nullable(),
});

const Head = z.object({ weight: Floats, bias: Floats, maps: z.array(ReadMap).min(1) });

/** An answer's dense layer. */
export interface KneeHead {
  /** Row-major; its columns are the channels of the maps, one map after the other. // [logits, channels], of CORAL one row */
  readonly weight: Float32Array;
  readonly bias: Float32Array; // [logits]
  readonly maps: readonly Readonly<z.infer<typeof ReadMap>>[];
}

/** The outputs that answer, by name, and how their logits are read; together they answer by the mean of their logits. */
export interface KneeHeads {
  readonly scale: AnswerScale;
  readonly heads: Readonly<Record<string, KneeHead>>;
}

export const kneeDetails = {
  system: z.literal(3),
  preprocessing: z.object({
    /** The part of the picture that is read, in shares of its height and width; the whole where left out. */
    region: z.object({ top: z.number(), left: z.number(), height: z.number(), width: z.number() }).optional(),
    /** The size to which it is brought first, as when the pictures of the training were kept. */
    stored: z.object({ height: edge, width: edge }),
    intensity: z.enum(['as-is', 'equalise']),
    /** Of the network's input. */
    height: edge,
    width: edge,
    inputRange: z.enum(['zero-to-one', 'minus-one-to-one']),
  }),
  scale: z.enum(ANSWER_SCALES),
  heads: z.record(z.string(), Head),
};

/** What is wrong with the heads, if anything: five grades from as many channels as the maps have. */
export function kneeHeadFault({ scale, heads }: KneeHeads): string | null {
  const logits = scale === 'softmax' ? 5 : 4;
  const rows = scale === 'softmax' ? logits : 1;
  if (Object.keys(heads).length === 0) return 'heads must name the outputs that answer';
  for (const [name, { weight, bias, maps }] of Object.entries(heads)) {
    const channels = maps.reduce((sum, map) => sum + map.channels, 0);
    if (bias.length !== logits || weight.length !== rows * channels)
      return `heads.${name} must give ${logits} logits from the ${channels} channels of its maps`;
  }
  return null;
}
