import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../main/domain/random.ts';
import { enlarge, heatmapPixels, peakOf, shareInZone } from '../../../main/inference/heatmap.ts';

const SIZE = 7;
const random = seededRandom(5);
const map = Float32Array.from({ length: SIZE * SIZE }, () => random.next());

/** A map with one strong cell. */
function oneCell(column: number, row: number): Float32Array {
  const values = new Float32Array(SIZE * SIZE);
  values[row * SIZE + column] = 2;
  return values;
}

describe('enlarging a map to the crop', () => {
  beforeAll(() => {
    tf.env().set('IS_TEST', true); // suppresses advice about faster backends on the console
    return tf.setBackend('cpu');
  });

  it('is a bilinear resize with half-pixel centres, which PyTorch calls align_corners=false', () => {
    const reference = tf.image.resizeBilinear(tf.tensor3d(map, [SIZE, SIZE, 1]), [224, 224], false, true).dataSync();
    const large = enlarge(map, SIZE);
    expect(large).toHaveLength(224 * 224);
    large.forEach((value, i) => expect(Math.abs(value - reference[i])).toBeLessThan(1e-6));
  });

  it('keeps the values at cell centres and keeps flat maps flat', () => {
    const large = enlarge(new Float32Array([0, 1, 2, 3]), 2); // cell centres at 55.5 and 167.5
    expect((large[55 * 224 + 55] + large[56 * 224 + 56]) / 2).toBeCloseTo(0, 1);
    expect(large[223 * 224 + 223]).toBe(3);
    expect(large[0 * 224 + 112]).toBeCloseTo(0.5 + 0.5 / 112, 6);
    expect(new Set(enlarge(new Float32Array(49).fill(0.5), SIZE))).toEqual(new Set([0.5]));
  });
});

describe('a heatmap image', () => {
  it('has a maximum of 255', () => {
    expect(Math.max(...heatmapPixels(map, SIZE))).toBe(255);
  });

  it('is empty if nothing supports the score', () => {
    expect(Math.max(...heatmapPixels(new Float32Array(49), SIZE))).toBe(0);
  });
});

describe('the share of attention inside a zone', () => {
  it('is 1 for the whole crop, 0 for an empty zone and one half for half of an even map', () => {
    const even = new Float32Array(49).fill(0.1);
    const left = Uint8Array.from({ length: 224 * 224 }, (_, i) => (i % 224 < 112 ? 1 : 0));
    expect(shareInZone(map, SIZE, new Uint8Array(224 * 224).fill(1))).toBe(1);
    expect(shareInZone(map, SIZE, new Uint8Array(224 * 224))).toBe(0);
    expect(shareInZone(even, SIZE, left)).toBeCloseTo(0.5, 12);
  });

  it('is 0 for an empty map', () => {
    expect(shareInZone(new Float32Array(49), SIZE, new Uint8Array(224 * 224).fill(1))).toBe(0);
  });
});

describe('the peak', () => {
  it('lies in the centre of the strongest cell, where the enlarged map has its maximum', () => {
    expect(peakOf(oneCell(0, 0), SIZE)).toEqual({ x: 15.5, y: 15.5 });
    expect(peakOf(oneCell(5, 2), SIZE)).toEqual({ x: 175.5, y: 79.5 });
    const large = enlarge(oneCell(5, 2), SIZE);
    const highest = Math.max(...large);
    expect([175, 176].map((x) => large[79 * 224 + x])).toEqual([highest, highest]);
  });

  it('is the centre of the crop for an empty map', () => {
    expect(peakOf(new Float32Array(49), SIZE)).toEqual({ x: 111.5, y: 111.5 });
  });
});
