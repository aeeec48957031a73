// Pictures of knees as a file that a model can grade on another machine, and what it answers as a file. The pictures are what the network
// reads: cut and resampled here, one after the other. No file holds a name.

import { join } from 'node:path';
import { z } from 'zod';
import { failed, success, type Result } from '../../domain/failure.ts';
import { FamiliaritySchema } from '../../domain/film/familiarity.ts';
import { jsonOrNull } from '../../domain/json.ts';
import { readText } from '../../files/read-json.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import { floatsText, Floats } from '../../inference/card-parts.ts';
import type { KneeAnswer } from '../../inference/knee-model.ts';
import { gradingText } from '../text/grading.ts';

/** The file of the pictures, as little-endian float32. // [knees, height, width] */
export const KNEE_INPUTS = 'inputs.floats';

/** The most knees in one file. They and what a model answers about them fit into memory. **(ours)** */
export const MOST_KNEES = 256;
const LARGEST_ANSWERS = 500e6;

export async function writeKneeFile(folder: string, inputs: readonly Float32Array[]): Promise<void> {
  await makeFolder(folder);
  const bytes = inputs.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength));
  await writeWhole(join(folder, KNEE_INPUTS), Buffer.concat(bytes));
}

/** Fails with `labels-malformed` if the file does not hold pictures of so many pixels each. */
export async function readKneeFile(folder: string, pixels: number): Promise<Result<Float32Array[]>> {
  const malformed = failed('labels-malformed', gradingText.kneeFiles.malformed);
  const read = await readRegularFile(join(folder, KNEE_INPUTS), MOST_KNEES * 4 * pixels);
  if (!read.ok) return read;
  const knees = read.value.length / (4 * pixels);
  if (!Number.isInteger(knees)) return malformed;
  const all = new Float32Array(new Uint8Array(read.value).buffer);
  return success(Array.from({ length: knees }, (_, knee) => all.slice(knee * pixels, (knee + 1) * pixels)));
}

const MapSchema = z.object({ values: Floats, height: z.int().min(1), width: z.int().min(1) });
const AnswerSchema = z.object({
  grade: z.int().min(0).max(4),
  probabilities: z.array(z.number()).length(5),
  presence: z.number(),
  expected: z.number(),
  evidence: MapSchema,
  masks: z.array(MapSchema.extend({ branch: z.string() })),
  familiarity: FamiliaritySchema.optional(),
});

/** One line of the file of answers. */
export function kneeLine({ evidence, masks, ...answer }: KneeAnswer): string {
  const asText = <T extends KneeAnswer['evidence']>(map: T) => ({ ...map, values: floatsText(map.values) });
  return `${JSON.stringify({ ...answer, evidence: asText(evidence), masks: masks.map(asText) })}\n`;
}

/** Fails with `labels-malformed` unless the file answers every one of the knees. */
export async function readKneeAnswers(path: string, knees: number): Promise<Result<KneeAnswer[]>> {
  const malformed = failed('labels-malformed', gradingText.kneeFiles.answersMalformed);
  const lines = (await readText(path, LARGEST_ANSWERS)).split('\n').slice(0, -1);
  const answers = z.array(AnswerSchema).length(knees).safeParse(lines.map(jsonOrNull));
  return answers.success ? success(answers.data) : malformed;
}
