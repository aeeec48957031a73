// What the header of a film says besides its pixels and its scale, as far as it cannot name anybody: for display only.

import { z } from 'zod';
import type { Immutable } from '../immutable.ts';

/** How greys become light (PS3.3 C.11.2). A table gives the light of each grey from `first` on, 0 to 1. */
const ToneCurveSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('linear') }).readonly(),
  z.object({ kind: z.literal('sigmoid') }).readonly(),
  z.object({ kind: z.literal('table'), first: z.number(), light: z.array(z.number()).min(2).readonly() }).readonly(),
]);

export type ToneCurve = Immutable<z.infer<typeof ToneCurveSchema>>;

export const FilmDetailsSchema = z.object({
  /** 90 stands for every age above 89, because so few people reach it. */
  ageYears: z.number().nullable(),
  sex: z.enum(['F', 'M']).nullable(),
  /** Days from the first date that the study has of the subject to this film. Null if the file has no date. */
  day: z.number().nullable(),
  curve: ToneCurveSchema,
  /** Tags by keyword. Free text, names, numbers of people and dates are left out. */
  tags: z.array(z.object({ keyword: z.string(), value: z.string() })),
});

export type FilmDetails = Immutable<z.infer<typeof FilmDetailsSchema>>;
