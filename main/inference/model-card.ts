// The card beside every model: what it is, what it was taught, what it cannot do, and the numbers that tie it to its ONNX file.

import { z } from 'zod';
import { failed, success, type Result } from '../domain/failure.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant } from '../domain/quadrant.ts';

/** A dense layer on pooled features: one row of weights a logit. */
export interface HeadWeights {
  /** Row-major. // [logits, channels] */
  readonly weight: Float32Array;
  readonly bias: Float32Array; // [logits]
}

/** Little-endian float32 numbers as base64. */
const Floats = z.base64().transform((text, context) => {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64')); // a copy of its own, since a Buffer may start at any byte
  if (bytes.length % 4 === 0) return new Float32Array(bytes.buffer);
  context.addIssue({ code: 'custom', message: 'expected 32-bit numbers' });
  return z.NEVER;
});

const Head = z.object({ weight: Floats, bias: Floats });

/** A measured figure with its 95 % interval where one was computed, and the data on which it was measured. */
const Figure = z.object({
  name: z.string().min(1),
  value: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
  data: z.string().min(1),
});

const ModelCardSchema = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'expected small letters, digits, dots and hyphens'),
  version: z.string().min(1),
  /** One sentence for a list of models. */
  description: z.string().min(1),
  /** Which of the study's systems: 1 is weak supervision (Ye). */
  system: z.literal(1),
  strategy: z.string().min(1),
  backbone: z.string().min(1),
  preprocessing: z.object({ spacingMm: z.number().positive(), size: z.literal(224), intensity: z.string().min(1) }),
  training: z.object({ data: z.string().min(1), synthetic: z.boolean(), seed: z.number().int() }).loose(),
  figures: z.array(Figure),
  /** What the model must not be used for, in words for a clinician. */
  limits: z.string().min(1),
  /** Of the ONNX file, in small hexadecimal letters. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits'),
  /** The heads' weights in single precision, from which Grad-CAM follows without a backward pass. */
  heads: z.object({ global: Head, ...perQuadrant(() => Head) }),
});

export type ModelCard = z.infer<typeof ModelCardSchema>;
export type ModelFigure = z.infer<typeof Figure>;

/** Reads a card's text. Fails with `model-malformed`, naming the first field that is wrong. */
export function parseModelCard(text: string, name: string): Result<ModelCard> {
  const wrong = (reason: string): Result<never> =>
    failed('model-malformed', `${name} is not a model card of Osteograde: ${reason}. Export or install the model again.`);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return wrong('it is not JSON');
  }
  const parsed = ModelCardSchema.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return wrong(`${issue.path.join('.') || 'the whole file'}: ${issue.message}`);
  }
  const shapeFault = headFault(parsed.data.heads);
  return shapeFault === null ? success(parsed.data) : wrong(shapeFault);
}

function headFault(heads: { readonly global: HeadWeights } & PerQuadrant<HeadWeights>): string | null {
  const channels = heads.global.weight.length;
  if (heads.global.bias.length !== 1 || channels === 0) return 'heads.global must give one logit';
  const odd = QUADRANTS.find((quadrant) => heads[quadrant].bias.length !== 4 || heads[quadrant].weight.length !== 4 * channels);
  return odd === undefined ? null : `heads.${odd} must give four logits from ${channels} channels`;
}
