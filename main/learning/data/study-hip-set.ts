// Prepares the hips of a study for the trainer: their crops, their labels and the split. A reading made in the workstation replaces the
// imported label.

import { join } from 'node:path';
import { auditForTraining } from '../../cohort/audit/audit-study.ts';
import { cropOfHip, type CachedCrop } from '../../cohort/crop-of-hip.ts';
import { studyFault } from '../../cohort/safekeeping/study-faults.ts';
import { isStudyFolder } from '../../cohort/study-folder.ts';
import { readObjectStore } from '../../files/object-store.ts';
import type { HipRecord } from '../../database/hips.ts';
import { labelsOfJoint } from '../../database/labels.ts';
import { answersOfModels } from '../../database/model-answers.ts';
import { splitByName, splitInForce } from '../../database/splits.ts';
import { openStudyDatabase, type StudyDatabase } from '../../database/study-database.ts';
import { hipsWithCrops, newestReadings } from '../../database/training-hips.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import { isGrade, type QuadrantLabel } from '../../domain/grade.ts';
import type { KnownLabel } from '../../domain/hip-label.ts';
import { CROP_SIZE } from '../../domain/hip-crop.ts';
import type { LabelName, LabelValue, NamedLabels } from '../../domain/label.ts';
import type { SplitPart } from '../../domain/study/split.ts';
import { LANDMARK_TABLES, zonePoints } from '../../domain/landmark-table.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant, type Quadrant } from '../../domain/quadrant.ts';
import type { HipLabels, HipSet, LabelledHip } from '../../training/tasks/hip-set.ts';
import { FINDING_GRADES, FINDINGS } from '../../domain/finding.ts';
import type { LabelledPicture, LabelledPictures } from '../../training/tasks/labelled-pictures.ts';
import { dataText } from '../text/data.ts';

export interface StudyHips {
  readonly split: string;
  readonly parts: Readonly<Record<SplitPart, readonly StudyHip[]>>;
}

export interface StudyHip {
  readonly record: HipRecord;
  readonly crop: CachedCrop;
  readonly labels: NamedLabels;
  readonly readings: ReadonlyMap<Quadrant, QuadrantLabel>;
  /** The probabilities of the grades, by each model that graded the hip. */
  readonly answers: readonly PerQuadrant<readonly number[]>[];
}

/**
 * Returns every hip with a crop, by the part of its subject. The study may be open elsewhere meanwhile. Fails with `split-leak` or
 * `labels-malformed` if an audit finds what would spoil the training.
 */
