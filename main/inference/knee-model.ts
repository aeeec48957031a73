// A System 3 model that grades knee images: a prepared image in, Kellgren-Lawrence grade and evidence out.

import { failed, success, type Result } from '../domain/failure.ts';
import { answeredGradient, ordinalAnswer, type OrdinalAnswer } from '../domain/ordinal-answer.ts';
import {
  answerShares,
  evidenceOf,
  kneeHeadLogits,
  mirrorMap,
  sumMaps,
  type KneeOutputs,
  type PlaceMap,
} from './knee-evidence.ts';
import type { Familiarity } from '../domain/film/familiarity.ts';
import { familiarityOf, pooledFeatures } from './familiarity.ts';
import { kneeFeatureMap, type KneeHeads, type KneeReading } from './knee-card.ts';
import type { KneeCard } from './model-card.ts';
import { readModelFiles } from './model-files.ts';
import { openSession, type Session } from './session.ts';
import { inferenceText } from './text.ts';

/** The answer for one knee. Grades are Kellgren and Lawrence's 0 to 4. */
export interface KneeAnswer extends OrdinalAnswer {
  /** Where the answered grade comes from (Grad-CAM), with a maximum of one. */
  readonly evidence: PlaceMap;
  /** Where each attention branch looks, 0 to 1. Empty without attention. */
  readonly masks: readonly (PlaceMap & { readonly branch: string })[];
  /** Absent if the model's card does not say what its training pictures are like. */
  readonly familiarity?: Familiarity | undefined;
}

export interface KneeModel {
  readonly card: KneeCard;
  /** Grades an image that was prepared as the card states. // [height, width] */
  grade(input: Float32Array): Promise<Result<KneeAnswer>>;
  /** Returns the pooled features of the map by which familiarity is measured. // [channels] */
  features(input: Float32Array): Promise<Result<Float32Array>>;
  close(): Promise<void>;
}

/** As for hips: fast enough, and leaves the other cores to the user. */
const THREADS = 2;

/** Opens `<name>.onnx` with its card beside it and checks that the two belong together. The caller closes it. */
export async function openKneeModel(onnxPath: string): Promise<Result<KneeModel>> {
  const files = await readModelFiles(onnxPath);
  if (!files.ok) return files;
  const { card, onnx } = files.value;
  if (card.system !== 3) {
    return failed('wrong-joint', inferenceText.grading.gradesHips(card.name));
  }
  const { height, width } = card.preprocessing;
  const answers = Object.entries(card.heads).map(([name, { bias }]) => ({ name, width: bias.length }));
  const maps = Object.values(card.heads).flatMap((head) =>
    head.maps.flatMap(({ name, mask }) => (mask === null ? [name] : [name, mask])),
  );
  const opened = await openSession(
    onnx,
    { height, width, picture: inferenceText.grading.picture.knee, answers, maps: [...maps, ...card.masks] },
    { name: card.name, device: 'cpu', threads: THREADS },
  );
  if (!opened.ok) return opened;
  const session = opened.value;
  const fault = await headsFault(session, card);
  if (fault !== null) {
    await session.close();
    return fault;
  }
  return success({
    card,
    grade: async (input) => {
      const outputs = await session.run(card.mirroredToo ? withMirrorImage(input, width) : input);
      if (!outputs.ok) return outputs;
      if (outputs.value.every(({ logits }) => Object.values(logits).every((values) => values.every(Number.isFinite))))
        return success(kneeAnswer(outputs.value, card));
      return failed('model-malformed', inferenceText.grading.notFinite(card.name));
    },
    features: async (input) => {
      const outputs = await session.run(input);
      return outputs.ok ? success(pooledFeatures(outputs.value[0].maps[kneeFeatureMap(card)])) : outputs;
    },
    close: () => session.close(),
  });
}

/**
 * Computes grade, probabilities and evidence from the network's outputs for a picture and, if there are two, for its mirror image. The answer
 * is the mean of the branches' logits, as in training, and of both pictures.
 */
export function kneeAnswer(
  [picture, mirrored]: readonly KneeOutputs[],
  { scale, heads, masks, temperature, answer: rule, familiarity }: KneeReading,
): KneeAnswer {
  if (picture === undefined) throw new Error('The network returned no outputs.');
  const views = mirrored === undefined ? [picture] : [picture, mirrored];
  const answers = views.flatMap(({ logits }) => Object.keys(heads).map((name) => logits[name] ?? []));
  const [first = []] = answers;
  const logits = first.map((_, at) => answers.reduce((sum, answer) => sum + (answer[at] ?? Number.NaN), 0) / answers.length);
  const answer = ordinalAnswer(
    logits.map((logit) => logit / temperature),
    scale,
    rule,
  );
  const gradient = answeredGradient(answer, scale);
  const shares = answerShares(picture, heads, gradient);
  const both = mirrored === undefined ? [shares] : [shares, mirrorMap(answerShares(mirrored, heads, gradient))];
  const known =
    familiarity === undefined ? {} : { familiarity: familiarityOf(pooledFeatures(picture.maps[familiarity.map]), familiarity) };
  return { ...answer, evidence: evidenceOf(sumMaps(both)), masks: masksOf(picture, { heads, masks }), ...known };
}

function masksOf({ maps }: KneeOutputs, { heads, masks }: Pick<KneeHeads, 'heads' | 'masks'>): KneeAnswer['masks'] {
  const read = Object.values(heads).flatMap((head) => head.maps.flatMap(({ mask }) => (mask === null ? [] : [mask])));
  return [...read, ...masks].map((name) => {
    const { values, height, width } = maps[name];
    return { branch: name.replace(/-mask(?=$|-\d+$)/, ''), values: Float32Array.from(values), height, width };
  });
}

/** The picture and, after it, its mirror image. // [2, height, width] */
function withMirrorImage(input: Float32Array, width: number): Float32Array {
  const both = new Float32Array(2 * input.length);
  both.set(input);
  both.set(mirrorMap({ values: input, height: input.length / width, width }).values, input.length);
  return both;
}

/** Heatmaps from another model's heads would look right but mean nothing. A first image, which also warms up, reveals a mismatch. */
async function headsFault(session: Session, card: KneeCard): Promise<Result<never> | null> {
  const text = inferenceText.network;
  const { height, width } = card.preprocessing;
  const answers = await session.run(Float32Array.from({ length: height * width }, (_, at) => (at % width) / width));
  if (!answers.ok) return answers;
  const [outputs] = answers.value;
  for (const [name, head] of Object.entries(card.heads)) {
    const odd = head.maps.find((map) => outputs.maps[map.name].channels !== map.channels);
    if (odd !== undefined) return failed('model-malformed', text.outputChannels(card.name, odd.name, odd.channels));
    const expected = kneeHeadLogits(outputs, head);
    // The network stores its weights in half precision, like the card.
    const scale = Math.max(1, ...expected.map(Math.abs));
    if (expected.some((logit, at) => !(Math.abs(logit - outputs.logits[name][at]) <= 0.01 * scale)))
      return failed('model-malformed', text.headDiffers(card.name, name));
  }
  return null;
}
