// The names on a hip's page, which may have letters of any script.

import type { ReportHip } from '../report-model.ts';
import { openLetters } from './letters.ts';

export function namesOnPage({ hip, reader }: ReportHip): readonly string[] {
  return [hip.subject, hip.visit, reader ?? ''];
}

/** Returns how many subjects' pages have letters that are printed as numbers. */
export function countNamesInNumbers(hips: readonly ReportHip[]): number {
  const letters = openLetters();
  return new Set(hips.filter((hip) => !namesOnPage(hip).every(letters.cover)).map(({ hip }) => hip.subject)).size;
}
