// The typefaces embedded in every PDF, so that a name looks the same on every machine. A PDF holds only the letters that it prints.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const FONT_WEIGHTS = ['regular', 'medium', 'semibold'] as const;

export type FontWeight = (typeof FONT_WEIGHTS)[number];

/** Noto Sans (SIL Open Font License 1.1) for the letters that Inter lacks, in one weight. */
export const OTHER_FONTS = ['arabic', 'hebrew', 'thai', 'devanagari', 'chinese', 'japanese', 'korean'] as const;

export type OtherFont = (typeof OTHER_FONTS)[number];

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

export function otherFontFile(font: OtherFont): string {
  const { resolve } = createRequire(import.meta.url);
  // These packages export only their code, which lies beside the fonts.
  const beside = (name: string, file: string): string => join(dirname(resolve(name)), '..', 'fonts', file);
  switch (font) {
    case 'arabic':
      return resolve('@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf');
    case 'hebrew':
      return resolve('@expo-google-fonts/noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular.ttf');
    case 'thai':
      return resolve('@expo-google-fonts/noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf');
    case 'devanagari':
      return resolve('@expo-google-fonts/noto-sans-devanagari/400Regular/NotoSansDevanagari_400Regular.ttf');
    case 'chinese':
      return beside('@embedpdf/fonts-sc', 'NotoSansHans-Regular.otf');
    case 'japanese':
      return beside('@embedpdf/fonts-jp', 'NotoSansJP-Regular.otf');
    case 'korean':
      return beside('@embedpdf/fonts-kr', 'NotoSansKR-Regular.otf');
  }
}
