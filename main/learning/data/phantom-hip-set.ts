// Prepares phantom hips for the trainer. They are kept on disk, so that a resumed run, or the next one, does not render them again.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { failed, success, type Result } from '../../domain/failure.ts';
import { PointSchema } from '../../domain/geometry.ts';
import { GradeSchema } from '../../domain/grade.ts';
import { CROP_SIZE } from '../../domain/hip-crop.ts';
import { SideSchema } from '../../domain/hip.ts';
import { LANDMARK_TABLES, zonePoints } from '../../domain/landmark-table.ts';
import { perQuadrant, QUADRANTS, perQuadrantOf } from '../../domain/quadrant.ts';
import { makeFolder, writeWhole } from '../../files/write-whole.ts';
import { phantomHips } from '../../phantom/hips.ts';
import type { PhantomHip } from '../../phantom/subject-hips.ts';
import type { PhantomVersion } from '../../domain/training/phantom-version.ts';
import type { PhantomData } from '../../training/recipe-data.ts';
import type { HipLabels, HipSet, LabelledHip } from '../../training/tasks/hip-set.ts';
import type { LabelledPicture, LabelledPictures } from '../../training/tasks/labelled-pictures.ts';
import { readJson } from '../../files/read-json.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { dataText } from '../text/data.ts';

export interface PhantomSetOptions {
  /** The folder for the rendered crops. */
  readonly cache: string;
  readonly seed: number;
  readonly groups: PhantomData['training'];
  /** The version of the phantom. Default: the first. */
  readonly phantom?: PhantomVersion | undefined;
  /** The program's version. Phantoms of another version are rendered again. */
  readonly version: string;
}

type Progress = (done: number, total: number) => void;

const AREA = CROP_SIZE * CROP_SIZE;

/** A phantom hip without its crop, as it is kept on disk. */
const CachedHip = z.object({
  hip: z.object({ subject: z.string(), visit: z.string(), side: SideSchema }),
  grades: perQuadrantOf(GradeSchema),
  zones: perQuadrantOf(z.array(PointSchema).readonly()),
  outlines: perQuadrantOf(z.array(PointSchema).readonly().nullable()),
  narrowing: GradeSchema,
  sclerosis: z.literal([0, 1]),
  cysts: z.literal([0, 1]),
});
type CachedHip = z.infer<typeof CachedHip>;

interface CachedHips {
  readonly hips: readonly CachedHip[];
  readonly crops: Uint8Array; // [hips, 224, 224]
}

