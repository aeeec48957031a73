// What cards of every system are made of.

import { z } from 'zod';

/** Little-endian float32 numbers as base64. */
export const Floats = z.base64().transform((text, context) => {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64')); // a copy of its own, since a Buffer may start at any byte
  if (bytes.length % 4 === 0) return new Float32Array(bytes.buffer);
  context.addIssue({ code: 'custom', message: 'expected 32-bit numbers' });
  return z.NEVER;
});

/** The same the other way. */
export function floatsText(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

/** As the ONNX file stores them, so that what follows from a card's numbers fits the file's own answers. */
export function halfPrecision(values: Float32Array): Float32Array {
  return Float32Array.from(new Float16Array(values));
}
