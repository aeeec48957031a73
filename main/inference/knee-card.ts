// The extra fields in the card of a System 3 model: image preparation, outputs that answer, and the weights behind the heatmaps.

import { z } from 'zod';
import { ANSWER_SCALES, type AnswerRule, type AnswerScale } from '../domain/ordinal-answer.ts';
import { AnsweredBy, Floats } from './card-parts.ts';
import { FamiliarityCardSchema } from './familiarity.ts';
import { inferenceText } from './text.ts';

const edge = z.int().positive();

/** A map that an answer's dense layer reads as its spatial average. */
const ReadMap = z.object({
  /** The output that contains the map. // [channels, height, width] */
  name: z.string().min(1),
  channels: z.int().positive(),
  /** The attention mask by whose mean the average is divided. Null without a mask. */
  mask: z.string().min(1).nullable(),
});

const Head = z.object({ weight: Floats, bias: Floats, maps: z.array(ReadMap).min(1) });

/** An answer's dense layer. */
export interface KneeHead {
  /** Row-major. The columns are the channels of the maps, one map after the other. // [logits, channels], for CORAL one row */
  readonly weight: Float32Array;
  readonly bias: Float32Array; // [logits]
  readonly maps: readonly Readonly<z.infer<typeof ReadMap>>[];
}

/** The outputs that answer, by name, and the scale of their logits. The answer is the mean of their logits. */
export interface KneeHeads {
  readonly scale: AnswerScale;
  readonly heads: Readonly<Record<string, KneeHead>>;
  /** Outputs with attention masks that no head reads. */
  readonly masks: readonly string[];
}

/** How an answer follows from the logits. */
export interface KneeReading extends KneeHeads {
  /** Divides the logits, so that the probabilities agree with the frequency of the grades. */
  readonly temperature: number;
  readonly answer: AnswerRule;
  readonly familiarity?: z.infer<typeof FamiliarityCardSchema> | undefined;
}

export const kneeDetails = {
  system: z.literal(3),
  preprocessing: z.object({
    /** The part of the image that is read, in shares of its height and width. Default: the whole image. */
    region: z.object({ top: z.number(), left: z.number(), height: z.number(), width: z.number() }).optional(),
    /** The size to which the image is first resampled, as in training. */
    stored: z.object({ height: edge, width: edge }),
    intensity: z.enum(['as-is', 'equalise']),
    /** The size of the network's input. */
    height: edge,
    width: edge,
    inputRange: z.enum(['zero-to-one', 'minus-one-to-one']),
  }),
  /** What the training pictures are like, in the first map that the first answer reads. */
  familiarity: FamiliarityCardSchema.optional(),
  scale: z.enum(ANSWER_SCALES),
  heads: z.record(z.string(), Head),
  masks: z.array(z.string().min(1)).default([]),
  temperature: z.number().positive().default(1),
  /** Which grade of the probabilities is the answer. */
  answer: AnsweredBy,
  /** True if the answer is the mean of the picture's logits and those of its mirror image. */
  mirroredToo: z.boolean().default(false),
};

/** Returns what is wrong with the heads, or null: they need five grades from as many channels as the maps have. */
export function kneeHeadFault({ scale, heads }: Pick<KneeHeads, 'scale' | 'heads'>): string | null {
  const logits = scale === 'softmax' ? 5 : 4;
  const rows = scale === 'softmax' ? logits : 1;
  if (Object.keys(heads).length === 0) return inferenceText.card.noHeads;
  for (const [name, { weight, bias, maps }] of Object.entries(heads)) {
    const channels = maps.reduce((sum, map) => sum + map.channels, 0);
    if (bias.length !== logits || weight.length !== rows * channels)
      return inferenceText.card.kneeHeadSize(name, logits, channels);
  }
  return null;
}

/** The map whose pooled features tell how familiar a picture is: the first that the first answer reads. */
export function kneeFeatureMap({ heads }: Pick<KneeHeads, 'heads'>): string {
  const [head] = Object.values(heads);
  const [map] = head?.maps ?? [];
  if (map === undefined) throw new Error('The card has no heads.'); // kneeHeadFault refuses such a card
  return map.name;
}
