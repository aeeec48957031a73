// Schemas of typed arrays. They check the class alone: reading every pixel at every boundary would cost more than the work behind it.

import { z } from 'zod';

export const BytesSchema: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);

export const Float32ArraySchema: z.ZodType<Float32Array> = z.instanceof(Float32Array);
