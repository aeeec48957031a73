// Hips as files that a model can grade on another machine, and what it answers as a file. The hips are crops in 8 bits with their points in
// crop pixels. No file holds a name.

import { join } from 'node:path';
import { z } from 'zod';
import { failed, success, type Result } from '../../domain/failure.ts';
import { CropPointSchema } from '../../domain/geometry.ts';
import { GRADING_KINDS, HipGradingSchema } from '../../domain/grading.ts';
import { CROP_SIZE, toEightBit } from '../../domain/hip-crop.ts';
import { jsonOrNull } from '../../domain/json.ts';
import { NumberingSchema } from '../../domain/landmark-table.ts';
import { readSmallText, readText } from '../../files/read-json.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import { floatsText, Floats } from '../../inference/card-parts.ts';
import type { GradedHip } from '../../inference/graded-hip.ts';
import { OpenedModelSchema } from '../../inference/inference-process.ts';
import type { GradableHip, OpenedModel } from '../../inference/inference.ts';
import { gradingText } from '../text/grading.ts';

/** The names of the files that hold so many hips. Without hips, only the list. */
export function hipFiles(hips: number): string[] {
  return hips === 0 ? [ITEMS] : [ITEMS, CROPS];
}

const ITEMS = 'items.json';
const CROPS = 'crops.pixels';

/** The most hips in one set of files. They and what a model answers about them fit into memory. */
export const MOST_HIPS = 1024;
/** Of a list of so many hips, and of what a model answers about them. */
const LARGEST = { items: 32e6, answers: 500e6 };

const AREA = CROP_SIZE * CROP_SIZE;
const ItemsSchema = z.strictObject({
  hips: z.array(z.strictObject({ numbering: NumberingSchema, landmarks: z.array(CropPointSchema).max(200) })).max(MOST_HIPS),
});

export async function writeHipFiles(folder: string, hips: readonly GradableHip[]): Promise<void> {
  await makeFolder(folder);
  const items: z.infer<typeof ItemsSchema> = {
    hips: hips.map(({ numbering, landmarks }) => ({ numbering, landmarks: landmarks.map(({ x, y }) => ({ x, y })) })),
  };
  // A network reads 8 bits in any case; see `inference/hip-input.ts`.
  const crops = hips.map(({ pixels }) => (pixels instanceof Uint8Array ? pixels : toEightBit(pixels)));
  await writeWhole(join(folder, ITEMS), JSON.stringify(items));
  await writeWhole(join(folder, CROPS), Buffer.concat(crops));
}

/** Fails with `labels-malformed` if the files do not hold hips. */
export async function readHipFiles(folder: string): Promise<Result<GradableHip[]>> {
  const malformed = failed('labels-malformed', gradingText.hipFiles.malformed);
  const text = await readSmallText(join(folder, ITEMS), LARGEST.items);
  if (!text.ok) return text;
  const parsed = ItemsSchema.safeParse(jsonOrNull(text.value));
  if (!parsed.success) return malformed;
  const { hips } = parsed.data;
  if (hips.length === 0) return success([]);
  const crops = await readRegularFile(join(folder, CROPS), hips.length * AREA);
  if (!crops.ok) return crops;
  if (crops.value.length !== hips.length * AREA) return malformed;
  const pixels = new Uint8Array(crops.value);
  return success(hips.map((hip, index) => ({ ...hip, pixels: pixels.slice(index * AREA, (index + 1) * AREA) })));
}

const Answer = z.object({
  grading: HipGradingSchema,
  maps: z.object({ kind: z.enum(GRADING_KINDS), size: z.int(), values: Floats }),
});

/** What a model answered about hips. */
export interface Gradings {
  readonly opened: OpenedModel;
  readonly hips: GradedHip[];
}

/** One line of the file of answers, for the model or for a hip. A note may quote a loader that names this machine's folders, which stay here. */
export function openedLine({ runtime, note }: OpenedModel): string {
  const opened: OpenedModel = { runtime, note: note?.replaceAll(/(?:\/[^\s/:]+)+\//g, '') ?? null };
  return `${JSON.stringify(opened)}\n`;
}

export function gradedLine({ grading, maps: { kind, size, values } }: GradedHip): string {
  return `${JSON.stringify({ grading, maps: { kind, size, values: floatsText(values) } })}\n`;
}

/** Fails with `labels-malformed` unless the file answers every one of the hips. */
export async function readGradings(path: string, hips: number): Promise<Result<Gradings>> {
  const malformed = failed('labels-malformed', gradingText.hipFiles.answersMalformed);
  const [first = '', ...lines] = (await readText(path, LARGEST.answers)).split('\n').slice(0, -1);
  const opened = OpenedModelSchema.safeParse(jsonOrNull(first));
  const answers = z.array(Answer).length(hips).safeParse(lines.map(jsonOrNull));
  return opened.success && answers.success ? success({ opened: opened.data, hips: answers.data }) : malformed;
}
