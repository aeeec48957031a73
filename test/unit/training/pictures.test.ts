// A trained network sees the same pictures as during training.

import { afterAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../main/domain/random.ts';
import { plainView, withInputRange, type InputRange } from '../../../main/training/augmentation.ts';
import { pictureBatch, plainPictures } from '../../../main/training/pictures.ts';
import { testEngine } from '../network/test-engine.ts';

const engine = await testEngine();
afterAll(() => engine.dispose());

describe('pictures without an engine', () => {
  it.each([
    ['zero-to-one', { height: 12, width: 10 }],
    ['zero-to-one', { height: 7, width: 9 }],
    ['minus-one-to-one', { height: 20, width: 11 }],
  ] satisfies [InputRange, { height: number; width: number }][])('equal those made by the engine: %s at %o', (range, size) => {
    const random = seededRandom('stored');
    const stored = { pixels: new Uint8Array(3 * 120).map(() => random.below(256)), size: { height: 12, width: 10 } };
    const augmentation = withInputRange(plainView({ crop: stored.size, picture: size }), range);
    const chosen = [0, 1, 2].map((index) => ({ index, augmentation }));
    const expected = pictureBatch(engine, stored, chosen, size);
    const computed = plainPictures(stored, size, range);
    expect(computed).toHaveLength(expected.size);
    const values = expected.dataSync();
    expect(Math.max(...computed.map((value, at) => Math.abs(value - values[at])))).toBeLessThan(1e-5);
    expected.dispose();
  });
});
