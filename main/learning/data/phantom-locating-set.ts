// Prepares phantom radiographs for the locating tasks. They are kept on disk, so that they are rendered once.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { failed, success, type Result } from '../../domain/failure.ts';
import { CircleSchema, PointSchema } from '../../domain/geometry.ts';
import { SideSchema } from '../../domain/hip.ts';
import { POINTS_PER_SIDE } from '../../domain/landmark-table.ts';
import { OVERVIEW_SIZE } from '../../domain/locating.ts';
import { WIDE_VIEW_SIZE, type LocatingJob, LocatingTruthSchema } from '../../phantom/locating-truth.ts';
import type { Enrichment } from '../../phantom/pathology.ts';
import { answersInOrder } from '../../phantom/answers-in-order.ts';
import type { LocatingSet, TrueHip } from '../../training/localisation/locating-set.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import { readJson } from '../../files/read-json.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { dataText } from '../text/data.ts';

export interface PhantomLocatingSetOptions {
  /** The folder for the rendered pictures. */
  readonly cache: string;
  readonly seed: number;
  readonly groups: readonly { readonly subjects: number; readonly grades: Enrichment; readonly implants: number }[];
  /** The program's version. Phantoms of another version are rendered again. */
  readonly version: string;
  /** Worker threads; 2 by default. */
  readonly workers?: number;
}

/** Returns one radiograph per subject of all groups. */
export async function phantomLocatingSet(
  { cache, seed, groups, version, workers = 2 }: PhantomLocatingSetOptions,
  progress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Result<LocatingSet>> {
  const name = createHash('sha256').update(JSON.stringify({ seed, groups, version })).digest('hex').slice(0, 16);
  const paths = { pixels: join(cache, `${name}.views`), list: join(cache, `${name}.json`) };
  const cached = await readCache(paths);
  if (cached !== undefined) return success(cached);
  const jobs = jobsOf(seed, groups);
  const pictures = pictureBlock(jobs.length);
  const hips: TrueHip[] = [];
  const subjects: string[] = [];
  try {
    for await (const truth of answersInOrder(jobs, { answer: LocatingTruthSchema, workers, signal })) {
      pictures.overviews.set(truth.overview, subjects.length * OVERVIEW_SIZE ** 2);
      for (const { view, side, implant, head, landmarks } of truth.hips) {
        pictures.views.set(view, hips.length * WIDE_VIEW_SIZE ** 2);
        hips.push({ side, implant, head, landmarks: landmarks.map(({ x, y }) => ({ x: thousandths(x), y: thousandths(y) })) });
      }
      subjects.push(`${seed}/${truth.subject}`); // another seed gives other subjects with the same numbers
      progress(subjects.length, jobs.length);
    }
  } catch (error) {
    if (signal.aborted) return failed('stopped', dataText.stopped.rendering);
    throw error;
  }
  await makeFolder(cache);
  await writeWhole(paths.pixels, pictures.pixels);
  await writeWhole(paths.list, JSON.stringify({ subjects, hips }));
  return success({ ...SIZES, subjects, hips, overviews: pictures.overviews, views: pictures.views });
}

const SIZES = { overviewSize: OVERVIEW_SIZE, viewSize: WIDE_VIEW_SIZE } as const;

function jobsOf(seed: number, groups: PhantomLocatingSetOptions['groups']): LocatingJob[] {
  const each = groups.flatMap(({ subjects, grades, implants }) =>
    Array.from({ length: subjects }, () => ({ enrichment: grades, implantShare: implants })),
  );
  return each.map((group, index) => ({ kind: 'locating', seed, index, ...group }));
}

/** Overviews and views in one block, as they are stored in the file. */
function pictureBlock(radiographs: number, pixels?: Uint8Array) {
  const block = pixels ?? new Uint8Array(pixelsOf(radiographs));
  const whole = radiographs * OVERVIEW_SIZE ** 2;
  return { pixels: block, overviews: block.subarray(0, whole), views: block.subarray(whole) };
}

function pixelsOf(radiographs: number): number {
  return radiographs * (OVERVIEW_SIZE ** 2 + 2 * WIDE_VIEW_SIZE ** 2);
}

const CachedList = z.object({
  subjects: z.array(z.string()),
  hips: z.array(
    z.object({
      side: SideSchema,
      implant: z.boolean(),
      head: CircleSchema,
      landmarks: z.array(PointSchema).length(POINTS_PER_SIDE),
    }),
  ),
});

/** Returns the cached set. Undefined if it is missing, damaged, or of another shape: then it is rendered again. */
async function readCache(paths: { pixels: string; list: string }): Promise<LocatingSet | undefined> {
  const list = CachedList.safeParse(await readJson(paths.list));
  if (!list.success) return undefined;
  const { subjects, hips } = list.data;
  const pixels = await readRegularFile(paths.pixels, pixelsOf(subjects.length)); // may be lost, though its list is there
  if (!pixels.ok || pixels.value.length !== pixelsOf(subjects.length) || hips.length !== 2 * subjects.length) return undefined;
  const { overviews, views } = pictureBlock(subjects.length, new Uint8Array(pixels.value));
  return { ...SIZES, subjects, hips, overviews, views };
}

function thousandths(value: number): number {
  return Math.round(1000 * value) / 1000;
}
