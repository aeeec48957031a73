import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { explainError } from '../../../main/tensor/libtorch/explain-error.ts';
import { engineOrReason } from './engines-under-test.ts';

const MEBIBYTE = 2 ** 20;
const engine = await engineOrReason({ engine: 'libtorch', threads: 1, memoryLimitBytes: 64 * MEBIBYTE });
const absent = typeof engine === 'string';

describe.skipIf(absent)('an error of libtorch', () => {
  it('names the operation, layer, shapes and remedy if shapes do not fit', () => {
    const x = tf.zeros([2, 3]);
    const attempt = (): unknown =>
      tf.tidy('head', () => tf.engine().runKernel('BatchMatMul', { a: x, b: x }, { transposeA: false, transposeB: false }));
    expect(attempt).toThrow(/BatchMatMul in head on a \[2, 3\], b \[2, 3\]: .*Check the shapes/u);
  });

  it('reports out of memory with the limit and a remedy, and leaves the engine usable', () => {
    const attempt = (): unknown => tf.tidy('layer1', () => tf.tile(tf.ones([1024, 1024]), [1, 64]));
    expect(attempt).toThrow(/Tile in layer1 on .*out of memory.*limit of 64 MiB.*smaller batch/u);
    expect(tf.ones([2]).dataSync()[0]).toBe(1);
  });

  it('refuses a disposed tensor', () => {
    const gone = tf.ones([2]);
    gone.dispose();
    expect(() => tf.engine().runKernel('Neg', { x: gone })).toThrow(/disposed/u);
  });

  it('frees its memory: the bytes in use return to the earlier value', () => {
    if (typeof engine === 'string') throw new Error(engine);
    const before = engine.memory().liveBytes;
    tf.tidy(() => {
      tf.add(tf.ones([1024, 1024]), tf.ones([1024, 1024]));
    });
    const { peakBytes, liveBytes } = engine.memory();
    expect(peakBytes - before).toBeGreaterThan(8 * MEBIBYTE);
    expect(liveBytes).toBe(before);
  });

  it('lets NaN pass through batch norm, so that a diverged step is noticed', () => {
    if (typeof engine === 'string') throw new Error(engine);
    const [mean, variance] = [tf.variable(tf.zeros([1]), false), tf.variable(tf.ones([1]), false)];
    const y = engine.kernels.batchNormTrain(tf.tensor2d([[1], [Number.NaN]]), tf.ones([1]), tf.zeros([1]), mean, variance, {
      relu: true,
    });
    expect(engine.kernels.allFinite(y)).toBe(false);
    expect(engine.kernels.allFinite(variance)).toBe(false);
  });
});

describe('a graphics card that fails', () => {
  it('is reported with the operation and a remedy', () => {
    const error = Object.assign(new Error('CUDA error: unspecified launch failure\nCompile with ...'), { code: 'LIBTORCH' });
    const x = { dataId: {}, shape: [2, 8, 8, 3], dtype: 'float32' as const };
    expect(explainError('Conv2D', { x }, error).message).toBe(
      'Conv2D on x [2, 8, 8, 3]: CUDA error: unspecified launch failure. ' +
        'The graphics card failed or was removed. Start the job again, or choose the device "cpu".',
    );
  });
});

describe.skipIf(absent)('a request for something that is not available', () => {
  it('for CUDA is refused on a machine without it', async () => {
    const answer = await engineOrReason({ engine: 'libtorch', device: 'cuda' });
    expect(typeof answer === 'string' ? answer : answer.device).toMatch(/No CUDA device is available|cuda/u);
  });

  it('for bf16 is refused on wasm', async () => {
    expect(await engineOrReason({ engine: 'wasm', precision: 'bf16' })).toContain('fp32 only');
  });
});
