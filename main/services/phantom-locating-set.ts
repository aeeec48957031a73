// Phantom radiographs as the locating tasks want them, kept beside the run so that they are rendered once.

import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, success, type Result } from '../domain/failure.ts';
import { OVERVIEW_SIZE } from '../domain/locating.ts';
import { WIDE_VIEW_SIZE, type LocatingJob, type LocatingTruth } from '../phantom/locating-truth.ts';
import type { Enrichment } from '../phantom/pathology.ts';
import { answersInOrder } from '../phantom/worker-pool.ts';
import type { LocatingSet, TrueHip } from '../training/localisation/locating-set.ts';
import { writeWhole } from '../training/run-folder.ts';

export interface PhantomLocatingSetOptions {
  /** The folder for the rendered pictures. */
  readonly cache: string;
  readonly seed: number;
  readonly groups: readonly { readonly subjects: number; readonly grades: Enrichment; readonly implants: number }[];
  /** The program's version: phantoms of another version are rendered anew. */
  readonly version: string;
  /** Worker threads, 2 unless told otherwise. */
  readonly workers?: number;
}

/** One radiograph of each subject of all groups. */
export async function phantomLocatingSet(
  { cache, seed, groups, version, workers = 2 }: PhantomLocatingSetOptions,
  progress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Result<LocatingSet>> {
  const name = createHash('sha256').update(JSON.stringify({ seed, groups, version })).digest('hex').slice(0, 16);
  const paths = { pixels: join(cache, `${name}.views`), list: join(cache, `${name}.json`) };
  const kept = await readKept(paths);
  if (kept !== undefined) return success(kept);
  const jobs = jobsOf(seed, groups);
  const room = emptySet(jobs.length);
  const hips: TrueHip[] = [];
  const subjects: string[] = [];
  try {
    for await (const truth of answersInOrder<LocatingTruth>(jobs, { workers, signal })) {
      room.overviews.set(truth.overview, subjects.length * OVERVIEW_SIZE ** 2);
      for (const { view, side, implant, head, landmarks } of truth.hips) {
        room.views.set(view, hips.length * WIDE_VIEW_SIZE ** 2);
        hips.push({ side, implant, head, landmarks: landmarks.map(({ x, y }) => ({ x: thousandths(x), y: thousandths(y) })) });
      }
      subjects.push(`${seed}/${truth.subject}`); // subjects of another seed are other people under the same number
      progress(subjects.length, jobs.length);
    }
  } catch (error) {
    if (signal.aborted) return failed('stopped', 'The training was stopped while its phantoms were being made.');
    throw error;
  }
  await mkdir(cache, { recursive: true });
  await writeWhole(paths.pixels, room.pixels);
  await writeWhole(paths.list, JSON.stringify({ subjects, hips }));
  return success({ ...sizes, subjects, hips, overviews: room.overviews, views: room.views });
}

const sizes = { overviewSize: OVERVIEW_SIZE, viewSize: WIDE_VIEW_SIZE } as const;

function jobsOf(seed: number, groups: PhantomLocatingSetOptions['groups']): LocatingJob[] {
  const each = groups.flatMap(({ subjects, grades, implants }) =>
    Array.from({ length: subjects }, () => ({ enrichment: grades, implantShare: implants })),
  );
  return each.map((group, index) => ({ kind: 'locating', seed, index, ...group }));
}

/** Both kinds of pictures in one block, as they lie in the file. */
function emptySet(radiographs: number, pixels?: Uint8Array) {
  const [whole, single] = [radiographs * OVERVIEW_SIZE ** 2, 2 * radiographs * WIDE_VIEW_SIZE ** 2];
  const block = pixels ?? new Uint8Array(whole + single);
  return { pixels: block, overviews: block.subarray(0, whole), views: block.subarray(whole, whole + single) };
}

/** The list is written last, so where it stands the pictures are whole. */
async function readKept(paths: { pixels: string; list: string }): Promise<LocatingSet | undefined> {
  const text = await readFile(paths.list, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const list = JSON.parse(text) as Pick<LocatingSet, 'subjects' | 'hips'>; // written above by this program
  const { overviews, views } = emptySet(list.subjects.length, new Uint8Array(await readFile(paths.pixels)));
  return { ...sizes, ...list, overviews, views };
}

function thousandths(value: number): number {
  return Math.round(1000 * value) / 1000;
}
