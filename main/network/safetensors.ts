// Checkpoints as safetensors: an 8-byte little-endian header length, a JSON header, then the raw tensors. The format holds no code.
// https://github.com/huggingface/safetensors (format section). Our own reader, because the format is one page and no typed npm reader is
// maintained.

import { z } from 'zod';
import { failed, success, type Result } from '../domain/failure.ts';
import { elements, type Parameter, type Weights } from './parameters.ts';
import { networkText } from './text.ts';
import { ELEMENT_BYTES, floatsOf, type ElementType } from './weights/element-type.ts';

/** The element types that can be read, by their names in the format. We write F32. */
const DTYPES: ReadonlyMap<string, ElementType> = new Map([
  ['F64', 'float64'],
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I64', 'int64'],
  ['I32', 'int32'],
  ['I16', 'int16'],
  ['I8', 'int8'],
  ['U8', 'uint8'],
  ['BOOL', 'uint8'],
]);

const tensorHeader = z.strictObject({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const header = z.looseObject({ __metadata__: z.record(z.string(), z.string()).optional() });

/** The format's own limit of a header. */
const FORMAT_LIMIT = 100_000_000;
/** The largest header that is read. That of our largest network has less than 1 MB. */
const HEADER_LIMIT = 16_000_000;
/** A header is an object of objects that hold lists. JSON that nests deeper could need a thousand times its size. */
const DEPTH_LIMIT = 3;

/** The header's text follows its length and starts with this brace. */
const HEADER_START = 8;
const BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** True for a safetensors file, even if it is truncated. */
export function beginsSafetensors(bytes: Uint8Array): boolean {
  return bytes[HEADER_START] === BRACE && headerLengthOf(bytes) <= FORMAT_LIMIT;
}

/** Writes a safetensors file of 32-bit floats. */
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

/** Reads a safetensors file: its tensors as 32-bit floats, and its metadata. Fails with `model-malformed`. */
export function readSafetensors(bytes: Uint8Array): Result<{ weights: Weights; metadata: Readonly<Record<string, string>> }> {
  const text = networkText.safetensors;
  if (bytes.length < 8) return failed('model-malformed', text.endsBeforeHeader);
  const headerLength = headerLengthOf(bytes);
  if (headerLength > FORMAT_LIMIT) return failed('model-malformed', text.noHeaderLength);
  if (headerLength > HEADER_LIMIT) return failed('model-malformed', text.headerTooLong(HEADER_LIMIT / 1e6));
  if (HEADER_START + headerLength > bytes.length) return failed('model-malformed', text.endsInHeader);
  const parsed = parseHeader(bytes.subarray(HEADER_START, HEADER_START + headerLength));
  if (parsed === undefined) return failed('model-malformed', text.headerNotJson);
  const data = bytes.subarray(HEADER_START + headerLength);
  const weights = new Map<string, Parameter>();
  let totalBytes = 0;
  for (const [name, entry] of Object.entries(parsed)) {
    if (name === '__metadata__') continue;
    const tensor = tensorHeader.safeParse(entry);
    if (!tensor.success) return failed('model-malformed', text.tensorUnreadable(name));
    const { dtype, shape, data_offsets: span } = tensor.data;
    const type = DTYPES.get(dtype);
    if (type === undefined) return failed('model-malformed', text.wrongType(name, dtype, [...DTYPES.keys()]));
    const [start, end] = span;
    if (end - start !== ELEMENT_BYTES[type] * elements(shape)) return failed('model-malformed', text.wrongLength(name));
    if (end > data.length) return failed('model-malformed', text.endsInTensor(name));
    totalBytes += end - start;
    if (totalBytes > data.length) return failed('model-malformed', text.tensorsOverlap); // otherwise a small file could fill the memory
    weights.set(name, { shape, data: floatsOf(type, data.subarray(start, end)) });
  }
  return success({ weights, metadata: parsed.__metadata__ ?? {} });
}

function headerLengthOf(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
}

function parseHeader(bytes: Uint8Array): z.infer<typeof header> | undefined {
  if (nestsDeeperThan(DEPTH_LIMIT, bytes)) return undefined;
  try {
    const parsed = header.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // not text or not JSON; the caller reports it
  }
}

/** Looks at the brackets of a JSON text outside its strings. Works on bytes, because UTF-8 has no brackets within other characters. */
function nestsDeeperThan(limit: number, json: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let place = 0; place < json.length; place++) {
    const byte = json[place];
    if (inString) {
      if (byte === BACKSLASH) place += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === BRACE || byte === BRACKET) {
      depth += 1;
      if (depth > limit) return true;
    } else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) depth -= 1;
  }
  return false;
}
