// Draws collimator shutters over training pictures, wider than any in the data, so that a network does not rely on what lies near the
// borders.

import type { Random } from '../../domain/random.ts';
import type { Engine, Tensor4D } from '../../network/tensors.ts';

const SHARE = 0.35;
const WIDEST = 0.16;

/** Gives some of the pictures one to four dark or bright borders. Disposes `image`. */
export function drawShutters({ tf }: Engine, image: Tensor4D, random: Random): Tensor4D {
  const [batch, height, width] = image.shape;
  const open = new Float32Array(batch * height * width).fill(1);
  const shade = new Float32Array(batch);
  for (let picture = 0; picture < batch; picture++) {
    const drawn = random.next() < SHARE;
    shade[picture] = random.next() < 0.7 ? 0 : 1;
    const border = (edge: number): number => Math.floor(random.next() < 0.5 ? 0 : random.between(0, WIDEST) * edge);
    const [left, right, above, below] = [border(width), border(width), border(height), border(height)];
    if (!drawn) continue;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const closed = x < left || x >= width - right || y < above || y >= height - below;
        if (closed) open[(picture * height + y) * width + x] = 0;
      }
    }
  }
  return tf.tidy(() => {
    const mask = tf.tensor4d(open, [batch, height, width, 1]);
    const shutter: Tensor4D = tf.mul(tf.sub(1, mask), tf.tensor4d(shade, [batch, 1, 1, 1]));
    const covered: Tensor4D = tf.add(tf.mul(image, mask), shutter);
    image.dispose();
    return covered;
  });
}
