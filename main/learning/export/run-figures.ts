// The figures that a run measured of its best epoch at its end, with the names that cards use.

import { join } from 'node:path';
import { z } from 'zod';
import type { ModelFigure } from '../../inference/model-card.ts';
import { readJson } from '../../files/read-json.ts';

/** `data` says what a figure of a test cohort was measured on. Without it, the figure is of the validation items. */
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
 * Returns the figures of this epoch. Empty if the run measured another epoch, or ended before it measured. `validation` describes the
 * validation items. Figures of mirrored pictures are left out, since models do not grade mirrored pictures, and so are undefined figures.
 */
export async function runFigures(
  folder: string,
  { epoch, validation }: { readonly epoch: number; readonly validation: string },
): Promise<ModelFigure[]> {
  const measured = Measured.safeParse(await readJson(join(folder, 'figures.json')));
  if (!measured.success || measured.data.epoch !== epoch) return [];
  return measured.data.figures.flatMap(({ name, value, low, high, data, items }) => {
    const label = nameInWords(name) ?? (data === undefined ? null : name);
    if (label === null || value === null) return [];
    const interval = low === null || high === null ? {} : { low, high };
    return [{ name: label, value, ...interval, data: data ?? `${items ?? 'the'} items of ${validation}` }];
  });
}

/** Returns `AUC of presence, femur-superior` for `auc.femur-superior`. Null for a name that cards use as it is, or leave out. */
function nameInWords(name: string): string | null {
  const [figure = '', ...of] = name.split('.');
  const label = NAMES[figure];
  return label === undefined ? null : [label, ...of].join(', ');
}
