// What a crop of a cohort file (HDF5) brings along besides its pixels, as a study keeps it for writing the file again.

import { z } from 'zod';
import type { Immutable } from '../immutable.ts';

/** An attribute of HDF5: text, a list of texts, or numbers as their bytes, so that they are written again bit for bit. */
const AttributeSchema = z.union([
  z.object({ text: z.string() }),
  z.object({ texts: z.array(z.string()) }),
  z.object({
    /** As NumPy writes it: `<d`, `<i`, `<B`. */
    type: z.string(),
    /** Empty for a single number. */
    shape: z.array(z.number()),
    base64: z.string(),
  }),
]);

export type Attribute = Immutable<z.infer<typeof AttributeSchema>>;

const AttributesSchema = z.record(z.string(), AttributeSchema);

export type Attributes = Readonly<Record<string, Attribute>>;

export const CohortOriginSchema = z.object({
  image: AttributesSchema,
  /** Null if the crop has none. Its pixels are stored in the orientation of the crop as a model sees it. */
  segmentation: z.object({ object: z.string(), type: z.string(), attributes: AttributesSchema }).nullable(),
});

/** Attributes that may name a person or a file, for the key table: those of the image and those of the hip's group. */
export const NamingAttributesSchema = z.object({ image: AttributesSchema, hip: AttributesSchema });

export type NamingAttributes = Immutable<z.infer<typeof NamingAttributesSchema>>;
