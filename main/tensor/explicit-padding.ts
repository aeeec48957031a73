// If padding is a single number, tfjs computes the output size from the window's height alone and ignores dilation. That is wrong for
// windows that are not square or are dilated. With one number per side, it computes the correct size.

import type { backend_util as backendUtil } from '@tensorflow/tfjs';

export type Padding = 'valid' | 'same' | number | backendUtil.ExplicitPadding;

/** The same padding, but never as a single number. */
export function explicitPadding(pad: Padding): 'valid' | 'same' | backendUtil.ExplicitPadding {
  return typeof pad === 'number' ? [[0, 0], [pad, pad], [pad, pad], [0, 0]] : pad; // prettier-ignore
}
