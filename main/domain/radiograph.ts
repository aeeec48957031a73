// A radiograph ready to be measured: one frame, bright where the body absorbs, with a known spacing.

import { z } from 'zod';
import { FilmDetailsSchema } from './film/details.ts';
import { PatientSpacingSchema, SpacingSourceSchema } from './film/spacing.ts';
import { WarningsSchema } from './film/warning.ts';
import { FailureSchema } from './failure.ts';
import { SideSchema } from './hip.ts';
import type { Immutable } from './immutable.ts';
import { TurnSchema } from './film/turn.ts';
import { PatientSchema } from './person/mention.ts';
import { Float32ArraySchema } from './typed-arrays.ts';

/** A radiograph of a study, without its pixels. */
export const StudyRadiographSchema = z.object({
  radiographId: z.string(),
  width: z.number(),
  height: z.number(),
  spacingMm: z.number(),
  spacingSource: SpacingSourceSchema,
  /** For measurements. Absent on films imported before it was read. */
  patientPlane: PatientSpacingSchema.optional(),
  /** The default display window, in grey values. */
  window: z.object({ centre: z.number(), width: z.number() }),
  /** True if the file stores bright as thin (MONOCHROME1). The pixels of a study are already inverted. */
  monochrome1: z.boolean(),
  /** How the pixels of the file were turned into the standard frame, in which the study has them. */
  turn: TurnSchema,
  /** What makes grades on this film doubtful. */
  warnings: WarningsSchema,
  /** Absent on pictures, and on films imported before it was read. */
  details: FilmDetailsSchema.optional(),
});

export type StudyRadiograph = Immutable<z.infer<typeof StudyRadiographSchema>>;

/** A radiograph as read from a file. */
export const RadiographSchema = StudyRadiographSchema.omit({ radiographId: true }).extend({
  /** Row-major grey values after the modality transform, MONOCHROME1 inverted: bright is dense. // [height, width] */
  pixels: Float32ArraySchema,
  /** The spacing that the file states, if a person gave another. Points in millimetres may have been written with it. */
  statedSpacingMm: z.number().optional(),
  /** PatientID as written in the file. */
  subject: z.string(),
  /** What else the header says of the patient. Absent for pictures and crops. */
  patient: PatientSchema.optional(),
  /** ClinicalTrialTimePointID. Empty if the file has none. */
  visit: z.string(),
  /** The examined body part according to the file, such as `HIP`. Empty or absent if the file does not say. */
  bodyPart: z.string().optional(),
  /** The patient's age as written in the file, such as `061Y`. Empty or absent if the file does not say. */
  patientAge: z.string().optional(),
  /** When the film was taken, as written in the file. Empty or absent if the file does not say. */
  date: z.string().optional(),
  /** The file says that its identity was removed, so `subject` is already a pseudonym. Absent if the file does not say. */
  identityRemoved: z.boolean().optional(),
  /** The file says that text is burned into its pixels. */
  burnedIn: z.boolean().optional(),
  monochrome1: z.boolean().optional(),
  /** How the stored pixels were turned into the standard frame, in which `pixels` are. Absent if they were not turned. */
  turn: TurnSchema.optional(),
  /** What states the frame in which the pixels are stored. Absent if nothing does. */
  turnFrom: z.enum(['PatientOrientation', 'EXIF']).optional(),
  /** The side that the file names, if it names one only. */
  laterality: SideSchema.optional(),
  /** Why no side of this film can be told. */
  sideProblem: FailureSchema.optional(),
  /** Every spacing that the file states, usable or not, in millimetres. Points may have been written by any of them. */
  statedMm: z.array(z.number()).optional(),
  warnings: WarningsSchema.optional(),
});

export type Radiograph = Immutable<z.infer<typeof RadiographSchema>>;
