// Writes one radiograph of a phantom cohort to disk: the DICOM file, its points, and its entries in labels and truth.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDigitalXray } from '../dicom/write/digital-xray.ts';
import { deriveUid } from '../dicom/unique-identifier.ts';
import type { Failure } from '../domain/failure.ts';
import { failed } from '../domain/failure.ts';
import type { MillimetrePoint } from '../domain/geometry.ts';
import { SIDES, SideSchema } from '../domain/hip.ts';
import { GradeSchema } from '../domain/grade.ts';
import type { Immutable } from '../domain/immutable.ts';
import { perQuadrant, perQuadrantOf } from '../domain/quadrant.ts';
import { seededRandom } from '../domain/random.ts';
import { prepareField, renderRegion } from './render.ts';
import { buildScene } from './scene.ts';
import type { HipTruth, Scene } from './scene.ts';
import { phantomSubject, SubjectOptionsSchema, type PhantomSubject, type PhantomVisit } from './subject.ts';
import { phantomText } from './text.ts';

export const ImageJobSchema = SubjectOptionsSchema.extend({
  kind: z.literal('image'),
  folder: z.string(),
  /** Which of the visits. */
  visit: z.number(),
});

export type ImageJob = Readonly<z.infer<typeof ImageJobSchema>>;

const Pixel = z.tuple([z.number(), z.number()]);

/** The truth about one hip on its radiograph. Points are image pixels. */
const HipRecordSchema = z.object({
  side: SideSchema,
  implant: z.boolean(),
  grades: perQuadrantOf(GradeSchema),
  sizesMm: perQuadrantOf(z.number()),
  narrowing: GradeSchema,
  sclerosis: z.literal([0, 1]),
  cysts: z.literal([0, 1]),
  jointSpaceMm: z.number(),
  headCentre: Pixel,
  headRadius: z.number(),
  osteophytes: perQuadrantOf(z.array(Pixel).nullable()),
});

type HipRecord = Immutable<z.infer<typeof HipRecordSchema>>;

export const ImageRecordSchema = z.object({
  file: z.string(),
  subject: z.string(),
  visit: z.string(),
  sex: z.enum(['F', 'M']),
  age: z.number(),
  columns: z.number(),
  rows: z.number(),
  spacingMm: z.number(),
  monochrome1: z.boolean(),
  exposure: z.enum(['good', 'under', 'over']),
  hips: z.array(HipRecordSchema),
});

export type ImageRecord = Immutable<z.infer<typeof ImageRecordSchema>>;

/** Renders the radiograph and writes `<subject>_<visit>.dcm` and `.dcm.pts` into the folder. Throws errors of the file system. */
export function writeCohortImage(job: ImageJob): ImageRecord {
  const subject = phantomSubject(job);
  const visit = subject.visits[job.visit];
  const { acquisition } = visit;
  const scene = buildScene(subject, visit);
  const pixels = renderRegion(prepareField(scene, acquisition), {
    x: 0,
    y: 0,
    width: acquisition.columns,
    height: acquisition.rows,
  });
  const file = `${subject.id}_${visit.name}.dcm`;
  writeFileSync(join(job.folder, file), dicomOf(subject, visit, job, pixels));
  writeFileSync(join(job.folder, `${file}.pts`), pointsText(scene));
  return {
    file,
    subject: subject.id,
    visit: visit.name,
    sex: subject.sex,
    age: subject.age + visit.years,
    columns: acquisition.columns,
    rows: acquisition.rows,
    spacingMm: acquisition.spacingMm,
    monochrome1: acquisition.monochrome1,
    exposure: acquisition.exposure,
    hips: SIDES.map((side) => hipRecord(scene[side], acquisition.spacingMm)),
  };
}

/** Turns a file system error into a failure, or returns undefined for any other error. */
export function writeFailure(error: unknown, folder: string): Failure | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return failed('disk-full', phantomText.writing.diskFull(folder)).failure;
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOENT' || code === 'ENOTDIR') {
    return failed('folder-not-writable', phantomText.writing.notWritable(folder)).failure;
  }
  return undefined;
}

function dicomOf(subject: PhantomSubject, visit: PhantomVisit, job: ImageJob, pixels: Uint16Array): Uint8Array {
  const { acquisition } = visit;
  const paper = seededRandom(`${visit.visceraSeed} paper`);
  const firstDay = seededRandom(`${subject.seed} first day`).below(700);
  const day = new Date(
    Date.UTC(2004, 0, 5 + firstDay + Math.round(365.25 * visit.years) + (visit.years === 0 ? 0 : paper.below(60) - 30)),
  );
  const name = `osteograde phantom ${job.seed} ${job.enrichment} ${subject.id}`;
  const levels = 2 ** acquisition.bits;
  return writeDigitalXray(
    {
      subject: subject.id,
      visit: visit.name,
      sex: subject.sex,
      ageYears: subject.age + visit.years,
      studyDate: day.toISOString().slice(0, 10).replaceAll('-', ''),
      studyUid: deriveUid(`${name} ${visit.name} study`),
      seriesUid: deriveUid(`${name} ${visit.name} series`),
      imageUid: deriveUid(`${name} ${visit.name} image`),
      width: acquisition.columns,
      height: acquisition.rows,
      spacingMm: acquisition.spacingMm,
      calibrated: paper.next() < 0.4,
      bitsStored: acquisition.bits,
      photometric: acquisition.monochrome1 ? 'MONOCHROME1' : 'MONOCHROME2',
      window: { centre: levels / 2, width: levels },
      description: 'Synthetic phantom, AP pelvis: no patient',
      manufacturer: 'Osteograde',
      model: 'Phantom',
      kilovolts: 70 + paper.below(13),
      milliampereSeconds:
        Math.round(20 + 30 * paper.next()) * (acquisition.exposure === 'under' ? 0.2 : acquisition.exposure === 'over' ? 3 : 1),
    },
    pixels,
  );
}

/** Writes the 160 points in millimetres, right hip first, in BoneFinder's format. */
function pointsText(scene: Scene): string {
  const lines = SIDES.flatMap((side) => scene[side].landmarks.map(({ x, y }) => `${x.toFixed(4)} ${y.toFixed(4)}`));
  return `version: 1\nn_points: ${lines.length}\n{\n${lines.join('\n')}\n}\n`;
}

function hipRecord(truth: HipTruth, spacingMm: number): HipRecord {
  const pixel = (point: MillimetrePoint): [number, number] => [rounded(point.x / spacingMm), rounded(point.y / spacingMm)];
  const { pathology } = truth;
  return {
    side: truth.side,
    implant: truth.implant,
    grades: pathology.grades,
    sizesMm: perQuadrant((quadrant) => rounded(pathology.sizes[quadrant])),
    narrowing: pathology.narrowing,
    sclerosis: pathology.sclerosis,
    cysts: pathology.cysts,
    jointSpaceMm: rounded(truth.jointSpaceMm),
    headCentre: pixel(truth.headCentre),
    headRadius: rounded(truth.headRadius / spacingMm),
    osteophytes: perQuadrant((quadrant) => truth.osteophytes[quadrant]?.map(pixel) ?? null),
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
