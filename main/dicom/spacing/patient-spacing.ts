// The size of a pixel in the plane of the hip, for every measurement that people read. The diverging rays enlarge the patient on the
// detector, so that a spacing at the detector measures too much. PS3.3 10.7.1.3 and C.8.11.7; docs/file-formats.md.

import type { PatientSpacing } from '../../domain/radiograph.ts';
import { warning, type Warning } from '../../domain/warning.ts';
import type { RadiographHeader } from '../header.ts';
import { dicomText } from '../text.ts';
import { isSame, type PixelSpacing } from './pixel-spacing.ts';

export type Magnifying = Pick<
  RadiographHeader,
  'imagerPixelSpacing' | 'calibrationType' | 'magnification' | 'detectorDistance' | 'patientDistance'
>;

/** A hip lies close to the detector, so no film enlarges it more than this. **(ours)** */
const LARGEST_MAGNIFICATION = 2;

/**
 * Returns the spacing in the patient's plane. A spacing that is corrected already, that a person gave or that was estimated is returned
 * as it is, so nothing is corrected twice.
 */
export function patientSpacing(header: Magnifying, { spacingMm, spacingSource }: Omit<PixelSpacing, 'warnings'>): PatientSpacing {
  const asItIs = (patientSource: PatientSpacing['patientSource']): PatientSpacing => ({ patientMm: spacingMm, patientSource });
  switch (spacingSource) {
    case 'supplied':
    case 'estimated':
      return asItIs(spacingSource);
    case 'PixelSpacing': {
      if (/^(GEOMETRY|FIDUCIAL)$/.test(header.calibrationType)) return asItIs('calibrated');
      const [detector] = header.imagerPixelSpacing;
      // Without either tag nobody can tell whether the spacing was corrected (PS3.3 10.7.1.3).
      if (detector === undefined || !(detector > 0)) return asItIs('plane-unknown');
      if (!isSame(detector, spacingMm)) return asItIs('calibrated');
    }
  }
  const { magnification, detectorDistance, patientDistance } = header;
  if (isMagnification(magnification)) return { patientMm: spacingMm / magnification, patientSource: 'magnification-factor' };
  const ratio = detectorDistance / patientDistance;
  if (isMagnification(ratio)) return { patientMm: spacingMm / ratio, patientSource: 'distances' };
  return asItIs('detector');
}

/** Returns what is odd about the magnification that the file states. */
export function magnificationDoubts({ magnification, detectorDistance, patientDistance }: Magnifying): readonly Warning[] {
  const { factorImpossible, distancesImpossible } = dicomText.spacing;
  const distances = detectorDistance > 0 && patientDistance > 0;
  return [
    ...(magnification > 0 && !isMagnification(magnification)
      ? [warning('spacing-doubtful', factorImpossible(magnification, LARGEST_MAGNIFICATION))]
      : []),
    ...(distances && !isMagnification(magnification) && !isMagnification(detectorDistance / patientDistance)
      ? [warning('spacing-doubtful', distancesImpossible(detectorDistance, patientDistance))]
      : []),
  ];
}

function isMagnification(value: number): boolean {
  return value >= 1 && value <= LARGEST_MAGNIFICATION;
}
