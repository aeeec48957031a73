// Checkpoints as safetensors: an 8-byte little-endian header length, a JSON header, then the raw tensors. Nothing in it can run.
// https://github.com/huggingface/safetensors (format section). Our own because the format is one page and no typed npm reader is kept up.

import { z } from 'zod';
import { failed, success, type Result } from '../domain/failure.ts';
import { elements, type Parameter, type Weights } from './parameters.ts';

const tensorHeader = z.strictObject({
  dtype: z.literal('F32'),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const header = z.looseObject({ __metadata__: z.record(z.string(), z.string()).optional() });

/** The largest header that is believed; the format's own limit. */
const HEADER_LIMIT = 100_000_000;

/** A safetensors file of 32-bit floats. */
export function writeSafetensors(weights: Weights, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const entries: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of weights) {
    entries[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(entries));
  const padded = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded + offset).fill(0x20, 8, 8 + padded);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(text, 8);
  let position = 8 + padded;
  for (const { data } of weights.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return bytes;
}

/** The tensors and metadata of a safetensors file, or `model-malformed`. Only 32-bit floats are read. */
export function readSafetensors(bytes: Uint8Array): Result<{ weights: Weights; metadata: Readonly<Record<string, string>> }> {
  const refuse = (came: string) => {
    return failed('model-malformed', `Expected a safetensors file of 32-bit floats; ${came}. Choose another weights file.`);
  };
  if (bytes.length < 8) return refuse('the file is shorter than its own header');
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (headerLength > HEADER_LIMIT || 8 + headerLength > bytes.length) return refuse('its header runs past the end of the file');
  const parsed = parseHeader(bytes.subarray(8, 8 + headerLength));
  if (parsed === undefined) return refuse('its header is not the JSON it should be');
  const data = bytes.subarray(8 + headerLength);
  const weights = new Map<string, Parameter>();
  for (const [name, entry] of Object.entries(parsed)) {
    if (name === '__metadata__') continue;
    const tensor = tensorHeader.safeParse(entry);
    if (!tensor.success) return refuse(`the tensor ${name} is described in a way that cannot be read`);
    const { shape, data_offsets: span } = tensor.data;
    const [start, end] = span;
    if (end > data.length || end - start !== 4 * elements(shape))
      return refuse(`the tensor ${name} does not lie inside the file`);
    weights.set(name, { shape, data: new Float32Array(new Uint8Array(data.subarray(start, end)).buffer) });
  }
  return success({ weights, metadata: parsed.__metadata__ ?? {} });
}

function parseHeader(bytes: Uint8Array): z.infer<typeof header> | undefined {
  try {
    const parsed = header.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // not text or not JSON: the caller says so
  }
}
