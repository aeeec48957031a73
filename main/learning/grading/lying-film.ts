// Asks whether a film lies on its side or stands upside down: the finders see hips on an upright film only.

import { success, type Result } from '../../domain/failure.ts';
import { turnedSize, turnPixels, type Turn } from '../../domain/film/turn.ts';
import type { Radiograph } from '../../domain/radiograph.ts';
import type { Locators } from '../../inference/finders.ts';
import { locateHeads } from '../../inference/localise.ts';

const ROTATIONS: readonly Turn[] = ['rotate-90', 'rotate-270', 'rotate-180'];

/** Returns the rotation after which both hips are found. Null if there is none. A mirrored film looks like an upright one. */
export async function rotationToUpright(
  film: Pick<Radiograph, 'width' | 'height' | 'pixels'>,
  finders: Pick<Locators, 'heads' | 'centres'>,
): Promise<Result<Turn | null>> {
  for (const rotation of ROTATIONS) {
    const turned = { ...turnedSize(rotation, film), pixels: turnPixels(rotation, film.pixels, film) };
    const found = await locateHeads(turned, finders);
    if (!found.ok) return found;
    if (found.value.located.filter(({ kind }) => kind !== 'implant').length === 2) return success(rotation);
  }
  return success(null);
}
