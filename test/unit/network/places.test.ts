// Positions as maps: the target that the loss uses, and how a position is read from a map.

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { placeLoss } from '../../../main/network/loss/place.ts';
import { CELL_PIXELS, inCells, placeOf } from '../../../main/network/place-maps.ts';
import { placeTruth } from '../../../main/training/localisation/place-truth.ts';
import { testEngine } from './test-engine.ts';

const engine = await testEngine();
const EDGE = 12;
const within = fc.double({ min: 3 * CELL_PIXELS, max: (EDGE - 3) * CELL_PIXELS, noNaN: true });

it('reads a position more precisely than a cell from the map that the loss aims for', async () => {
  await fc.assert(
    fc.asyncProperty(within, within, async (x, y) => {
      const truth = placeTruth(engine, [[{ x, y }]], EDGE);
      const [across, down] = [await truth.across.data(), await truth.down.data()];
      const logits = Float32Array.from({ length: EDGE * EDGE }, (_, i) => {
        return 9 + Math.log(across[i % EDGE] * down[Math.floor(i / EDGE)] + 1e-30);
      });
      const found = placeOf(logits, EDGE);
      expect(Math.hypot(found.x - x, found.y - y)).toBeLessThan(0.1 * CELL_PIXELS);
      expect(found.probability).toBeGreaterThan(0.99);
    }),
    { numRuns: 50 },
  );
});

it('reports a place as absent if no cell rises above the level for absence', () => {
  const found = placeOf(new Float32Array(EDGE * EDGE).fill(-12), EDGE);
  expect(found.probability).toBeLessThan(0.01);
});

it('counts a place outside the picture as absent', async () => {
  const truth = placeTruth(engine, [[{ x: -3, y: 5 }, { x: 5, y: 5 }]], EDGE); // prettier-ignore
  expect([...(await truth.absent.data())]).toEqual([1, 0]);
  expect(inCells(-0.5)).toBe(-0.5);
});

it('is the cross-entropy plus the distance of the mean, by hand', async () => {
  const { tf } = engine;
  // Four cells with one logit each, and the class for absence at 0: with all logits 0, all five have p = 1/5.
  const maps = tf.tensor4d(new Float32Array(4), [1, 2, 2, 1]);
  const across = tf.tensor3d([1, 0], [1, 1, 2]);
  const down = tf.tensor3d([1, 0], [1, 1, 2]);
  const present = placeLoss(tf, maps, { across, down, absent: tf.zeros([1, 1]) });
  // The mean is (1/2, 1/2) and the place is (0, 0): half a cell off along both axes, weighted by one half.
  expect((await present.data())[0]).toBeCloseTo(Math.log(5) + 0.5 * (0.5 + 0.5), 5);
  const zero = tf.tensor3d(new Float32Array(2), [1, 1, 2]);
  const gone = placeLoss(tf, maps, { across: zero, down: zero, absent: tf.ones([1, 1]) });
  expect((await gone.data())[0]).toBeCloseTo(Math.log(5), 5);
});
