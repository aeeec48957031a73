// Finds the hips of a radiograph that has no landmarks. The networks' landmarks are checked like those of a file, then the crops are cut.

import { sideContradiction } from '../../cohort/named-side.ts';
import { cutHip, withLetterWarnings, withQualityWarnings, type Film, type HipOutcome } from '../../cohort/prepare-hips.ts';
import { failed, success, type Failure, type Result } from '../../domain/failure.ts';
import { warning } from '../../domain/film/warning.ts';
import { withSpacing } from '../../domain/film/spacing.ts';
import { SIDES, type Side } from '../../domain/hip.ts';
import { LANDMARK_TABLES } from '../../domain/landmark-table.ts';
import type { Radiograph } from '../../domain/radiograph.ts';
import { checkPlausible } from '../../imaging/plausibility.ts';
import { scaleDoubts } from '../../imaging/scale-doubts.ts';
import { measuredFilm } from '../../imaging/quality/hip-quality.ts';
import type { Locators } from '../../inference/finders.ts';
import { localiseHips, usualSpacingMm, type LocalisedHip } from '../../inference/localise.ts';
import { rotationToUpright } from './lying-film.ts';
import { gradingText } from '../text/grading.ts';

export interface FoundHips {
  /** With a spacing estimated from the femoral heads, if the spacing was not known. */
  readonly radiograph: Radiograph;
  readonly sides: Readonly<Record<Side, HipOutcome>>;
  /** The probability of each side that was found. */
  readonly probability: Readonly<Partial<Record<Side, number>>>;
}

export interface FindHipsOrder {
  readonly radiograph: Radiograph;
  /** False if neither the file nor the user gives the spacing. */
  readonly spacingKnown: boolean;
  readonly imageName: string;
}

/** Fails only if the networks cannot run. A hip that is not found, is a prosthesis, is implausible or may be the other side is the failure of its side. */
export async function findHips(order: FindHipsOrder, finders: Locators): Promise<Result<FoundHips>> {
  const { sideProblem } = order.radiograph;
  if (sideProblem !== undefined) return success(refused(order, sideProblem));
  const found = await localiseHips(order.radiograph, finders);
  if (!found.ok) return found;
  const natural = found.value.filter(({ implant }) => !implant).map(({ side }) => side);
  const rotation = natural.length === 2 ? success(null) : await rotationToUpright(order.radiograph, finders);
  if (!rotation.ok) return rotation;
  if (rotation.value !== null) {
    return success(refused(order, failed('film-lying', gradingText.hip.lying(order.imageName, rotation.value)).failure));
  }
  const contradiction = sideContradiction(order.radiograph.laterality, natural);
  if (contradiction !== null) return success(refused(order, contradiction));
  const estimated = order.spacingKnown ? undefined : usualSpacingMm(found.value);
  const radiograph: Radiograph =
    estimated === undefined ? order.radiograph : withSpacing(order.radiograph, estimated, 'estimated');
  const film = measuredFilm(radiograph);
  const besideHip = natural.length > 0 || isPair(found.value);
  const outcome = (side: Side): HipOutcome => {
    const hip = found.value.find((one) => one.side === side);
    if (hip === undefined) return notFound(side, order.imageName);
    if (hip.implant && !besideHip) return failed('landmarks-missing', gradingText.hip.metalAlone(side, order.imageName));
    const cut = cutFoundHip(film, hip, order.imageName);
    const alone = found.value.length === 1 && hip.probability < ALONE.probability;
    const faint = cut.ok && (cut.value.quality.outlineFit ?? 0) < ALONE.outlineFit;
    return alone && faint ? notFound(side, order.imageName) : cut;
  };
  const both = { right: outcome('right'), left: outcome('left') };
  return success({
    radiograph,
    sides: { ...both, ...withLetterWarnings(withQualityWarnings(both, radiograph.spacingMm), radiograph) },
    probability: Object.fromEntries(
      SIDES.flatMap((side) => found.value.filter((hip) => hip.side === side).map((hip) => [side, hip.probability])),
    ),
  });
}

/** A hip that is found without the other one, less surely than this and with a fainter outline, may be a knuckle. **(ours)** */
const ALONE = { probability: 0.98, outlineFit: 0.2 } as const;

/** True for two heads that stand side by side. A plate in a leg also looks like a prosthesis, but has no other one beside it. **(ours)** */
function isPair(hips: readonly LocalisedHip[]): boolean {
  const [right, left] = SIDES.map((side) => hips.find((hip) => hip.side === side)?.head);
  if (right === undefined || left === undefined) return false;
  const apart = left.x - right.x;
  return apart > 2 * (right.radius + left.radius) && Math.abs(left.y - right.y) < apart / 2;
}

function refused({ radiograph }: FindHipsOrder, failure: Failure): FoundHips {
  const refusal = { ok: false, failure } as const;
  return { radiograph, sides: { right: refusal, left: refusal }, probability: {} };
}

function cutFoundHip(film: Film, { side, kind, landmarks }: LocalisedHip, imageName: string): HipOutcome {
  if (kind === 'implant') return failed('hip-replaced', gradingText.hip.prosthesis(side, imageName));
  if (landmarks === null) return failed('landmarks-missing', gradingText.hip.noPoints(side, imageName));
  const table = LANDMARK_TABLES.original;
  const scale = scaleDoubts(film.picture, landmarks, { side, table });
  if (!scale.ok) return scale;
  const checked = checkPlausible(landmarks, { side, table, image: film.picture });
  // Points that make no hip are those of another bone. Nobody gave them, so nobody could correct them.
  if (!checked.ok) return notFound(side, imageName);
  const warnings = kind === 'unsure' ? [warning('metal-near', gradingText.hip.metal(side))] : [];
  return cutHip(film, { side, landmarks, numbering: table.numbering, found: true }, warnings);
}

function notFound(side: Side, imageName: string): Result<never> {
  return failed('landmarks-missing', gradingText.hip.notFound(side, imageName));
}
