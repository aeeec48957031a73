// The pictures on which a model's maps are tried: phantoms that no training saw, the validation part of a study, or knees in class folders.

import { failed, success, type Result } from '../../domain/failure.ts';
import { FINDINGS, quadrantsOf } from '../../domain/finding.ts';
import type { CropPoint } from '../../domain/geometry.ts';
import { CROP_SIZE } from '../../domain/hip-crop.ts';
import { LANDMARK_TABLES, zonePoints } from '../../domain/landmark-table.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant, type Quadrant } from '../../domain/quadrant.ts';
import { WHOLE_PICTURE } from '../../imaging/stored-picture.ts';
import type { HipCard } from '../../inference/model-card.ts';
import { phantomHips } from '../../phantom/hips.ts';
import type { RecipeOf } from '../../training/recipe.ts';
import { isInside } from '../../training/tasks/evidence-place.ts';
import { diseaseOf } from '../../training/tasks/hip-set.ts';
import { classFolderSet, selectingPart } from '../data/class-folder-set.ts';
import { readStudyHips, studyHipSet } from '../data/study-hip-set.ts';
import type { HipRecipe } from '../data/training-data.ts';
import { evidenceText } from '../text/evidence.ts';
import type { TrialPicture, TrialPictures } from './trials.ts';

const CROP = { height: CROP_SIZE, width: CROP_SIZE };

/** Draws hips with the grades of the cohorts, of the version of the phantom that the model learned from. */
export async function phantomTrialPictures(
  { system }: HipCard,
  { data }: HipRecipe,
  { seed, most }: { readonly seed: number; readonly most: number },
  signal: AbortSignal,
): Promise<TrialPictures> {
  const version = data.kind === 'phantom' ? data.version : undefined;
  const subjects = Math.ceil(most / 2);
  const pictures: TrialPicture[] = [];
  for await (const phantom of phantomHips(
    { seed, subjects, visits: 1, enrichment: 'balanced', version, implantShare: 0 },
    signal,
  )) {
    const { crop8, landmarks, osteophytes, grades } = phantom;
    const zones = perQuadrant((quadrant) => zonePoints(landmarks, LANDMARK_TABLES.original, quadrant));
    pictures.push({
      pixels: crop8,
      joint: jointOf(zones),
      outlines: system === 4 ? findingOutlines(osteophytes) : quadrantOutlines(osteophytes),
      healthy: QUADRANTS.every((quadrant) => grades[quadrant] === 0),
    });
  }
  return { size: CROP, pictures, data: evidenceText.phantoms(pictures.length, subjects, seed, version ?? 1) };
}

/** Reads labelled hips of the validation part. */
export async function studyTrialPictures(
  { data }: HipRecipe,
  { folder, most }: { readonly folder: string; readonly most: number },
): Promise<Result<TrialPictures>> {
  const hips = await readStudyHips(folder, data.kind === 'study' ? data.split : undefined);
  if (!hips.ok) return hips;
  const set = studyHipSet(hips.value.parts.val);
  if (!set.ok) return set;
  const pictures = set.value.hips.slice(0, most).map(({ labels, zones }, index): TrialPicture => ({
    pixels: set.value.crops.subarray(index * AREA, (index + 1) * AREA),
    joint: jointOf(zones),
    outlines: {},
    healthy: diseaseOf(labels) === false,
  }));
  if (pictures.length === 0) return failed('hip-not-found', evidenceText.noPictures(folder));
  return success({ size: CROP, pictures, data: evidenceText.study(pictures.length, hips.value.split) });
}

/** Reads knees that did not train: those that chose the epoch. */
export async function kneeTrialPictures(
  { data, seed }: RecipeOf<3>,
  { folder, cache, most }: { readonly folder: string; readonly cache: string; readonly most: number },
  signal: AbortSignal,
): Promise<Result<TrialPictures>> {
  const part = selectingPart(data);
  const set = await classFolderSet({ folder, part, data: { ...data, atMost: most }, seed, cache }, () => undefined, signal);
  if (!set.ok) return set;
  const { size, pixels } = set.value.stored;
  const area = size.height * size.width;
  const joint = kneeJoint(data, size);
  const pictures = set.value.items.map(({ labels }, index): TrialPicture => ({
    pixels: pixels.subarray(index * area, (index + 1) * area),
    joint,
    outlines: {},
    healthy: labels['kl'] === 0,
  }));
  return success({ size, pictures, data: evidenceText.folders(pictures.length, part) });
}

const AREA = CROP_SIZE ** 2;

/** Without points, the disc that usually holds all zones. In crop pixels. **(ours)** */
const JOINT_RADIUS = 85;
/** Osteophytes reach this far beyond the points of their zone. In crop pixels. **(ours)** */
const BEYOND_ZONE = 12;

/** The disc about the femoral head, which is the crop's centre, that holds every zone. */
function jointOf(zones: PerQuadrant<readonly CropPoint[]> | undefined): Uint8Array {
  const centre = (CROP_SIZE - 1) / 2;
  const reach =
    zones === undefined
      ? []
      : QUADRANTS.flatMap((quadrant) => zones[quadrant].map(({ x, y }) => Math.hypot(x - centre, y - centre)));
  const radius = reach.length === 0 ? JOINT_RADIUS : Math.min(centre, Math.max(...reach) + BEYOND_ZONE);
  return filled((x, y) => Math.hypot(x - centre, y - centre) <= radius);
}

function filled(isInside: (x: number, y: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: AREA }, (_, at) => (isInside(at % CROP_SIZE, Math.floor(at / CROP_SIZE)) ? 1 : 0));
}

type Outlines = PerQuadrant<readonly CropPoint[] | null>;

function quadrantOutlines(osteophytes: Outlines): Record<string, Uint8Array> {
  return Object.fromEntries(QUADRANTS.flatMap((quadrant) => named(quadrant, osteophytes, [quadrant])));
}

function findingOutlines(osteophytes: Outlines): Record<string, Uint8Array> {
  return Object.fromEntries(FINDINGS.flatMap((finding) => named(finding, osteophytes, quadrantsOf(finding))));
}

/** Empty without an osteophyte. */
function named(name: string, osteophytes: Outlines, quadrants: readonly Quadrant[]): [string, Uint8Array][] {
  const outlines = quadrants.flatMap((quadrant) => {
    const outline = osteophytes[quadrant];
    return outline === null ? [] : [outline];
  });
  return outlines.length === 0 ? [] : [[name, filled((x, y) => outlines.some((outline) => isInside(outline, x, y)))]];
}

/** The rows of a whole picture between which the joint space and the margins around it lie, as shares of its height. **(ours)** */
const KNEE_JOINT = { top: 0.38, bottom: 0.68 };

function kneeJoint({ region = WHOLE_PICTURE }: RecipeOf<3>['data'], { height, width }: TrialPictures['size']): Uint8Array {
  const row = (share: number): number => ((share - region.top) / region.height) * height;
  return Uint8Array.from({ length: height * width }, (_, at) => {
    const y = Math.floor(at / width) + 0.5;
    return y >= row(KNEE_JOINT.top) && y < row(KNEE_JOINT.bottom) ? 1 : 0;
  });
}
