// Numbers as computations give them: a figure that is not defined is NaN, a diverged loss may be infinite. JSON knows neither.

import { z } from 'zod';

/** Accepts every number; zod's own `number()` refuses NaN and infinities. */
export const AnyNumberSchema = z.custom<number>((value) => typeof value === 'number', 'expected a number');

/** A number from a JSON file, in which null stands for NaN. */
export const JsonNumberSchema = z.union([AnyNumberSchema, z.null()]).transform((value) => value ?? Number.NaN);
