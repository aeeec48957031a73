// Reads the locating networks and their cards from a folder of their own. The list of models omits them, as they do not grade.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { failed, success, type Result } from '../domain/failure.ts';
import { readSmallText } from '../files/read-json.ts';
import { readRegularFile } from '../files/regular-file.ts';
import { COMPLETION_INPUTS, COMPLETION_OUTPUTS, type Completion } from '../network/completed-points.ts';
import { inferenceText } from './text.ts';
import { jsonOrNull } from '../domain/json.ts';

export const LOCATOR_NAMES = {
  'find-hips': 'localise-hips',
  'find-head': 'localise-head',
  'find-points': 'localise-points',
} as const;

export type LocatorTask = keyof typeof LOCATOR_NAMES;

const COMPLETION_BYTES = 4 * COMPLETION_INPUTS * COMPLETION_OUTPUTS;

const LocatorCard = z.object({
  name: z.string().min(1),
  version: z.string().min(1),
  description: z.string().min(1),
  task: z.enum(['find-hips', 'find-head', 'find-points']),
  training: z.object({ data: z.string().min(1), synthetic: z.boolean(), seed: z.int() }).loose(),
  figures: z.array(z.object({ name: z.string().min(1), value: z.number(), data: z.string().min(1) })),
  limits: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Only for the point finder: the linear model of the points outside its view, little-endian float32 as base64. */
  completion: z
    .base64()
    .transform((text) => Uint8Array.from(Buffer.from(text, 'base64'))) // copied, because a Buffer may start at any byte
    .refine(({ length }) => length === COMPLETION_BYTES, inferenceText.card.bytesExpected(COMPLETION_BYTES))
    .transform((bytes): Completion => new Float32Array(bytes.buffer))
    .optional(),
});

export type LocatorCard = z.infer<typeof LocatorCard>;

export interface LocatorFiles {
  readonly onnx: Uint8Array;
  readonly card: LocatorCard;
}

/** The largest files that are read. The networks of this program have less than 1 MB. **(ours)** */
const LARGEST = { onnx: 100e6, card: 1e6 };

/** Reads one network and its card. Fails with `model-not-found` or `model-malformed`. */
export async function readLocator(folder: string, task: LocatorTask): Promise<Result<LocatorFiles>> {
  const name = LOCATOR_NAMES[task];
  const [onnx, text] = await Promise.all([
    readRegularFile(join(folder, `${name}.onnx`), LARGEST.onnx),
    readSmallText(join(folder, `${name}.json`), LARGEST.card),
  ]);
  if (!onnx.ok || !text.ok) {
    return failed('model-not-found', inferenceText.files.locatorMissing(name, folder));
  }
  const card = LocatorCard.safeParse(jsonOrNull(text.value));
  const sha256 = createHash('sha256').update(onnx.value).digest('hex');
  if (!card.success || card.data.task !== task || card.data.sha256 !== sha256) {
    return failed('model-malformed', inferenceText.files.locatorMismatch(name));
  }
  return success({ onnx: new Uint8Array(onnx.value), card: card.data });
}
