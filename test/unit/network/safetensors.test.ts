// The element types that other programs write into safetensors files. The bytes follow the format's specification.

import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { readSafetensors, writeSafetensors } from '../../../main/network/safetensors.ts';

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Header length, header and data, in that order. */
function file(header: Readonly<Record<string, Entry>>, data: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(BigUint64Array.of(BigInt(text.length)).buffer);
  return Uint8Array.from([...length, ...text, ...data]);
}

const oneTensor = (dtype: string, numbers: { readonly buffer: ArrayBufferLike; readonly length: number }): Uint8Array => {
  const data = new Uint8Array(numbers.buffer);
  return file({ each: { dtype, shape: [numbers.length], data_offsets: [0, data.length] } }, data);
};
const message = (bytes: Uint8Array): string => {
  const read = readSafetensors(bytes);
  return read.ok ? 'read' : `${read.failure.code}: ${read.failure.message}`;
};

const VALUES = [0, 1, -2.5, 96];
const WHOLE = [0, 1, -3, 96];

describe('a safetensors file', () => {
  it.each([
    ['F64', Float64Array.from(VALUES), VALUES],
    ['F32', Float32Array.from(VALUES), VALUES],
    ['F16', Float16Array.from(VALUES), VALUES],
    ['BF16', Uint16Array.of(0, 0x3f80, 0xc020, 0x42c0), VALUES],
    ['I64', BigInt64Array.from(WHOLE.map(BigInt)), WHOLE],
    ['I32', Int32Array.from(WHOLE), WHOLE],
    ['I16', Int16Array.from(WHOLE), WHOLE],
    ['I8', Int8Array.from(WHOLE), WHOLE],
    ['U8', Uint8Array.of(0, 1, 255), [0, 1, 255]],
    ['BOOL', Uint8Array.of(0, 1), [0, 1]],
  ])('returns elements of type %s as 32-bit floats', (dtype, numbers, expected) => {
    const { weights } = valueOrThrow(readSafetensors(oneTensor(dtype, numbers)));
    expect(weights.get('each')).toEqual({ shape: [expected.length], data: Float32Array.from(expected) });
  });

  it('of a network with batch norm is read with its number of batches, as PyTorch saves it', () => {
    const data = Uint8Array.of(...new Uint8Array(Float32Array.of(0.5, 2).buffer), ...new Uint8Array(BigInt64Array.of(7n).buffer));
    const bytes = file(
      {
        'bn1.num_batches_tracked': { dtype: 'I64', shape: [], data_offsets: [8, 16] },
        'bn1.weight': { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
      },
      data,
    );
    const { weights } = valueOrThrow(readSafetensors(bytes));
    expect(weights.get('bn1.weight')?.data).toEqual(Float32Array.of(0.5, 2));
    expect(weights.get('bn1.num_batches_tracked')).toEqual({ shape: [], data: Float32Array.of(7) });
  });

  it('with an unknown element type is refused, and the tensor and the type are named', () => {
    for (const dtype of ['F8_E4M3', 'toString']) {
      expect(message(oneTensor(dtype, Uint8Array.of(1)))).toMatch(new RegExp(`^model-malformed: .*tensor each .*${dtype}.*`));
    }
  });

  it('with tensors that share their data, which the format forbids, cannot fill the memory', () => {
    const entry: Entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
    expect(message(file({ one: entry, other: entry }, new Uint8Array(8)))).toMatch(/^model-malformed: .*overlap/);
  });

  it('that we write contains 32-bit floats', () => {
    const bytes = writeSafetensors(new Map([['each', { shape: [1], data: Float32Array.of(1) }]]));
    expect(new TextDecoder().decode(bytes)).toContain('"dtype":"F32"');
  });
});
