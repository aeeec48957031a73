// The parts that cards of every system share.

import { z } from 'zod';
import { inferenceText } from './text.ts';

/** Little-endian float32 numbers as base64. */
export const Floats = z.base64().transform((text, context) => {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64')); // copied, because a Buffer may start at any byte
  if (bytes.length % 4 === 0) return new Float32Array(bytes.buffer);
  context.addIssue({ code: 'custom', message: inferenceText.card.floatsExpected });
  return z.NEVER;
});

/** Which grade of the probabilities is the answer. */
export const AnsweredBy = z.union([z.literal('most-probable'), z.number().gt(0).lt(1)]).default('most-probable');

/** Encodes numbers as `Floats` reads them. */
export function floatsText(values: Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

/** Rounds to half precision, as the ONNX file stores the weights, so that results from the card match the network's. */
export function halfPrecision(values: Float32Array): Float32Array {
  return Float32Array.from(new Float16Array(values));
}
