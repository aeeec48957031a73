// Gives a film of a study another pixel spacing: cuts its crops again at the new scale. Gradings of the old crops are no longer in force,
// because the model saw the hips at the wrong size.

import { keptHip } from '../../cohort/prepare-film.ts';
import type { HipOutcome } from '../../cohort/prepare-hips.ts';
import type { Study } from '../../cohort/study-folder.ts';
import { foundPointsOf, putFoundPoints, type FoundPointsRecord } from '../../database/found-points.ts';
import { hipsOfRadiograph, putHip, type HipRecord } from '../../database/hips.ts';
import { putSpacing, radiographById } from '../../database/radiographs.ts';
import { addSpacingVersion, type Authorship } from '../../database/versions.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import { withSpacing } from '../../domain/film/spacing.ts';
import { warning, type WarningCode } from '../../domain/film/warning.ts';
import { LANDMARK_TABLES } from '../../domain/landmark-table.ts';
import type { Radiograph } from '../../domain/radiograph.ts';
import type { SpacingValue } from '../../domain/study/hip-history.ts';
import { cropHip } from '../../imaging/crop.ts';
import { scaleDoubts } from '../../imaging/scale-doubts.ts';
import type { Inference } from '../../inference/inference.ts';
import { gradingText } from '../text/grading.ts';
import { findHips } from './find-hips.ts';
import { storedRadiograph } from './find-study-hips.ts';

export interface SpacingCorrection {
  readonly radiographId: string;
  readonly before: SpacingValue;
  readonly after: SpacingValue;
  readonly film: Pick<Radiograph, 'spacingMm' | 'spacingSource' | 'patient' | 'warnings'>;
  readonly hips: readonly CorrectedHip[];
}

interface CorrectedHip {
  readonly record: HipRecord;
  /** Null if the points are from a file. */
  readonly found: FoundPointsRecord | null;
}

export interface SpacingOrder {
  readonly radiographId: string;
  readonly spacingMm: number;
  readonly now: Date;
}

/** Cuts the crops and stores their objects, but changes no row. Fails if the film is only a crop, or if its heads cannot have that size. */
export async function prepareCorrection(
  study: Study,
  { radiographId, spacingMm, now }: SpacingOrder,
  finders: ReturnType<Inference['finders']>,
): Promise<Result<SpacingCorrection>> {
  const record = radiographById(study.database, radiographId);
  if (record === null) return failed('hip-not-found', gradingText.spacing.filmNotFound);
  const hips = hipsOfRadiograph(study.database, radiographId);
  if (hips.some(({ prepared }) => prepared?.landmarks.length === 0)) return failed('bad-request', gradingText.spacing.cropOnly);
  const before = { mm: record.spacingMm, source: record.spacingSource };
  const film = withSpacing(await storedRadiograph(study, record), spacingMm, 'supplied');
  const found = hips.some(isRefusedForScale)
    ? await findHips({ radiograph: film, spacingKnown: true, imageName: `${record.subject} ${record.visit}`.trim() }, finders)
    : null;
  if (found?.ok === false) return found;
  const corrected: CorrectedHip[] = [];
  for (const hip of hips) {
    if (hip.prepared === null && !isRefusedForScale(hip)) continue;
    const outcome = hip.prepared === null ? (found?.value.sides[hip.side] ?? missing()) : cutAgain(film, hip, hip.prepared);
    if (hip.prepared !== null && !outcome.ok) return outcome;
    const kept = keptHip(hip.side, outcome);
    for (const { bytes, sha256 } of 'objects' in kept ? kept.objects : []) await study.objects.put(bytes, sha256);
    const probability = hip.prepared === null ? (found?.value.probability[hip.side] ?? 0) : null;
    corrected.push({
      record:
        'prepared' in kept
          ? { ...hip, prepared: kept.prepared, problem: null, warnings: kept.warnings }
          : { ...hip, prepared: null, problem: kept.problem, warnings: [] },
      found:
        probability === null || !('prepared' in kept)
          ? foundPointsOf(study.database, hip.hipId)
          : { hipId: hip.hipId, network: 'localise-points', probability, foundAt: now.toISOString() },
    });
  }
  const warnings = [
    ...record.warnings.filter(({ code }) => !OF_SPACING.has(code)),
    warning('spacing-corrected', gradingText.spacing.corrected(before, spacingMm)),
  ];
  return success({
    radiographId,
    before,
    after: { mm: spacingMm, source: 'supplied' },
    film: { ...film, warnings },
    hips: corrected,
  });
}

/** The warnings that the new spacing replaces. */
const OF_SPACING: ReadonlySet<WarningCode> = new Set(['spacing-doubtful', 'spacing-corrected']);
const OF_SCALE: ReadonlySet<WarningCode> = new Set(['head-size-implausible', 'too-coarse']);

/** The points of such a hip were found, but not kept. */
function isRefusedForScale({ problem }: HipRecord): boolean {
  return problem?.code === 'spacing-implausible' || problem?.code === 'landmarks-implausible';
}

function cutAgain(
  film: Radiograph,
  { side, warnings }: HipRecord,
  { landmarks, numbering }: NonNullable<HipRecord['prepared']>,
): HipOutcome {
  const table = LANDMARK_TABLES[numbering];
  const doubts = scaleDoubts(film, landmarks, { side, table });
  if (!doubts.ok) return doubts;
  const crop = cropHip(film, landmarks, side, table);
  if (!crop.ok) return crop;
  const others = warnings.filter(({ code }) => !OF_SCALE.has(code));
  return success({ crop: crop.value, landmarks, numbering, warnings: [...others, ...doubts.value] });
}

function missing(): never {
  throw new Error('The hips of this film were not looked for.');
}

/** Writes the new spacing, the crops and the version. Call it inside the transaction that records the change. */
export function writeCorrection({ database }: Study, correction: SpacingCorrection, authorship: Authorship): void {
  const { radiographId, before, after, film, hips } = correction;
  const { spacingMm, spacingSource, patient, warnings = [] } = film;
  putSpacing(database, { radiographId, spacingMm, spacingSource, patient, warnings });
  for (const { record, found } of hips) {
    putHip(database, record);
    if (found !== null && record.prepared !== null) putFoundPoints(database, found);
  }
  addSpacingVersion(database, radiographId, { before, after, ...authorship });
}
