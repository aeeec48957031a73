// Reads figures from JSON, which has no NaN: a figure that is not defined is written as null.

import { jsonOrNull } from '../json.ts';

/** The keys whose null means NaN. Elsewhere null means that something is not known. */
const FIGURES: ReadonlySet<string> = new Set([
  'value',
  'low',
  'high',
  'precision',
  'recall',
  'sensitivity',
  'specificity',
  'centreDistance',
  'peakDistance',
  'spread',
  'inOutline',
]);

/** Returns the content with NaN in place, to be parsed by a schema. Null if the text is not JSON. */
export function parseFigures(text: string): unknown {
  const parsed = jsonOrNull(text);
  return parsed === null
    ? null
    : JSON.parse(text, (key, value: unknown) => (value === null && FIGURES.has(key) ? Number.NaN : value));
}
