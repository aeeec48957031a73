// What a run measured of its best epoch when it ended, as its model's card names it.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ModelFigure } from '../../inference/model-card.ts';

/** A figure that says itself on what it was measured (of a test cohort), or one of the validation items. */
const Figure = z.object({
  name: z.string(),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  data: z.string().optional(),
  items: z.int().optional(),
});

const Measured = z.object({ checkpoint: z.string(), epoch: z.int(), figures: z.array(Figure) });

const NAMES: Readonly<Record<string, string>> = {
  accuracy: 'accuracy',
  quadraticKappa: 'quadratic kappa',
  linearKappa: 'linear kappa',
  auc: 'AUC of presence',
  centreDistance: 'Grad-CAM centre of mass to the nearest landmark, in crop pixels',
  peakDistance: 'Grad-CAM peak to the nearest landmark, in crop pixels',
  spread: 'Grad-CAM spread, in crop pixels',
  inOutline: 'share of Grad-CAM inside the true osteophyte',
};

/**
 * The figures of this very epoch; none where the run measured another or ended before it measured. `validation` says what the items were.
 * Figures of mirrored pictures are left out, since hips are not graded so, and so are those that are no number.
 */
export async function runFigures(
  folder: string,
  { epoch, validation }: { readonly epoch: number; readonly validation: string },
): Promise<ModelFigure[]> {
  const text = await readFile(join(folder, 'figures.json'), 'utf8').catch(() => null);
  const measured = Measured.safeParse(text === null ? null : JSON.parse(text));
  if (!measured.success || measured.data.epoch !== epoch) return [];
  return measured.data.figures.flatMap(({ name, value, low, high, data, items }) => {
    const words = nameInWords(name) ?? (data === undefined ? null : name);
    if (words === null || value === null) return [];
    const interval = low === null || high === null ? {} : { low, high };
    return [{ name: words, value, ...interval, data: data ?? `${items ?? 'the'} items of ${validation}` }];
  });
}

/** `auc.femur-superior` as a sentence has it; null for a name that is in words already, or that a card leaves out. */
function nameInWords(name: string): string | null {
  const [figure, ...of] = name.split('.');
  return figure in NAMES ? [NAMES[figure], ...of].join(', ') : null;
}
