// The typeface embedded in every PDF, so that accents look the same on every machine.

import { createRequire } from 'node:module';

export const FONT_WEIGHTS = ['regular', 'medium', 'semibold'] as const;

export type FontWeight = (typeof FONT_WEIGHTS)[number];

/** Inter (SIL Open Font License 1.1): Latin, Greek and Cyrillic, with tabular figures. */
export function fontFile(weight: FontWeight): string {
  const { resolve } = createRequire(import.meta.url);
  switch (weight) {
    case 'regular':
      return resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf');
    case 'medium':
      return resolve('@expo-google-fonts/inter/500Medium/Inter_500Medium.ttf');
    case 'semibold':
      return resolve('@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf');
  }
}
