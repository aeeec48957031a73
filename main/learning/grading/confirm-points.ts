// Asks the locating networks about points that follow no outline on their film: do they lie on a hip?

import type { HipOutcome, HipOutcomes, PreparedCrop } from '../../cohort/prepare-hips.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import { warning, type Warning } from '../../domain/film/warning.ts';
import type { HipQuality } from '../../domain/film/quality.ts';
import type { Circle, ImagePoint } from '../../domain/geometry.ts';
import { SIDES, type Side } from '../../domain/hip.ts';
import { LANDMARK_TABLES, landmarksAt, type Numbering } from '../../domain/landmark-table.ts';
import type { Radiograph } from '../../domain/radiograph.ts';
import { fitCircle } from '../../domain/measure/circle-fit.ts';
import { CLEAR_FIT, isDoubtfulFit } from '../../imaging/placement/check-placement.ts';
import { outlineFit, TOLERANCE_MM } from '../../imaging/placement/outline-fit.ts';
import type { Locators } from '../../inference/finders.ts';
import { localiseHips, type LocalisedHip } from '../../inference/localise.ts';
import { gradingText } from '../text/grading.ts';

/** True if the networks should be asked about this hip's points. */
function inDoubt({ outlineFit, networksAsked }: HipQuality): boolean {
  return !networksAsked && isDoubtfulFit(outlineFit);
}

/** Asks about the hips of a film of which one is in doubt. If the networks cannot run, the outline alone decides. */
export async function confirmPoints(radiograph: Radiograph, sides: HipOutcomes, finders: Locators): Promise<HipOutcomes> {
  const cut = SIDES.flatMap((side): [Side, PreparedCrop][] => {
    const outcome = sides[side];
    return outcome?.ok === true ? [[side, outcome.value]] : [];
  });
  if (!cut.some(([, { quality }]) => inDoubt(quality))) return sides;
  const found = await localiseHips(radiograph, finders);
  const confirmed = cut.map(([side, hip]): [Side, HipOutcome] => [
    side,
    judged(radiograph, side, hip, found.ok ? found.value : []),
  ]);
  return { ...sides, ...Object.fromEntries(confirmed) };
}

function judged(radiograph: Radiograph, side: Side, prepared: PreparedCrop, found: readonly LocalisedHip[]): HipOutcome {
  const doubt = doubtAbout(radiograph, { side, landmarks: prepared.landmarks, numbering: prepared.numbering }, found);
  if (!doubt.ok) return doubt;
  const warnings = [...prepared.warnings, ...(doubt.value === null ? [] : [doubt.value])];
  return success({ ...prepared, quality: { ...prepared.quality, networksAsked: true }, warnings });
}

/** Limits, in outline fits, head radii and mm. Where the networks found the hip, they missed its head by less than 0.3 radii. **(ours)** */
const LIMITS = {
  /** Points on hips fit better than this within 3 mm, also on real films. Most of those on hands and legs do not. */
  noHip: 0.1,
  faint: 0.17,
  away: 0.5,
  elsewhere: 1,
  awayMm: 4,
  better: 0.1,
} as const;

interface Marked {
  readonly side: Side;
  readonly landmarks: readonly ImagePoint[]; // [80]
  readonly numbering: Numbering;
}

/** Returns what makes the points doubtful, or null. Fails if they certainly lie on no hip. `found` is empty if the networks found none. */
export function doubtAbout(
  radiograph: Radiograph,
  { side, landmarks, numbering }: Marked,
  found: readonly LocalisedHip[],
): Result<Warning | null> {
  const table = LANDMARK_TABLES[numbering];
  const head = fitCircle(landmarksAt(landmarks, table.femoralHeadArc));
  const fit = outlineFit(radiograph, { landmarks, side, table }, TOLERANCE_MM.loose) ?? 0;
  const { points } = gradingText;
  const doubtful = (message: string): Result<Warning> => success(warning('points-doubtful', message));
  if (found.length === 0 || head === undefined) {
    if (fit < LIMITS.noHip) return failed('landmarks-implausible', points.noHip(side));
    return fit < LIMITS.faint ? doubtful(points.noOutline(side)) : success(null);
  }
  const hip = found.find((one) => one.side === side);
  const [nearest] = found.toSorted((a, b) => distance(a.head, head) - distance(b.head, head));
  if (hip === undefined) {
    const onOther = nearest !== undefined && distance(nearest.head, head) < LIMITS.away * nearest.head.radius;
    if (onOther) return doubtful(points.otherSide(side));
    return fit < LIMITS.faint ? doubtful(points.noOutline(side)) : success(null);
  }
  if (hip.implant) return doubtful(points.prosthesis(side));
  const away = distance(hip.head, head);
  const millimetres = Math.round(away * radiograph.spacingMm);
  if (away > LIMITS.elsewhere * hip.head.radius && fit < LIMITS.noHip) {
    return failed('landmarks-implausible', points.elsewhere(side, millimetres));
  }
  if (away > LIMITS.away * hip.head.radius) return doubtful(points.elsewhere(side, millimetres));
  const { original } = LANDMARK_TABLES;
  const better = hip.landmarks === null ? 0 : (outlineFit(radiograph, { landmarks: hip.landmarks, side, table: original }) ?? 0);
  const beside = away * radiograph.spacingMm > LIMITS.awayMm && better > CLEAR_FIT && better > fit + LIMITS.better;
  return beside ? doubtful(points.elsewhere(side, millimetres)) : success(null);
}

function distance(a: Circle, b: Circle): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
