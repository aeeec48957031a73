// What the pool sends to a thread that prepares films, and what the thread returns.

import { z } from 'zod';
import { PreparedHipSchema } from '../database/hips.ts';
import { AnyNumberSchema } from '../domain/any-number.ts';
import { FailureSchema } from '../domain/failure.ts';
import { SideSchema } from '../domain/hip.ts';
import type { Immutable } from '../domain/immutable.ts';
import { NumberingSchema } from '../domain/landmark-table.ts';
import { RadiographSchema } from '../domain/radiograph.ts';
import { BytesSchema } from '../domain/typed-arrays.ts';

const FilmOrderSchema = z.object({
  kind: z.enum(['dicom', 'picture']),
  /** The file's base name. */
  name: z.string(),
  points: z.array(z.object({ path: z.string(), text: z.string() })),
  /** Used if the file has no spacing. */
  spacingMm: z.number().nullable(),
  /** Used if the points fit both numberings. */
  numbering: NumberingSchema.nullable(),
  /** Set for a picture that shows a single joint, such as one from a class folder. */
  whole: z.object({ subject: z.string(), side: SideSchema }).nullable(),
});

export type FilmOrder = Immutable<z.infer<typeof FilmOrderSchema>>;

export const FilmTaskSchema = z.object({
  /** A path that the thread reads itself, or bytes from an archive. */
  file: z.union([z.string(), BytesSchema]),
  /** Null if only the file's digest is asked for. */
  order: FilmOrderSchema.nullable(),
});

export type FilmTask = Immutable<z.infer<typeof FilmTaskSchema>>;

const NewObjectSchema = z.object({ sha256: z.string(), bytes: BytesSchema });

export type NewObject = Readonly<z.infer<typeof NewObjectSchema>>;

const FilmHipSchema = z.union([
  z.object({ side: SideSchema, problem: FailureSchema }),
  z.object({ side: SideSchema, prepared: PreparedHipSchema, objects: z.array(NewObjectSchema) }),
]);

export type FilmHip = Immutable<z.infer<typeof FilmHipSchema>>;

export const PreparedFilmSchema = z.object({
  /** SHA-256 of the file. */
  radiographId: z.string(),
  /** As written in the file or in its name. */
  subject: z.string(),
  visit: z.string(),
  radiograph: RadiographSchema.omit({ pixels: true, subject: true, visit: true }),
  pixels: z.object({ object: NewObjectSchema, low: AnyNumberSchema, slope: AnyNumberSchema }),
  hips: z.array(FilmHipSchema),
  /** The picture may show the patient's identity. */
  textSuspected: FailureSchema.optional(),
});

export type PreparedFilm = Immutable<z.infer<typeof PreparedFilmSchema>>;