export async function readStudyHips(folder: string, splitName: string | undefined): Promise<Result<StudyHips>> {
  try {
    return await readHipsInStudy(folder, splitName);
  } catch (error) {
    const failure = studyFault(error, folder);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

async function readHipsInStudy(folder: string, splitName: string | undefined): Promise<Result<StudyHips>> {
  if (!(await isStudyFolder(folder))) return failed('study-not-found', dataText.study.notAStudy(folder));
  const database = openStudyDatabase(join(folder, 'study.sqlite'));
  try {
    const split = splitName ?? splitInForce(database);
    if (split === null) return failed('bad-request', dataText.study.noSplit);
    const assignment = splitByName(database, split);
    if (assignment.size === 0) return failed('bad-request', dataText.study.unknownSplit(split));
    const audited = auditForTraining(
      database,
      [...assignment].map(([subject, part]) => ({ subject, part })),
    );
    if (!audited.ok) return audited;
    const hips = await readHips(folder, database);
    const inPart = (part: SplitPart): StudyHip[] => hips.filter(({ record }) => assignment.get(record.subject) === part);
    return success({ split, parts: { train: inPart('train'), val: inPart('val'), test: inPart('test') } });
  } finally {
    database.close();
  }
}

async function readHips(folder: string, database: StudyDatabase): Promise<StudyHip[]> {
  const objects = readObjectStore(join(folder, 'objects'));
  const readings = newestReadings(database);
  const answers = answersOfModels(database);
  const hips: StudyHip[] = [];
  for (const record of hipsWithCrops(database)) {
    const crop = await cropOfHip({ objects }, record);
    if (crop === null) continue;
    const labels = labelsOfJoint(database, record);
    const { hipId } = record;
    const own = { readings: readings.get(hipId) ?? new Map<Quadrant, QuadrantLabel>(), answers: answers.get(hipId) ?? [] };
    hips.push({ record, crop, labels, ...own });
  }
  return hips;
}

/** Returns the labelled hips, for Systems 1 and 2. */
export function studyHipSet(hips: readonly StudyHip[]): Result<HipSet> {
  const labelled: { readonly hip: LabelledHip; readonly pixels: Uint8Array }[] = [];
  for (const { record, crop, labels, readings } of hips) {
    const found = hipLabels(record, { labels, readings });
    if (!found.ok) return found;
    if (found.value === null) continue;
    const { subject, visit, side } = record;
    labelled.push({
      pixels: crop.pixels,
      hip: {
        hip: { subject, visit, side },
        labels: found.value,
        ...zonesOf(crop),
      },
    });
  }
  return success({
    hips: labelled.map(({ hip }) => hip),
    crops: Buffer.concat(labelled.map(({ pixels }) => pixels)),
    cropSize: CROP_SIZE,
  });
}

/** Returns no zones for a crop from a cohort file, which has no landmarks. */
function zonesOf({ landmarks, numbering }: CachedCrop): Pick<LabelledHip, 'zones'> {
  if (landmarks.length === 0) return {};
  return { zones: perQuadrant((quadrant) => zonePoints(landmarks, LANDMARK_TABLES[numbering], quadrant)) };
}

/** Null if the hip has no labels. A hip with the label `global` but no quadrant labels is weak. */
export function hipLabels(record: HipRecord, { labels, readings }: HipRecordLabels): Result<HipLabels | null> {
  const quadrants = new Map<Quadrant, KnownLabel>();
  for (const quadrant of QUADRANTS) {
    const label = quadrantLabel(record, quadrant, labels[quadrant]);
    if (!label.ok) return label;
    quadrants.set(quadrant, readings.get(quadrant) ?? label.value);
  }
  const labelled = perQuadrant((quadrant): KnownLabel => quadrants.get(quadrant) ?? { kind: 'missing' });
  if (QUADRANTS.some((quadrant) => labelled[quadrant].kind === 'graded' || labelled[quadrant].kind === 'binary'))
    return success({ kind: 'strong', quadrants: labelled });
  const { global } = labels;
  if (global === undefined || global.kind === 'not-gradable') return success(null);
  return success({ kind: 'weak', diseased: global.value > 0 });
}

function quadrantLabel(record: HipRecord, quadrant: Quadrant, label: LabelValue | undefined): Result<KnownLabel> {
  if (label === undefined) return success({ kind: 'missing' });
  if (label.kind === 'not-gradable') return success(label);
  if (label.kind === 'binary') return success({ kind: 'binary', present: label.value === 1 });
  if (isGrade(label.value)) return success({ kind: 'graded', grade: label.value });
  return failed('labels-malformed', dataText.labels.hipOutOfRange(record, quadrant, { value: label.value, highest: 3 }));
}

/** The imported labels, and the readings made in the workstation. */
type HipRecordLabels = Pick<StudyHip, 'labels' | 'readings'>;

/** Returns the findings of System 4, for every hip that has at least one. */
export function studyFindings(hips: readonly StudyHip[]): Result<LabelledPictures> {
  const labelled: { readonly pixels: Uint8Array; readonly item: LabelledPicture }[] = [];
  for (const { record, crop, ...known } of hips) {
    const labels = hipFindings(record, known);
    if (!labels.ok) return labels;
    if (labels.value !== null) labelled.push({ pixels: crop.pixels, item: { subject: record.subject, labels: labels.value } });
  }
  return success({
    stored: { pixels: Buffer.concat(labelled.map(({ pixels }) => pixels)), size: { height: CROP_SIZE, width: CROP_SIZE } },
    items: labelled.map(({ item }) => item),
  });
}

/** Null if the hip has no findings. Without a label of its own, a bone's osteophyte grade is the higher of its two quadrants. */
export function hipFindings(record: HipRecord, known: HipRecordLabels): Result<LabelledPicture['labels'] | null> {
  const graded = hipLabels(record, known);
  if (!graded.ok) return graded;
  const quadrants = graded.value?.kind === 'strong' ? graded.value.quadrants : null;
  const highest = (...pair: Quadrant[]): number | null => {
    const grades = pair.map((quadrant) => quadrants?.[quadrant]).map((label) => (label?.kind === 'graded' ? label.grade : null));
    return grades.every((grade) => grade !== null) ? Math.max(...grades) : null;
  };
  const values: Record<string, number | null> = {};
  for (const name of FINDINGS) {
    const value = valueOf(known.labels, name);
    const maximum = FINDING_GRADES[name] - 1;
    if (value !== null && value > maximum)
      return failed('labels-malformed', dataText.labels.hipOutOfRange(record, name, { value, highest: maximum }));
    values[name] = value;
  }
  values['femoral-osteophytes'] ??= highest('femur-superior', 'femur-inferior');
  values['acetabular-osteophytes'] ??= highest('acetabulum-superior', 'acetabulum-inferior');
  return success(Object.values(values).some((value) => value !== null) ? values : null);
}

function valueOf(labels: NamedLabels, name: LabelName): number | null {
  const label = labels[name];
  return label === undefined || label.kind === 'not-gradable' ? null : label.value;
}
