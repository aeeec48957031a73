// The first bytes decide which kind a weights file is. No file of any kind may crash the reader.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { writeOnnx } from '../../../../main/network/onnx/write-onnx.ts';
import { writeSafetensors } from '../../../../main/network/safetensors.ts';
import { readWeightsFile } from '../../../../main/network/weights/read-weights.ts';
import { livedInWeights, tinyNetwork } from '../tiny-network.ts';

const weights = livedInWeights(tinyNetwork(), 3);
const message = (bytes: Uint8Array): string => {
  const read = readWeightsFile(bytes);
  return read.ok ? 'read' : `${read.failure.code}: ${read.failure.message}`;
};

/** A safetensors file with this first byte, which is the low byte of its header's length. */
function safetensorsStartingWith(first: number): Uint8Array {
  for (let padding = 0; padding < 256; padding += 8) {
    const bytes = writeSafetensors(weights, { padding: ' '.repeat(padding) });
    if (bytes[0] === first) return bytes;
  }
  throw new Error(`no header length starts with ${first}`);
}

describe('a safetensors file whose header length starts like another kind of file', () => {
  it.each([
    ['an ONNX file', 0x08],
    ['a ZIP', 0x50],
    ['a pickle', 0x80],
  ])('is read as safetensors, not as %s', (_, first) => {
    expect(valueOrThrow(readWeightsFile(safetensorsStartingWith(first)))).toEqual(weights);
  });

  it.each([0x08, 0x50, 0x80])('is reported as a truncated safetensors file if it is one: %i', (first) => {
    const bytes = safetensorsStartingWith(first);
    for (const length of [9, 500, bytes.length / 2, bytes.length - 1]) {
      expect(message(bytes.subarray(0, length))).toMatch(/^model-malformed: Expected a safetensors file, but the file ends/);
    }
  });
});

it.each([
  ['no bytes', []],
  ['text', [...new TextEncoder().encode('weights: none')]],
  ['a pickle of a protocol that does not exist', [0x80, 0x08, 0, 0, 0, 0, 0, 0, 0]],
  ['something that only starts with a P', [0x50, 0x35, 0x0a]],
])('a file of %s is refused, and the three supported formats are named', (_, bytes) => {
  expect(message(Uint8Array.from(bytes))).toMatch(/^model-malformed: Expected .*safetensors.*PyTorch.*ONNX/);
});

describe('a safetensors or ONNX file with changed or missing bytes', () => {
  const small = new Map([...weights].slice(0, 2));
  it.each([
    ['safetensors', writeSafetensors(small)],
    ['ONNX', writeOnnx(tinyNetwork(), weights, { weights: 'single', metadata: {} })],
  ])('is read or refused, without a crash: %s', (_, bytes) => {
    const change = fc.tuple(fc.nat(Math.min(2000, bytes.length - 1)), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), fc.nat(bytes.length), (changes, length) => {
        const broken = Uint8Array.from(bytes);
        for (const [place, value] of changes) broken[place] = value;
        expect(message(broken)).toMatch(/^(read$|model-malformed: )/);
        expect(message(broken.subarray(0, length))).toMatch(/^(read$|model-malformed: )/);
      }),
      { numRuns: 200 },
    );
  });
});
