// Numbers as computations give them: a figure that is not defined is NaN, a diverged loss may be infinite. JSON knows neither.

import { z } from 'zod';

/** Accepts every number; zod's own `number()` refuses NaN and infinities. */
export const AnyNumberSchema = z.custom<number>((value) => typeof value === 'number', 'expected a number');

/** Accepts every number too, for contracts, whose documentation is made from their schemas and calls it a number. */
export const FigureSchema: z.ZodType<number> = z
  .any()
  .refine((value) => typeof value === 'number', 'expected a number')
  .meta({ type: 'number' });
