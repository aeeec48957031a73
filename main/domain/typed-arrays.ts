// Typed arrays: their schemas, the value at a rank, and giving back the memory of a large one.

import { z } from 'zod';

// The schemas check the class alone: reading every pixel at every boundary would cost more than the work behind it.
export const BytesSchema: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);

export const Float32ArraySchema: z.ZodType<Float32Array> = z.instanceof(Float32Array);

/**
 * Returns the value that sorting would put at `rank`, and reorders `values`. It takes a tenth of the time of sorting. `values` must not
 * contain NaN. Hoare's selection with the median of three.
 */
export function valueAtRank(values: Float32Array, rank: number): number {
  const at = (index: number): number => values[index] ?? 0; // always inside; for the compiler
  let [from, to] = [0, values.length - 1];
  while (from < to) {
    const pivot = middleOf(at(from), at((from + to) >> 1), at(to));
    let [left, right] = [from, to];
    while (left <= right) {
      while (at(left) < pivot) left++;
      while (at(right) > pivot) right--;
      if (left > right) break;
      [values[left], values[right]] = [at(right), at(left)];
      left++;
      right--;
    }
    if (rank <= right) to = right;
    else if (rank >= left) from = left;
    else break;
  }
  return at(rank);
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/**
 * Gives the memory of a large array back at once. The garbage collector would wait until many films have piled up. The array, and every
 * other view of its memory, is empty afterwards. Memory that the array does not own alone stays.
 */
export function releaseMemory({ buffer, byteLength }: ArrayBufferView): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && !buffer.detached) buffer.transfer(0);
}
