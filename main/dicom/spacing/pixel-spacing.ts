// The size of a pixel in millimetres by the rule of the cohorts: PixelSpacing, else ImagerPixelSpacing, else NominalScannedPixelSpacing,
// else the user. Crops are cut with it. Measurements use `patient-spacing.ts`.

import { failed, success, type Result } from '../../domain/failure.ts';
import type { SpacingSource } from '../../domain/film/spacing.ts';
import { warning, type Warning } from '../../domain/film/warning.ts';
import type { RadiographHeader } from '../header.ts';
import { dicomText } from '../text.ts';

export type StatedSpacings = Pick<RadiographHeader, 'pixelSpacing' | 'imagerPixelSpacing' | 'scannedPixelSpacing' | 'unreadable'>;

/** The spacing that a person gives. */
export interface GivenSpacing {
  /** Used if the file states no usable spacing. */
  readonly suppliedSpacingMm?: number | undefined;
  /** Used whatever the file states. */
  readonly correctedSpacingMm?: number | undefined;
}

export interface PixelSpacing {
  readonly spacingMm: number;
  readonly spacingSource: SpacingSource;
  readonly warnings: readonly Warning[];
  /** What the file states first, if a person gave another spacing. */
  readonly statedSpacingMm?: number;
}

type Source = 'PixelSpacing' | 'ImagerPixelSpacing' | 'NominalScannedPixelSpacing';

/** Rows and columns may differ by this share before the pixels count as not square. **(ours)** */
const SQUARE_TOLERANCE = 0.01;

/** Two spacings that differ by less are the same, written with other digits. **(ours)** */
const SAME_SPACING = 0.005;

/** Detectors and film scanners have pixels of these sizes. **(ours)** */
const PLAUSIBLE_SPACING_MM = { least: 0.05, most: 1 } as const;

/** A hip lies close to the detector, so no film enlarges it more than this. **(ours)** */
export const LARGEST_MAGNIFICATION = 1.5;

/** A picture that was made smaller may state a larger spacing, up to this one. **(ours)** */
const LARGEST_SPACING_MM = 3;

/** Returns the spacing of square pixels. Fails if it is unknown or the pixels are not square, unless a person gives one. */
export function pixelSpacingOf(
  header: StatedSpacings,
  { suppliedSpacingMm, correctedSpacingMm }: GivenSpacing = {},
): Result<PixelSpacing> {
  const stated = statedIn(header);
  if (isSize(correctedSpacingMm)) {
    const other = stated.find(({ size }) => !size.every((value) => isSame(value, correctedSpacingMm)));
    const replaced =
      other === undefined ? [] : [warning('spacing-corrected', dicomText.spacing.corrected(other, correctedSpacingMm))];
    const [first] = stated;
    const own = first === undefined ? {} : { statedSpacingMm: meanOf(first.size) };
    return success({ spacingMm: correctedSpacingMm, spacingSource: 'supplied', warnings: replaced, ...own });
  }
  const chosen = stated.find(({ size }) => isUsual(size)) ?? stated.find(({ size }) => isPossible(size));
  if (chosen !== undefined && isSquare(chosen.size)) {
    return success({ spacingMm: meanOf(chosen.size), spacingSource: chosen.source, warnings: doubtsOf(header, stated, chosen) });
  }
  if (isSize(suppliedSpacingMm)) {
    const [first] = stated;
    const passed = first === undefined ? [] : [warning('spacing-doubtful', dicomText.spacing.notUsable(first))];
    const own = first === undefined ? {} : { statedSpacingMm: meanOf(first.size) };
    return success({ spacingMm: suppliedSpacingMm, spacingSource: 'supplied', warnings: passed, ...own });
  }
  if (chosen !== undefined) {
    const [down, across] = chosen.size;
    return failed('spacing-anisotropic', dicomText.spacing.notSquare(chosen.source, down, across));
  }
  return failed('spacing-unknown', unknownText(header, stated));
}

/** One spacing that a file states. */
interface Stated {
  readonly source: Source;
  /** Down and across. */
  readonly size: readonly [number, number];
}

function statedIn({ pixelSpacing, imagerPixelSpacing, scannedPixelSpacing }: StatedSpacings): readonly Stated[] {
  const one = (source: Source, [down, across = down]: readonly number[]): readonly Stated[] =>
    down === undefined || across === undefined ? [] : [{ source, size: [down, across] }];
  return [
    ...one('PixelSpacing', pixelSpacing),
    ...one('ImagerPixelSpacing', imagerPixelSpacing),
    ...one('NominalScannedPixelSpacing', scannedPixelSpacing),
  ];
}

/** Within the limits, and not the placeholder 1 x 1 that some devices write. */
function isUsual(size: Stated['size']): boolean {
  const { least, most } = PLAUSIBLE_SPACING_MM;
  return size.every((value) => value >= least && value <= most) && size.some((value) => value !== 1);
}

function isPossible(size: Stated['size']): boolean {
  return (
    size.every((value) => value >= PLAUSIBLE_SPACING_MM.least && value <= LARGEST_SPACING_MM) && size.some((value) => value !== 1)
  );
}

function isSquare([down, across]: Stated['size']): boolean {
  return Math.abs(down - across) <= SQUARE_TOLERANCE * Math.max(down, across);
}

function meanOf([down, across]: Stated['size']): number {
  return (down + across) / 2;
}

export function isSame(one: number, other: number): boolean {
  return Math.abs(one - other) <= SAME_SPACING * Math.max(one, other);
}

function isSize(value: number | undefined): value is number {
  return value !== undefined && value > 0 && Number.isFinite(value);
}

/** What is odd about the spacings that the file states, although one of them can be used. */
function doubtsOf({ unreadable }: StatedSpacings, stated: readonly Stated[], chosen: Stated): readonly Warning[] {
  const passedOver = stated.slice(0, stated.indexOf(chosen));
  const text = dicomText.spacing;
  return [
    ...SOURCES.slice(0, SOURCES.indexOf(chosen.source))
      .filter((source) => unreadable.includes(source))
      .map((source) => warning('spacing-doubtful', text.unreadableInstead(source, chosen))),
    ...passedOver.map((other) => warning('spacing-doubtful', text.passedOver(other, chosen))),
    ...stated
      .filter((other) => contradicts(chosen, other))
      .map((other) => warning('spacing-doubtful', text.contradicting(chosen, other))),
    ...(isUsual(chosen.size) ? [] : [warning('spacing-doubtful', text.unusual(chosen, PLAUSIBLE_SPACING_MM))]),
  ];
}

/** A calibrated PixelSpacing is the detector's, made smaller by the magnification. */
function contradicts(chosen: Stated, other: Stated): boolean {
  if (chosen.source !== 'PixelSpacing' || other.source !== 'ImagerPixelSpacing' || !isUsual(other.size)) return false;
  const magnification = meanOf(other.size) / meanOf(chosen.size);
  return magnification < 1 - SAME_SPACING || magnification > LARGEST_MAGNIFICATION;
}

const SOURCES: readonly Source[] = ['PixelSpacing', 'ImagerPixelSpacing', 'NominalScannedPixelSpacing'];

function unknownText({ unreadable }: StatedSpacings, [first]: readonly Stated[]): string {
  const text = dicomText.spacing;
  if (first !== undefined) {
    return first.size.every((value) => value === 1) ? text.placeholder(first) : text.implausible(first, PLAUSIBLE_SPACING_MM);
  }
  const source = SOURCES.find((one) => unreadable.includes(one));
  return source === undefined ? text.unknown : text.unreadable(source);
}
