// Gives a film of a study another pixel spacing: cuts its crops again at the new scale. Gradings of the old crops are no longer in force,
// because the model saw the hips at the wrong size.

import { keptHip } from '../../cohort/prepare-film.ts';
import { cutHip, withQualityWarnings, type Film, type HipOutcome } from '../../cohort/prepare-hips.ts';
import type { Study } from '../../cohort/study-folder.ts';
import { foundPointsOf, putFoundPoints, type FoundPointsRecord } from '../../database/found-points.ts';
import { hipsOfRadiograph, putHip, type HipRecord } from '../../database/hips.ts';
import { putSpacing, radiographById } from '../../database/radiographs.ts';
import { addSpacingVersion, type Authorship } from '../../database/versions.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import { withSpacing } from '../../domain/film/spacing.ts';
import { warning, type WarningCode } from '../../domain/film/warning.ts';
import type { Side } from '../../domain/hip.ts';
import type { Radiograph } from '../../domain/radiograph.ts';
import type { SpacingValue } from '../../domain/study/hip-history.ts';
import { measuredFilm } from '../../imaging/quality/hip-quality.ts';
import type { Inference } from '../../inference/inference.ts';
import { gradingText } from '../text/grading.ts';
import { findHips } from './find-hips.ts';
import { storedRadiograph } from './find-study-hips.ts';

export interface SpacingCorrection {
  readonly radiographId: string;
  readonly before: SpacingValue;
  readonly after: SpacingValue;
  readonly film: Pick<Radiograph, 'spacingMm' | 'spacingSource' | 'patientPlane' | 'warnings'>;
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
  const refound = hips.some(isRefusedForScale)
    ? await findHips({ radiograph: film, spacingKnown: true, imageName: `${record.subject} ${record.visit}`.trim() }, finders)
    : null;
  if (refound?.ok === false) return refound;
  const measured = measuredFilm(film);
  const corrected: CorrectedHip[] = [];
  const again = hips.flatMap((hip): [Side, HipOutcome][] =>
    hip.prepared === null
      ? []
      : [[hip.side, cutAgain(measured, hip, hip.prepared, foundPointsOf(study.database, hip.hipId) !== null)]],
  );
  const cut = withQualityWarnings(Object.fromEntries(again), spacingMm);
  for (const hip of hips) {
    if (hip.prepared === null && !isRefusedForScale(hip)) continue;
    const earlier = foundPointsOf(study.database, hip.hipId);
    const outcome = (hip.prepared === null ? refound?.value.sides[hip.side] : cut[hip.side]) ?? missing();
    if (hip.prepared !== null && !outcome.ok) return outcome;
    const kept = keptHip(hip.side, outcome);
    if (!('prepared' in kept)) {
      corrected.push({ record: { ...hip, prepared: null, problem: kept.problem, quality: null, warnings: [] }, found: null });
      continue;
    }
    for (const { bytes, sha256 } of kept.objects) await study.objects.put(bytes, sha256);
    const probability = refound?.value.probability[hip.side] ?? 0;
    const fresh = { hipId: hip.hipId, network: 'localise-points', probability, foundAt: now.toISOString() };
    corrected.push({
      record: { ...hip, prepared: kept.prepared, problem: null, quality: kept.quality, warnings: kept.warnings },
      found: hip.prepared === null ? fresh : earlier,
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
/** The warnings that cutting the crop finds again. */
const OF_CROP: ReadonlySet<WarningCode> = new Set([
  'head-size-implausible',
  'too-coarse',
  'blurred',
  'clipped',
  'cut-off',
  'unusual-view',
]);

/** The points of such a hip were found, but not kept. */
function isRefusedForScale({ problem }: HipRecord): boolean {
  return problem?.code === 'spacing-implausible' || problem?.code === 'landmarks-implausible';
}

function cutAgain(
  film: Film,
  hip: HipRecord,
  { landmarks, numbering }: NonNullable<HipRecord['prepared']>,
  found: boolean,
): HipOutcome {
  const { side, warnings } = hip;
  const outcome = cutHip(
    film,
    { side, landmarks, numbering, found },
    warnings.filter(({ code }) => !OF_CROP.has(code)),
  );
  if (!outcome.ok || hip.quality === null) return outcome;
  const quality = { ...outcome.value.quality, networksAsked: hip.quality.networksAsked };
  return success({ ...outcome.value, quality });
}

function missing(): never {
  throw new Error('The hips of this film were not looked for.');
}

/** Writes the new spacing, the crops and the version. Call it inside the transaction that records the change. */
export function writeCorrection({ database }: Study, correction: SpacingCorrection, authorship: Authorship): void {
  const { radiographId, before, after, film, hips } = correction;
  const { spacingMm, spacingSource, patientPlane, warnings = [] } = film;
  putSpacing(database, { radiographId, spacingMm, spacingSource, patientPlane, warnings });
  for (const { record, found } of hips) {
    putHip(database, record);
    if (found !== null && record.prepared !== null) putFoundPoints(database, found);
  }
  addSpacingVersion(database, radiographId, { before, after, ...authorship });
}
