// The tasks that decode-pool.ts sends to its threads.

import { z } from 'zod';
import { BytesSchema } from '../domain/typed-arrays.ts';
import { DeidentifyFileOrderSchema } from './deidentify/deidentify-file.ts';
import { ReadOptionsSchema } from './read-radiograph.ts';

const file = BytesSchema;

export const DecodeTaskSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read'), file, options: ReadOptionsSchema }),
  z.object({ kind: z.literal(['inspect', 'burned-in']), file }),
  z.object({ kind: z.literal('deidentify'), file, order: DeidentifyFileOrderSchema }),
]);

export type DecodeTask = z.infer<typeof DecodeTaskSchema>;
