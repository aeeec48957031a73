// tfjs computes the output of a padding given as one number from the window's height alone, without dilation: wrong for windows that
// are not square, or dilated. Written out for each side, it computes rightly.

import type { backend_util as backendUtil } from '@tensorflow/tfjs';

export type Padding = 'valid' | 'same' | number | backendUtil.ExplicitPadding;

/** The same padding, never as a number. */
export function explicitPadding(pad: Padding): 'valid' | 'same' | backendUtil.ExplicitPadding {
  return typeof pad === 'number' ? [[0, 0], [pad, pad], [pad, pad], [0, 0]] : pad; // prettier-ignore
}