/** Returns the hips of all groups, without those that have an implant. */
export async function phantomHipSet(
  options: PhantomSetOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<HipSet>> {
  const groups = await readOrRenderGroups(options, progress, signal);
  if (!groups.ok) return groups;
  const hips = groups.value.flatMap((group) => group.hips.map((hip) => labelledHip(hip, group.labels)));
  return success({ hips, crops: Buffer.concat(groups.value.map(({ crops }) => crops)), cropSize: CROP_SIZE });
}

/** Returns the same hips with the findings of System 4. The higher of a bone's two osteophyte grades counts, as in the paper. */
export async function phantomFindings(
  options: PhantomSetOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<LabelledPictures>> {
  const groups = await readOrRenderGroups(options, progress, signal);
  if (!groups.ok) return groups;
  return success({
    stored: { pixels: Buffer.concat(groups.value.map(({ crops }) => crops)), size: { height: CROP_SIZE, width: CROP_SIZE } },
    items: groups.value.flatMap(({ hips }) => hips.map(labelledFindings)),
  });
}

async function readOrRenderGroups(options: PhantomSetOptions, progress: Progress, signal: AbortSignal) {
  const rendered: (CachedHips & { readonly labels: HipLabels['kind'] })[] = [];
  const total = 2 * options.groups.reduce((sum, { subjects }) => sum + subjects, 0);
  let firstSubject = 0;
  for (const { subjects, grades, labels } of options.groups) {
    const group = { ...options, subjects, grades, firstSubject };
    const before = 2 * firstSubject;
    const hips = await readOrRender(group, (done) => progress(before + done, total), signal);
    if (!hips.ok) return hips;
    rendered.push({ ...hips.value, labels });
    firstSubject += subjects;
  }
  return success(rendered);
}

interface Group {
  readonly cache: string;
  readonly phantom?: PhantomVersion | undefined;
  readonly seed: number;
  readonly version: string;
  readonly subjects: number;
  readonly grades: PhantomData['training'][number]['grades'];
  readonly firstSubject: number;
}

async function readOrRender(group: Group, progress: (done: number) => void, signal: AbortSignal): Promise<Result<CachedHips>> {
  const { seed, version, subjects, grades, firstSubject, cache, phantom } = group;
  const key = JSON.stringify({ seed, version, subjects, grades, firstSubject, phantom });
  const name = createHash('sha256').update(key).digest('hex').slice(0, 16);
  const paths = { crops: join(cache, `${name}.crops`), hips: join(cache, `${name}.json`) };
  const cached = await readCache(paths);
  if (cached !== undefined) return success(cached);
  const rendered = await render(group, progress, signal);
  if (!rendered.ok) return rendered;
  await makeFolder(cache);
  await writeWhole(paths.crops, rendered.value.crops);
  await writeWhole(paths.hips, JSON.stringify(rendered.value.hips));
  return rendered;
}

/** Returns the cached hips. Undefined if they are missing, damaged, or of another shape: then they are rendered again. */
async function readCache(paths: { crops: string; hips: string }): Promise<CachedHips | undefined> {
  const hips = z.array(CachedHip).safeParse(await readJson(paths.hips));
  if (!hips.success) return undefined;
  const crops = await readRegularFile(paths.crops, hips.data.length * AREA); // may be lost, though its list is there
  if (!crops.ok || crops.value.length !== hips.data.length * AREA) return undefined;
  return { hips: hips.data, crops: new Uint8Array(crops.value) };
}

async function render(
  { seed, subjects, grades, firstSubject, phantom }: Group,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<Result<CachedHips>> {
  const crops = new Uint8Array(2 * subjects * AREA);
  const hips: CachedHip[] = [];
  let done = 0;
  for await (const hip of phantomHips({ seed, subjects, firstSubject, visits: 1, enrichment: grades, version: phantom })) {
    if (signal.aborted) return failed('stopped', dataText.stopped.rendering);
    progress(++done);
    if (hip.implant) continue;
    crops.set(hip.crop8, hips.length * AREA);
    hips.push(cachedHip(hip, seed));
  }
  return success({ hips, crops: crops.slice(0, hips.length * AREA) });
}

function cachedHip({ hip, grades, landmarks, osteophytes, narrowing, sclerosis, cysts }: PhantomHip, seed: number): CachedHip {
  return {
    // Another seed gives other subjects with the same numbers.
    hip: { ...hip, subject: `${seed}/${hip.subject}` },
    grades,
    zones: perQuadrant((quadrant) => zonePoints(landmarks, LANDMARK_TABLES.original, quadrant)),
    outlines: osteophytes,
    narrowing,
    sclerosis,
    cysts,
  };
}

function labelledHip({ hip, grades, zones, outlines }: CachedHip, kind: HipLabels['kind']): LabelledHip {
  const diseased = QUADRANTS.some((quadrant) => grades[quadrant] > 0);
  return {
    hip,
    labels:
      kind === 'weak'
        ? { kind, diseased }
        : { kind, quadrants: perQuadrant((quadrant) => ({ kind: 'graded', grade: grades[quadrant] })) },
    zones,
    outlines,
  };
}

function labelledFindings({ hip, grades, narrowing, sclerosis, cysts }: CachedHip): LabelledPicture {
  return {
    subject: hip.subject,
    labels: {
      'femoral-osteophytes': Math.max(grades['femur-superior'], grades['femur-inferior']),
      'acetabular-osteophytes': Math.max(grades['acetabulum-superior'], grades['acetabulum-inferior']),
      'joint-space-narrowing': narrowing,
      sclerosis,
      cysts,
    },
  };
}
