// A film before and after it is prepared.

import { z } from 'zod';
import { PreparedHipSchema } from '../database/hips.ts';
import { failed, FailureSchema, type Failure } from '../domain/failure.ts';
import { NamingAttributesSchema } from '../domain/film/cohort-origin.ts';
import { JointSchema } from '../domain/joint.ts';
import { SideSchema, type Side } from '../domain/hip.ts';
import type { Immutable } from '../domain/immutable.ts';
import type { Numbering } from '../domain/landmark-table.ts';
import { RadiographSchema } from '../domain/radiograph.ts';
import { BytesSchema } from '../domain/typed-arrays.ts';
import { HipQualitySchema } from '../domain/film/quality.ts';
import { WarningsSchema, type Warning } from '../domain/film/warning.ts';
import type { LandmarkFile } from './read-points.ts';
import { importText } from './text/import.ts';

/** What is known of a film before it is prepared. */
export interface FilmOrder {
  readonly kind: 'dicom' | 'picture';
  /** The file's base name. */
  readonly name: string;
  readonly points: readonly LandmarkFile[];
  /** Used if the file has no spacing, or whatever it has if `correctsSpacing`. */
  readonly spacingMm: number | null;
  readonly correctsSpacing: boolean;
  /** Used if the points fit both numberings. */
  readonly numbering: Numbering | null;
  /** Set for a picture that shows a single joint, such as one from a class folder. */
  readonly whole: { readonly subject: string; readonly side: Side } | null;
}

const NewObjectSchema = z.object({ sha256: z.string(), bytes: BytesSchema });

export type NewObject = Readonly<z.infer<typeof NewObjectSchema>>;

/** An object that the reader has written where the study's store told it to. */
const WrittenObjectSchema = z.object({ sha256: z.string(), draft: z.string() });

export type WrittenObject = Readonly<z.infer<typeof WrittenObjectSchema>>;

/** What is stored beside a hip's crop: the quality of its picture, and what makes its grade doubtful. */
const StoredJudgement = { quality: HipQualitySchema.nullable(), warnings: WarningsSchema };

const FilmHipSchema = z.union([
  z.object({ side: SideSchema, problem: FailureSchema }),
  z.object({ side: SideSchema, prepared: PreparedHipSchema, objects: z.array(NewObjectSchema), ...StoredJudgement }),
]);

export type FilmHip = Immutable<z.infer<typeof FilmHipSchema>>;

export const PreparedFilmSchema = z.object({
  /** SHA-256 of the file. */
  radiographId: z.string(),
  /** As written in the file or in its name. */
  subject: z.string(),
  visit: z.string(),
  radiograph: RadiographSchema.omit({ pixels: true, subject: true, visit: true }),
  pixels: z.object({
    object: z.union([NewObjectSchema, WrittenObjectSchema]),
    /** Absent for a small film. */
    preview: NewObjectSchema.optional(),
    low: z.number(),
    slope: z.number(),
  }),
  hips: z.array(FilmHipSchema),
  /** Absent for hips, and for pictures whose folder says the joint. */
  joint: JointSchema.optional(),
  /** Attributes of a cohort file that may name a person or a file. */
  namingAttributes: NamingAttributesSchema.optional(),
  /** The crop came in, but not its segmentation. */
  segmentationLost: FailureSchema.optional(),
  /** The picture may show the patient's identity. */
  textSuspected: FailureSchema.optional(),
});

export type PreparedFilm = Immutable<z.infer<typeof PreparedFilmSchema>>;

/** The warnings of a film as problems of its import: it came in, but somebody must check it. */
export function doubtsOfFilm(warnings: readonly Warning[]): readonly Failure[] {
  return warnings.map(({ message }) => failed('grade-doubtful', message).failure);
}

/** The same for a hip, which they name. */
export function doubtsOfHip(side: Side, warnings: readonly Warning[]): readonly Failure[] {
  return warnings.map(({ message }) => failed('grade-doubtful', importText.film.ofHip(side, message)).failure);
}
