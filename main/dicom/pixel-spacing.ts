// The size of a pixel in millimetres, from PixelSpacing, else ImagerPixelSpacing, else the user. Every measurement depends on it.

import { failed, success, type Result } from '../domain/failure.ts';
import type { SpacingSource } from '../domain/radiograph.ts';
import type { RadiographHeader } from './header.ts';
import { dicomText } from './text.ts';

export interface PixelSpacing {
  readonly spacingMm: number;
  readonly spacingSource: SpacingSource;
}

/** Rows and columns may differ by this share before the pixels count as not square. **(ours)** */
const SQUARE_TOLERANCE = 0.01;

/** Returns the spacing of square pixels. Fails if it is unknown or the pixels are not square, unless the user supplies one. */
export function pixelSpacingOf(
  header: Pick<RadiographHeader, 'pixelSpacing' | 'imagerPixelSpacing'>,
  suppliedSpacingMm?: number,
): Result<PixelSpacing> {
  const source = isSize(header.pixelSpacing) ? 'PixelSpacing' : 'ImagerPixelSpacing';
  const [down, across] = source === 'PixelSpacing' ? header.pixelSpacing : header.imagerPixelSpacing;
  const stated = isSize(source === 'PixelSpacing' ? header.pixelSpacing : header.imagerPixelSpacing);
  if (stated && Math.abs(down - across) <= SQUARE_TOLERANCE * Math.max(down, across)) {
    return success({ spacingMm: (down + across) / 2, spacingSource: source });
  }
  if (suppliedSpacingMm !== undefined && suppliedSpacingMm > 0 && Number.isFinite(suppliedSpacingMm)) {
    return success({ spacingMm: suppliedSpacingMm, spacingSource: 'supplied' });
  }
  if (stated) {
    return failed('spacing-anisotropic', dicomText.spacing.notSquare(source, down, across));
  }
  return failed('spacing-unknown', dicomText.spacing.unknown);
}

function isSize(spacing: readonly number[]): boolean {
  return spacing.length === 2 && spacing.every((value) => value > 0);
}
