// Tensors that both sides of the bench exchange in a folder: NAME.json lists them, NAME.bin has their float32 values.

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly trained: boolean;
}

/** Yields one tensor at a time, so that they are never all in memory. */
export function* storedTensors(folder: string, name: string): Generator<StoredTensor> {
  // peer.py wrote this list.
  const list = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as {
    name: string;
    shape: number[];
    offset: number;
    trained: boolean;
  }[];
  const file = openSync(join(folder, `${name}.bin`), 'r');
  try {
    for (const { offset, ...tensor } of list) {
      const values = new Float32Array(tensor.shape.reduce((product, size) => product * size, 1));
      readSync(file, values, 0, values.byteLength, offset);
      yield { ...tensor, values };
    }
  } finally {
    closeSync(file);
  }
}
