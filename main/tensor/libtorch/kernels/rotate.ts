// Rotation on libtorch. The source of each output pixel is computed once for all images, then gathered.

import { backend_util as backendUtil } from '@tensorflow/tfjs';
import { ELEMENT_TYPES } from '../addon.ts';
import type { LibtorchBackend } from '../backend.ts';
import { kernel } from '../kernel.ts';
import type { KernelTable, Named } from '../kernel.ts';

interface RotationAttributes {
  readonly radians: number;
  readonly fillValue: number | readonly number[];
  readonly center: number | [number, number];
}

/** If the fill is a colour, the fourth channel is opacity, which is set to opaque. */
const OPACITY_CHANNEL = 3;
const OPAQUE = 255;

/** The kernels, by tfjs name. */
export function rotationKernels(backend: LibtorchBackend): KernelTable {
  const { addon } = backend;
  return {
    RotateWithOffset: kernel<Named<'image'>, RotationAttributes>(({ image }, { radians, fillValue, center }) => {
      const [batch = 1, height = 1, width = 1, channels = 1] = image.shape;
      const { pixels, inside } = sources(height, width, radians, backendUtil.getImageCenter(center, height, width));
      const fill = Float32Array.from({ length: channels }, (_, channel) => {
        if (typeof fillValue === 'number') return fillValue;
        return channel === OPACITY_CHANNEL ? OPAQUE : (fillValue[channel] ?? 0);
      });
      const flat = addon.reshape(backend.handleOf(image), [batch, height * width, channels]);
      const places = addon.write(pixels, [height * width], ELEMENT_TYPES.int32);
      const gathered = addon.gather(flat, places, 1);
      const condition = addon.write(inside, [1, height * width, 1], ELEMENT_TYPES.bool);
      const outside = addon.write(fill, [1, 1, channels], ELEMENT_TYPES.float32);
      const chosen = addon.select(condition, gathered, outside);
      const result = addon.reshape(chosen, image.shape);
      for (const handle of [flat, places, gathered, condition, outside, chosen]) addon.release(handle);
      return backend.output(result, image.shape, image.dtype);
    }),
  };
}

/** For each output pixel, the index of the nearest input pixel and whether it lies inside the image. If not, the index is 0. */
function sources(
  height: number,
  width: number,
  radians: number,
  [centerX, centerY]: [number, number],
): { pixels: Int32Array; inside: Uint8Array } {
  const [sine, cosine] = [Math.sin(radians), Math.cos(radians)];
  const pixels = new Int32Array(height * width);
  const inside = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sourceX = Math.round((x - centerX) * cosine - (y - centerY) * sine + centerX);
      const sourceY = Math.round((x - centerX) * sine + (y - centerY) * cosine + centerY);
      if (!(sourceX >= 0 && sourceX < width && sourceY >= 0 && sourceY < height)) continue;
      pixels[y * width + x] = sourceY * width + sourceX;
      inside[y * width + x] = 1;
    }
  }
  return { pixels, inside };
}
