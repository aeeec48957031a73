// What cards of every system are made of.

import { z } from 'zod';

/** Little-endian float32 numbers as base64. */
export const Floats = z.base64().transform((text, context) => {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64')); // a copy of its own, since a Buffer may start at any byte
  if (bytes.length % 4 === 0) return new Float32Array(bytes.buffer);
  context.addIssue({ code: 'custom', message: 'expected 32-bit numbers' });
  return z.NEVER;
});

/** The same the other way, rounded to half precision as in the ONNX file, so that what follows from them fits the file's own answers. */
export function halfFloats(values: Float32Array): string {
  return Buffer.from(Float32Array.from(new Float16Array(values)).buffer).toString('base64');
}
