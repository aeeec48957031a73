// What a study knows of a hip: by readings made in the workstation, by imported labels, and by both, where a reading replaces the label.

import { labelsOfJoint } from '../../database/labels.ts';
import type { HipRecord } from '../../database/hips.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import { newestReadings } from '../../database/training-hips.ts';
import { TRUTHS, type Truth } from '../../domain/evaluation/truths.ts';
import { success, type Result } from '../../domain/failure.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import { hipFindings, hipLabels } from '../data/study-hip-set.ts';
import type { KnownTruth } from './evaluation-rows.ts';

/** Null for a truth by which nothing is known of the hip. */
type HipTruths = Readonly<Record<Truth, KnownTruth | null>>;

export interface JudgedHip {
  readonly record: HipRecord;
  readonly truths: HipTruths;
}

/** Returns the hips of which anything is known, with what a model of this system answers. Fails if a label is out of range. */
export function judgedHips(database: StudyDatabase, hips: readonly HipRecord[], system: number): Result<readonly JudgedHip[]> {
  const readings = newestReadings(database);
  const truthOf = system === 4 ? findingTruth : quadrantTruth;
  const judged: JudgedHip[] = [];
  for (const record of hips) {
    const known = { labels: labelsOfJoint(database, record), readings: readings.get(record.hipId) ?? UNREAD };
    const merged = truthOf(record, known);
    if (!merged.ok) return merged;
    const read = truthOf(record, { ...known, labels: {} });
    if (!read.ok) return read;
    const labelled = truthOf(record, { ...known, readings: UNREAD });
    if (!labelled.ok) return labelled;
    const truths = { merged: merged.value, readings: read.value, labels: labelled.value };
    if (TRUTHS.some((truth) => truths[truth] !== null)) judged.push({ record, truths });
  }
  return success(judged);
}

type Known = Parameters<typeof hipLabels>[1];

const UNREAD: Known['readings'] = new Map();

/** Null for a hip of which no quadrant is known. */
function quadrantTruth(record: HipRecord, known: Known): Result<KnownTruth | null> {
  const labels = hipLabels(record, known);
  if (!labels.ok) return labels;
  if (labels.value?.kind !== 'strong') return success(null);
  const { quadrants } = labels.value;
  const grades = QUADRANTS.map((quadrant) => {
    const label = quadrants[quadrant];
    return [quadrant, label.kind === 'graded' ? label.grade : null] as const;
  });
  const present = QUADRANTS.flatMap((quadrant) => {
    const label = quadrants[quadrant];
    return label.kind === 'binary' ? [[quadrant, label.present] as const] : [];
  });
  return success({ grades: Object.fromEntries(grades), present: Object.fromEntries(present) });
}

function findingTruth(record: HipRecord, known: Known): Result<KnownTruth | null> {
  const findings = hipFindings(record, known);
  if (!findings.ok) return findings;
  return success(findings.value === null ? null : { grades: findings.value });
}
