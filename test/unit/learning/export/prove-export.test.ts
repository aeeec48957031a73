import { afterAll, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { seededRandom } from '../../../../main/domain/random.ts';
import { proveExport, relativeDifference, TOLERANCE } from '../../../../main/learning/export/prove-export.ts';
import { parameterNamed } from '../../../../main/network/parameters.ts';
import { livedInWeights, wideNetwork } from '../../network/tiny-network.ts';
import { testEngine } from '../../network/test-engine.ts';

const engine = await testEngine();
afterAll(() => engine.dispose());

const architecture = wideNetwork();
const random = seededRandom('crops');
const crops = {
  height: 32,
  width: 32,
  pictures: [1, 2, 3].map(() => Float32Array.from({ length: 32 * 32 }, () => random.next())),
};

describe('the check of an export', () => {
  it('finds both networks equal, more exactly in single precision than as shipped', async () => {
    const checked = valueOrThrow(await proveExport({ architecture, weights: livedInWeights(architecture, 5) }, crops, engine));
    expect(checked).toMatchObject({ crops: 3 });
    expect(checked.single).toBeLessThan(TOLERANCE.single);
    expect(checked.half).toBeGreaterThan(checked.single);
  });

  it('refuses weights that half precision cannot represent', async () => {
    const weights = new Map(livedInWeights(architecture, 5));
    const large = parameterNamed(weights, 'conv2.weight');
    weights.set('conv2.weight', { ...large, data: large.data.map((value) => 1e6 * value) });
    const checked = await proveExport({ architecture, weights }, crops, engine);
    expect(checked).toMatchObject({ ok: false, failure: { code: 'export-differs' } });
    expect(checked.ok ? '' : checked.failure.message).toContain('(half precision)');
  });

  it('counts a missing answer, another shape and NaN as different', () => {
    const one = { shape: [2], values: Float32Array.of(1, 200) };
    expect(relativeDifference(one, undefined)).toBe(Infinity);
    expect(relativeDifference(one, { shape: [1], values: Float32Array.of(1) })).toBe(Infinity);
    expect(relativeDifference(one, { shape: [2], values: Float32Array.of(1, NaN) })).toBe(Infinity);
    expect(relativeDifference(one, { shape: [2], values: Float32Array.of(NaN, 200) })).toBe(Infinity);
    expect(relativeDifference(one, { shape: [2], values: Float32Array.of(2, 200) })).toBeCloseTo(1 / 200);
    expect(
      relativeDifference({ shape: [1], values: Float32Array.of(0.1) }, { shape: [1], values: Float32Array.of(0.2) }),
    ).toBeCloseTo(0.1);
  });
});
