// The truth about a phantom cohort, as its folder tells it.

import { join } from 'node:path';
import { z } from 'zod';
import { requiredJson } from '../files/read-json.ts';
import type { ImagePoint } from '../domain/geometry.ts';
import type { Hip } from '../domain/hip.ts';
import { perQuadrant, type PerQuadrant } from '../domain/quadrant.ts';
import { ImageRecordSchema } from './cohort-image.ts';

/** The file of a cohort's folder that holds the truth. */
export const TRUTH_FILE = 'truth.json';

/** Larger than the truth of 20,000 radiographs. */
export const LARGEST_TRUTH = 500e6;

export interface HipOutlines {
  readonly hip: Hip;
  /** The closed outline of each osteophyte. Null at grade 0. */
  readonly outlines: PerQuadrant<readonly ImagePoint[] | null>;
}

const Truth = z.object({ images: z.array(ImageRecordSchema) });

/** Reads the outlines of every hip from the folder of a cohort that this program wrote. */
export async function cohortOutlines(folder: string): Promise<readonly HipOutlines[]> {
  const { images } = Truth.parse(await requiredJson(join(folder, TRUTH_FILE), LARGEST_TRUTH));
  return images.flatMap(({ subject, visit, hips }) =>
    hips.map(({ side, osteophytes }) => ({
      hip: { subject, visit, side },
      outlines: perQuadrant((quadrant) => osteophytes[quadrant]?.map(([x, y]) => ({ x, y })) ?? null),
    })),
  );
}
