// The size of a pixel in the plane of the hip, for every measurement that people read. The diverging rays enlarge the patient on the
// detector, so that a spacing at the detector measures too much. PS3.3 10.7.1.3 and C.8.11.7; docs/file-formats.md.

import type { PatientSpacing } from '../../domain/film/spacing.ts';
import { warning, type Warning } from '../../domain/film/warning.ts';
import type { RadiographHeader } from '../header.ts';
import { dicomText } from '../text.ts';
import { isSame, LARGEST_MAGNIFICATION, type PixelSpacing } from './pixel-spacing.ts';

export type Magnifying = Pick<
  RadiographHeader,
  'imagerPixelSpacing' | 'calibrationType' | 'magnification' | 'detectorDistance' | 'patientDistance' | 'unreadable'
>;

/**
 * Returns the spacing in the patient's plane. A spacing that is corrected already, that a person gave or that was estimated is returned
 * as it is, so nothing is corrected twice.
 */
export function patientSpacing(header: Magnifying, { spacingMm, spacingSource }: Omit<PixelSpacing, 'warnings'>): PatientSpacing {
  const asItIs = (source: PatientSpacing['source']): PatientSpacing => ({ mm: spacingMm, source });
  const [detector = 0] = header.imagerPixelSpacing;
  switch (spacingSource) {
    case 'estimated':
      return asItIs('estimated');
    case 'supplied':
      // Unless it is the detector's, only the person who entered it knows its plane.
      if (!isSame(detector, spacingMm)) return asItIs('supplied');
      break;
    case 'PixelSpacing':
      if (/^(GEOMETRY|FIDUCIAL)$/.test(header.calibrationType)) return asItIs('calibrated');
      // Without either tag nobody can tell whether the spacing was corrected (PS3.3 10.7.1.3).
      if (!(detector > 0)) return asItIs('plane-unknown');
      if (!isSame(detector, spacingMm)) return asItIs('calibrated');
      break;
    case 'ImagerPixelSpacing':
    case 'NominalScannedPixelSpacing':
  }
  const { magnification, detectorDistance, patientDistance } = header;
  if (isMagnification(magnification)) return { mm: spacingMm / magnification, source: 'magnification-factor' };
  const ratio = detectorDistance / patientDistance;
  if (isMagnification(ratio)) return { mm: spacingMm / ratio, source: 'distances' };
  return asItIs('detector');
}

/** Returns what is odd about the magnification that the file states. */
export function magnificationDoubts({
  magnification,
  detectorDistance,
  patientDistance,
  unreadable,
}: Magnifying): readonly Warning[] {
  const { factorImpossible, distancesImpossible, notANumber } = dicomText.spacing;
  const distances = detectorDistance > 0 && patientDistance > 0;
  return [
    ...MAGNIFYING_TAGS.filter((name) => unreadable.includes(name)).map((name) => warning('spacing-doubtful', notANumber(name))),
    ...(magnification > 0 && !isMagnification(magnification)
      ? [warning('spacing-doubtful', factorImpossible(magnification, LARGEST_MAGNIFICATION))]
      : []),
    ...(distances && !isMagnification(magnification) && !isMagnification(detectorDistance / patientDistance)
      ? [warning('spacing-doubtful', distancesImpossible(detectorDistance, patientDistance))]
      : []),
  ];
}

const MAGNIFYING_TAGS = ['EstimatedRadiographicMagnificationFactor', 'DistanceSourceToDetector', 'DistanceSourceToPatient'];

function isMagnification(value: number): boolean {
  return value >= 1 && value <= LARGEST_MAGNIFICATION;
}
