// A radiograph ready for measuring: one frame, bright where the body absorbs, with a known spacing.

import { z } from 'zod';

/** Where the pixel spacing came from; anything but the first two is shown beside every measurement. */
export const SpacingSourceSchema = z.enum(['PixelSpacing', 'ImagerPixelSpacing', 'supplied', 'estimated']);

export type SpacingSource = z.infer<typeof SpacingSourceSchema>;

export interface Radiograph {
  readonly width: number;
  readonly height: number;
  /** Row-major grey values after the modality transform, MONOCHROME1 inverted: bright is dense. // [height, width] */
  readonly pixels: Float32Array;
  readonly spacingMm: number;
  readonly spacingSource: SpacingSource;
  /** PatientID as written in the file. */
  readonly subject: string;
  /** ClinicalTrialTimePointID, or an empty string where the file has none. */
  readonly visit: string;
  /** What the file says was examined, such as `HIP`; empty or absent where it says nothing. */
  readonly bodyPart?: string;
  /** The file says that its identity was removed: `subject` is then a pseudonym already. Absent where nothing is known of it. */
  readonly identityRemoved?: boolean;
  /** The file says that text is burned into its pixels. */
  readonly burnedIn?: boolean;
  /** True when the file stores bright as thin (MONOCHROME1); `pixels` are already turned round. */
  readonly monochrome1?: boolean;
  /** The default display window in the same units as `pixels`. */
  readonly window: { readonly centre: number; readonly width: number };
}
