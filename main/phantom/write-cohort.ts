// Writes a phantom cohort in the form of a real one: DICOM files, BoneFinder points, labels, splits, and the truth.
// Everything goes to `<folder>.partial`, which is renamed to the folder's name once it is complete.

import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { readJson } from '../files/read-json.ts';
import type { Result } from '../domain/failure.ts';
import { failed, FailureError, success } from '../domain/failure.ts';
import { COHORT_COLUMN, QUADRANTS } from '../domain/quadrant.ts';
import { seededRandom } from '../domain/random.ts';
import { buildWhole } from '../files/write-whole.ts';
import { answersInOrder } from './answers-in-order.ts';
import { ImageRecordSchema, writeFailure, type ImageJob, type ImageRecord } from './cohort-image.ts';
import { TRUTH_FILE, LARGEST_TRUTH } from './cohort-truth.ts';
import type { Enrichment } from './pathology.ts';
import { READERS, readHip } from './readers.ts';
import { phantomText } from './text.ts';
import { FIRST_VERSION, type PhantomVersion } from '../domain/training/phantom-version.ts';

export interface CohortOptions {
  readonly folder: string;
  readonly subjects: number;
  readonly visits: number;
  readonly seed: number;
  /** Number of the first subject, by default 0. */
  readonly firstSubject?: number;
  readonly enrichment?: Enrichment;
  readonly implantShare?: number;
  /** By default the first version of the phantom. */
  readonly version?: PhantomVersion | undefined;
  /** Also writes `readings.csv`: the grades of two simulated readers, who disagree as OAI's did. */
  readonly readers?: boolean | undefined;
  /** Worker threads, by default 2. The files do not depend on it. */
  readonly workers?: number;
}

export interface WrittenCohort {
  readonly folder: string;
  readonly radiographs: number;
}

/**
 * Writes the cohort. The same options write the same bytes. A folder that already holds this cohort is not changed.
 * Fails with `stopped`, `disk-full` or `folder-not-writable` (also if the folder holds anything else) and leaves nothing behind.
 */
