// The names on a hip's page, which may have letters of any script.

import type { Hip } from '../../domain/hip.ts';
import { openLetters } from './letters.ts';

/** Only a hip's page prints the reader. */
interface NamedPage {
  readonly hip: Hip;
  readonly reader?: string | null;
}

export function namesOnPage({ hip, reader }: NamedPage): readonly string[] {
  return [hip.subject, hip.visit, reader ?? ''];
}

/** Returns how many subjects' pages have letters that are printed as numbers. */
export function countNamesInNumbers(hips: readonly NamedPage[]): number {
  const letters = openLetters();
  return new Set(hips.filter((hip) => !namesOnPage(hip).every(letters.cover)).map(({ hip }) => hip.subject)).size;
}
