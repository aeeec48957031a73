// A film before and after its hips are cut for grading. It holds no pixels of the whole film, so that it can travel between processes.

import { z } from 'zod';
import { SourceFileSchema } from '../../cohort/sources/source-file.ts';
import { resultOf } from '../../domain/failure.ts';
import { HipQualitySchema } from '../../domain/film/quality.ts';
import { WarningsSchema } from '../../domain/film/warning.ts';
import { CropFrameSchema, CropPointSchema, ImagePointSchema } from '../../domain/geometry.ts';
import type { Immutable } from '../../domain/immutable.ts';
import { NumberingSchema } from '../../domain/landmark-table.ts';
import { RadiographSchema } from '../../domain/radiograph.ts';
import { BytesSchema, Float32ArraySchema } from '../../domain/typed-arrays.ts';

export const FilmOrderSchema = z.object({
  file: SourceFileSchema,
  points: z.array(SourceFileSchema).readonly(),
  /** Millimetres per pixel, whatever the file states. */
  spacingMm: z.number().nullable(),
  /** The numbering of points that fit both. Null refuses them. */
  numbering: NumberingSchema.nullable(),
  /** The folder of the networks that find hips in films without landmarks; see `locatingNetworks`. */
  networks: z.string(),
  /** Whether each hip needs the picture that reports and heatmaps show. */
  pictures: z.boolean(),
});

export type FilmOrder = Readonly<z.infer<typeof FilmOrderSchema>>;

const GradableHipSchema = z.object({
  crop: z.object({
    /** What the model sees. // [224, 224] */
    pixels: Float32ArraySchema,
    frame: CropFrameSchema,
    intensity: z.object({ p5: z.number(), p95: z.number() }),
    landmarks: z.array(CropPointSchema), // [80]
  }),
  /** In image pixels. // [80] */
  landmarks: z.array(ImagePointSchema),
  numbering: NumberingSchema,
  quality: HipQualitySchema,
  warnings: WarningsSchema,
  /** Null unless the order asks for it. */
  picture: z.object({ pixels: BytesSchema, size: z.number() }).nullable(),
});

/** A hip that a model can grade. */
export type GradableHip = Immutable<z.infer<typeof GradableHipSchema>>;

const PointsFromSchema = z.enum(['file', 'network']);

/** Whether the landmarks come from a file or from the network. */
export type PointsFrom = z.infer<typeof PointsFromSchema>;

const FilmSideSchema = z.object({ outcome: resultOf(GradableHipSchema), pointsFrom: PointsFromSchema });

export const GradableFilmSchema = z.object({
  radiograph: RadiographSchema.omit({ pixels: true }),
  sides: z.object({ right: FilmSideSchema, left: FilmSideSchema }),
});

/** A film with the hips that a model can grade, or why it cannot. */
export type GradableFilm = Immutable<z.infer<typeof GradableFilmSchema>>;