export async function writePhantomCohort(
  options: CohortOptions,
  progress: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<Result<WrittenCohort>> {
  const folder = resolve(options.folder);
  try {
    const kept = await contentOf(folder);
    if (kept.length > 0) {
      if (await holdsCohort(folder, recipeOf(options)))
        return success({ folder, radiographs: options.subjects * options.visits });
      return failed('folder-not-writable', phantomText.writing.folderNotEmpty(folder));
    }
    await buildWhole(folder, (draft) => writeContent(draft, options, progress, signal), `${folder}.partial`);
    return success({ folder, radiographs: options.subjects * options.visits });
  } catch (error) {
    if (signal?.aborted === true) return failed('stopped', phantomText.writing.stopped(folder));
    if (error instanceof FailureError) return { ok: false, failure: error.failure };
    const failure = writeFailure(error, folder);
    if (failure !== undefined) return { ok: false, failure };
    throw error;
  }
}

async function writeContent(
  folder: string,
  options: CohortOptions,
  progress: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const total = options.subjects * options.visits;
  const images: ImageRecord[] = [];
  progress(0, total);
  const run = { answer: ImageRecordSchema, workers: options.workers ?? 2, signal };
  for await (const image of answersInOrder(jobsOf(options, folder), run)) {
    images.push(image);
    progress(images.length, total);
  }
  await writeFile(join(folder, 'labels.csv'), labelsText(images));
  if (options.readers === true) await writeFile(join(folder, 'readings.csv'), readingsText(images, options.seed));
  await writeFile(join(folder, 'splits.txt'), splitsText(images, options.seed));
  await writeFile(join(folder, TRUTH_FILE), truthText(recipeOf(options), images));
  signal?.throwIfAborted();
}

type Recipe = Readonly<Record<string, string | number | boolean>>;

function recipeOf(options: CohortOptions): Recipe {
  return {
    note: 'Synthetic radiographs made by Osteograde. They show no patient.',
    generator: `osteograde phantom ${options.version ?? FIRST_VERSION}`,
    seed: options.seed,
    subjects: options.subjects,
    firstSubject: options.firstSubject ?? 0,
    visits: options.visits,
    enrichment: options.enrichment ?? 'published',
    implantShare: options.implantShare ?? 0.04,
    ...(options.readers === true ? { readers: true } : {}),
  };
}

function jobsOf(options: CohortOptions, folder: string): ImageJob[] {
  const jobs: ImageJob[] = [];
  const first = options.firstSubject ?? 0;
  for (let index = first; index < first + options.subjects; index++) {
    for (let visit = 0; visit < options.visits; visit++) {
      jobs.push({
        kind: 'image',
        folder,
        seed: options.seed,
        index,
        visit,
        visits: options.visits,
        enrichment: options.enrichment ?? 'published',
        implantShare: options.implantShare,
        version: options.version,
      });
    }
  }
  return jobs;
}

async function contentOf(folder: string): Promise<string[]> {
  return existsSync(folder) ? readdir(folder) : [];
}

async function holdsCohort(folder: string, recipe: Recipe): Promise<boolean> {
  const truth = await readJson(join(folder, TRUTH_FILE), LARGEST_TRUTH);
  // Without our truth file the folder belongs to somebody else.
  if (typeof truth !== 'object' || truth === null || !('cohort' in truth)) return false;
  return JSON.stringify(truth.cohort) === JSON.stringify(recipe);
}

/** Writes the long table with the quadrant columns of docs/science.md. A replaced hip has blank grades. */
function labelsText(images: readonly ImageRecord[]): string {
  const rows = images.flatMap((image) =>
    image.hips.map((hip) => {
      const graded = (value: number): string => (hip.implant ? '' : String(value));
      return {
        cohort: 'PHANTOM',
        subject: image.subject,
        visit: image.visit,
        side: hip.side,
        ...Object.fromEntries(
          [...QUADRANTS].reverse().map((quadrant) => [COHORT_COLUMN[quadrant], graded(hip.grades[quadrant])]),
        ),
        jsn: graded(hip.narrowing),
        sclerosis: graded(hip.sclerosis),
        cysts: graded(hip.cysts),
        implant: hip.implant ? 1 : 0,
        age: image.age,
        sex: image.sex,
        file: image.file,
      };
    }),
  );
  return stringify(rows, { header: true });
}

/** Writes one row per hip and reader. A replaced hip has blank grades. */
function readingsText(images: readonly ImageRecord[], seed: number): string {
  const rows = images.flatMap(({ subject, visit, hips }) =>
    hips.flatMap(({ side, sizesMm, implant }) =>
      READERS.map((reader) => {
        const grades = readHip(sizesMm, { reader, hip: `phantom ${seed} ${subject} ${visit} ${side}` });
        return {
          cohort: 'PHANTOM',
          subject,
          visit,
          side,
          reader,
          ...Object.fromEntries(
            [...QUADRANTS].reverse().map((quadrant) => [COHORT_COLUMN[quadrant], implant ? '' : String(grades[quadrant])]),
          ),
        };
      }),
    ),
  );
  return stringify(rows, { header: true });
}

/** Splits the subjects 70/15/15. */
function splitsText(images: readonly ImageRecord[], seed: number): string {
  const random = seededRandom(`phantom ${seed} split`);
  const subjects = [...new Set(images.map((image) => image.subject))];
  const order = subjects.map((subject) => ({ subject, rank: random.next() })).sort((a, b) => a.rank - b.rank);
  const split = new Map(
    order.map(({ subject }, i) => {
      const share = (i + 0.5) / order.length;
      return [subject, share < 0.7 ? 'train' : share < 0.85 ? 'val' : 'test'];
    }),
  );
  return subjects.map((subject) => `${subject},${split.get(subject)}\n`).join('');
}

/** Writes one image per line, so that parts of the file can be read and compared. */
function truthText(recipe: Recipe, images: readonly ImageRecord[]): string {
  return `{"cohort": ${JSON.stringify(recipe)},\n"images": [\n${images.map((image) => JSON.stringify(image)).join(',\n')}\n]}\n`;
}
