// The card beside every model: what it is, how it was trained, what it cannot do, and the numbers that tie it to its ONNX file.

import { z } from 'zod';
import { failed, success, type Result } from '../domain/failure.ts';
import { FINDING_GRADES, FINDINGS, perFinding } from '../domain/finding.ts';
import { CROP_SIZE } from '../domain/hip-crop.ts';
import { perQuadrant, QUADRANTS } from '../domain/quadrant.ts';
import { EvidenceTrialsSchema } from '../domain/training/evidence-trials.ts';
import { AnsweredBy, Floats } from './card-parts.ts';
import { StatementSchema } from './card-statement.ts';
import { FamiliarityCardSchema } from './familiarity.ts';
import { kneeDetails, kneeHeadFault } from './knee-card.ts';
import { inferenceText } from './text.ts';

/** A dense layer on a pooled map: one row of weights per logit. */
export interface HeadWeights {
  /** Row-major. // [logits, channels] */
  readonly weight: Float32Array;
  readonly bias: Float32Array; // [logits]
}

/** An answer's dense layer in single precision. Grad-CAM follows from it without a backward pass. `map` is the output that it pools. */
const Head = z.object({ weight: Floats, bias: Floats, map: z.string().min(1).default('features') });

/** A measured figure with its 95% interval, if one was computed, and the data on which it was measured. */
const Figure = z.object({
  name: z.string().min(1),
  value: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
  data: z.string().min(1),
});

/** The fields of every card. */
const common = {
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, inferenceText.card.nameExpected),
  version: z.string().min(1),
  /** One sentence for a list of models. */
  description: z.string().min(1),
  /** How it was trained, as named by the recipe. */
  strategy: z.string().min(1),
  backbone: z.string().min(1),
  training: z.object({ data: z.string().min(1), synthetic: z.boolean(), seed: z.number().int() }).loose(),
  figures: z.array(Figure),
  /** What the model must not be used for, in words for a clinician. */
  limits: z.string().min(1),
  /** In words. A model that was trained here has none until somebody writes it. */
  statement: StatementSchema.optional(),
  /** The trials of its heatmaps. Models whose maps were never tried have none. */
  evidence: EvidenceTrialsSchema.optional(),
  /** SHA-256 of the ONNX file, in lowercase hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, inferenceText.card.hashExpected),
};

/** What the training pictures are like. Models exported before this was measured have none. */
const familiarity = FamiliarityCardSchema.optional();

const crop = {
  spacingMm: z.number().positive(),
  /** The edge of the hip crop in pixels. */
  size: z.literal(CROP_SIZE),
  /** The edge to which the crop is resampled: that of the training images. */
  pictureSize: z.int().positive().default(CROP_SIZE),
  /** In plain language. */
  intensity: z.string().min(1),
};

/** System 1, weak supervision (Ye): four grades for each quadrant, and whether there is any osteophyte. */
const QuadrantGradesCard = z.object({
  ...common,
  familiarity,
  system: z.literal(1),
  preprocessing: z.object(crop),
  answer: AnsweredBy,
  heads: z.object({ global: Head, ...perQuadrant(() => Head) }),
});

/** System 2, landmark priors (Chen): whether each quadrant has an osteophyte. */
const QuadrantPresenceCard = z.object({
  ...common,
  familiarity,
  system: z.literal(2),
  preprocessing: z.object(crop),
  heads: z.object(perQuadrant(() => Head)),
});

/** System 3, attention (Gorriz): Kellgren-Lawrence grades of knees, on knee images. */
const KneeCardSchema = z.object({ ...common, ...kneeDetails });

/** System 4, multitask grading (von Schacky): five findings. */
const FindingsCard = z.object({
  ...common,
  familiarity,
  system: z.literal(4),
  /** `stretch` spreads the crop's grey values over the whole range before the network reads it. */
  preprocessing: z.object({ ...crop, contrast: z.enum(['as-is', 'stretch']) }),
  heads: z.object(perFinding(() => Head)),
});

const ModelCardSchema = z.discriminatedUnion('system', [QuadrantGradesCard, QuadrantPresenceCard, KneeCardSchema, FindingsCard]);

export type ModelCard = z.infer<typeof ModelCardSchema>;
export type KneeCard = Extract<ModelCard, { system: 3 }>;
export type ModelFigure = z.infer<typeof Figure>;

/** The card of a model that grades hips. */
export type HipCard = Extract<ModelCard, { system: 1 | 2 | 4 }>;

export function gradesHips(card: ModelCard): card is HipCard {
  return card.system !== 3;
}

/** One of a network's outputs with the dense layer that computes it. */
export interface AnswerHead extends HeadWeights {
  readonly name: string;
  /** The number of logits. */
  readonly width: number;
  /** The output whose spatial average the layer reads. */
  readonly map: string;
}

/** Returns the answers of a hip model, each with its head. */
export function answerHeads(card: HipCard): readonly AnswerHead[] {
  switch (card.system) {
    case 1:
      return (['global', ...QUADRANTS] as const).map((name) => ({ name, width: name === 'global' ? 1 : 4, ...card.heads[name] }));
    case 2:
      return QUADRANTS.map((name) => ({ name, width: 1, ...card.heads[name] }));
    case 4:
      return FINDINGS.map((name) => ({ name, width: FINDING_GRADES[name], ...card.heads[name] }));
  }
}

/** The map whose pooled features tell how familiar a picture is: that of the first answer. */
export function featureMap(card: HipCard): string {
  const [{ map }] = answerHeads(card);
  return map;
}

/** Parses a card. Fails with `model-malformed` and names the first wrong field. */
export function parseModelCard(text: string, name: string): Result<ModelCard> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return failed('model-malformed', inferenceText.card.notJson(name));
  }
  const parsed = ModelCardSchema.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return failed('model-malformed', inferenceText.card.wrongField(name, issue.path.join('.'), issue.message));
  }
  const shapeFault = gradesHips(parsed.data) ? hipCardFault(parsed.data) : kneeHeadFault(parsed.data);
  if (shapeFault === null) return success(parsed.data);
  return failed('model-malformed', inferenceText.card.wrongHeads(name, shapeFault));
}

function hipCardFault(card: HipCard): string | null {
  const heads = answerHeads(card);
  const fault = headFault(heads);
  if (fault !== null || card.familiarity === undefined) return fault;
  const { map, mean } = card.familiarity;
  const fits = heads.some((head) => head.map === map && head.weight.length === head.width * mean.length);
  return fits ? null : inferenceText.card.familiarityMap(map);
}

/** Finds a head of the wrong width, or heads that read one map but disagree about its channels. */
function headFault(heads: readonly AnswerHead[]): string | null {
  const channelsOf = new Map<string, number>();
  for (const { name, width, weight, bias, map } of heads) {
    const channels = channelsOf.get(map) ?? weight.length / width;
    channelsOf.set(map, channels);
    if (bias.length !== width || channels === 0 || weight.length !== width * channels)
      return inferenceText.card.hipHeadSize(name, { logits: width, channels: Math.ceil(channels), map });
  }
  return null;
}
