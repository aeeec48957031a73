// The contrast of hip pictures for System 4.

import { stretch } from '../../imaging/grey-levels.ts';
import type { RecipeOf } from '../../training/recipe.ts';
import type { LabelledPictures } from '../../training/tasks/labelled-pictures.ts';

/** Returns the pictures with the contrast that the recipe asks for. Its model grades with the same contrast. */
export function withRecipeContrast({ intensity }: Pick<RecipeOf<4>, 'intensity'>, pictures: LabelledPictures): LabelledPictures {
  return intensity === 'stretch' ? withContrast(pictures) : pictures;
}

/** Returns the pictures with the grey values of each stretch over the whole range. */
function withContrast({ stored, items }: LabelledPictures): LabelledPictures {
  const area = stored.size.height * stored.size.width;
  const pixels = new Uint8Array(stored.pixels.length);
  for (let first = 0; first < pixels.length; first += area)
    pixels.set(stretch(stored.pixels.subarray(first, first + area)), first);
  return { stored: { ...stored, pixels }, items };
}
