// The element types of weights files. All are converted to 32-bit floats.

import { elements, type Parameter } from '../parameters.ts';

export type ElementType = 'float64' | 'float32' | 'float16' | 'bfloat16' | 'int64' | 'int32' | 'int16' | 'int8' | 'uint8';

export const ELEMENT_BYTES: Readonly<Record<ElementType, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
};

/** Converts little-endian elements to 32-bit floats. */
export function floatsOf(type: ElementType, bytes: Uint8Array): Float32Array {
  const { buffer } = new Uint8Array(bytes); // a copy, because a view must start at a multiple of its element size
  switch (type) {
    case 'float32':
      return new Float32Array(buffer);
    case 'float64':
      return Float32Array.from(new Float64Array(buffer));
    case 'float16':
      return Float32Array.from(new Float16Array(buffer));
    case 'bfloat16':
      return new Float32Array(Uint32Array.from(new Uint16Array(buffer), (half) => half << 16).buffer);
    case 'int64':
      return Float32Array.from(new BigInt64Array(buffer), Number);
    case 'int32':
      return Float32Array.from(new Int32Array(buffer));
    case 'int16':
      return Float32Array.from(new Int16Array(buffer));
    case 'int8':
      return Float32Array.from(new Int8Array(buffer));
    case 'uint8':
      return Float32Array.from(new Uint8Array(buffer));
  }
}

/** Copies a tensor out of a storage by offset and strides, in elements. Undefined if it does not lie inside the storage. */
export function stridedParameter(
  storage: Float32Array,
  { offset, shape, strides }: { offset: number; shape: readonly number[]; strides: readonly number[] },
): Parameter | undefined {
  const count = elements(shape);
  const last = shape.reduce((place, edge, axis) => place + Math.max(0, edge - 1) * strides[axis], offset);
  if (offset < 0 || strides.some((stride) => stride < 0) || last >= storage.length || count > storage.length) {
    return count === 0 ? { shape, data: new Float32Array() } : undefined;
  }
  const data = new Float32Array(count);
  const index = shape.map(() => 0);
  let place = offset;
  for (let each = 0; each < count; each++) {
    data[each] = storage[place];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis];
      if (++index[axis] < shape[axis]) break;
      place -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return { shape, data };
}
