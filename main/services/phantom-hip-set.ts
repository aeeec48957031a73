// Phantom hips as the trainer wants them, kept beside the run so that a run taken up again need not render them anew.

import { mkdir, readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { failed, success, type Result } from '../domain/failure.ts';
import { CROP_SIZE } from '../domain/hip-crop.ts';
import { LANDMARK_TABLES } from '../domain/landmark-table.ts';
import { perQuadrant, QUADRANTS } from '../domain/quadrant.ts';
import { phantomHips, type PhantomHip } from '../phantom/hips.ts';
import type { HipLabels, HipSet, LabelledHip } from '../training/tasks/hip-set.ts';
import type { Recipe } from '../training/recipe.ts';
import { writeWhole } from '../training/run-folder.ts';

export interface PhantomSetOptions {
  /** The folder for the rendered crops. */
  readonly cache: string;
  readonly seed: number;
  readonly groups: Recipe['data']['training'];
  /** The program's version: phantoms of another version are rendered anew. */
  readonly version: string;
}

const AREA = CROP_SIZE * CROP_SIZE;

/** The hips of all groups, without those that carry an implant. */
export async function phantomHipSet(
  options: PhantomSetOptions,
  progress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Result<HipSet>> {
  const { seed, groups, version } = options;
  const name = createHash('sha256').update(JSON.stringify({ seed, groups, version })).digest('hex').slice(0, 16);
  const paths = { crops: join(options.cache, `${name}.crops`), hips: join(options.cache, `${name}.json`) };
  const kept = await readKept(paths);
  if (kept !== undefined) return success(kept);
  const rendered = await render(options, progress, signal);
  if (!rendered.ok) return rendered;
  await mkdir(options.cache, { recursive: true });
  await writeWhole(paths.crops, rendered.value.crops);
  await writeWhole(paths.hips, JSON.stringify(rendered.value.hips));
  return rendered;
}

/** The list is written last, so where it stands the crops are whole. */
async function readKept(paths: { crops: string; hips: string }): Promise<HipSet | undefined> {
  const list = await readFile(paths.hips, 'utf8').catch(() => undefined);
  if (list === undefined) return undefined;
  const hips = JSON.parse(list) as LabelledHip[]; // written below by this program
  return { hips, crops: new Uint8Array(await readFile(paths.crops)), cropSize: CROP_SIZE };
}

async function render(
  { seed, groups }: PhantomSetOptions,
  progress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Result<HipSet>> {
  const total = 2 * groups.reduce((sum, { subjects }) => sum + subjects, 0);
  const crops = new Uint8Array(total * AREA);
  const hips: LabelledHip[] = [];
  let firstSubject = 0;
  let done = 0;
  for (const { subjects, grades, labels } of groups) {
    for await (const hip of phantomHips({ seed, subjects, firstSubject, visits: 1, enrichment: grades })) {
      if (signal.aborted) return failed('stopped', 'The training was stopped while its phantoms were being made.');
      progress(++done, total);
      if (hip.implant) continue;
      crops.set(hip.crop8, hips.length * AREA);
      hips.push(labelled(hip, seed, labels));
    }
    firstSubject += subjects;
  }
  return success({ hips, crops: crops.slice(0, hips.length * AREA), cropSize: CROP_SIZE });
}

function labelled({ hip, grades, landmarks }: PhantomHip, seed: number, kind: HipLabels['kind']): LabelledHip {
  const { zones } = LANDMARK_TABLES.original;
  const diseased = QUADRANTS.some((quadrant) => grades[quadrant] > 0);
  return {
    // Subjects of another seed are other people under the same number.
    hip: { ...hip, subject: `${seed}/${hip.subject}` },
    labels:
      kind === 'weak'
        ? { kind, diseased }
        : { kind, quadrants: perQuadrant((quadrant) => ({ kind: 'graded', grade: grades[quadrant] })) },
    zones: perQuadrant((quadrant) => zones[quadrant].map((index) => landmarks[index])),
  };
}
