// Which typeface prints which letter. A letter that no typeface has becomes its number, such as `U+1F9B4`, never an empty box.

import { openSync } from 'fontkit';
import { fontFile, otherFontFile, type OtherFont } from './fonts.ts';

/** A letter with its marks, and the typeface that has all of it. Null means Inter in the weight of the text around it. */
export interface Letter {
  readonly text: string;
  readonly font: OtherFont | null;
}

export interface Letters {
  /** The letters of a text in the order of reading. */
  readonly of: (text: string) => readonly Letter[];
  /** True if every letter of the text is printed as a letter. */
  readonly cover: (text: string) => boolean;
}

/** Opens a typeface when a text first needs it, because the largest has 8 MB. */
export function openLetters(): Letters {
  const hasGlyph = openFonts();
  const fontOf = (cluster: string, order: readonly (OtherFont | null)[]): OtherFont | null | undefined =>
    order.find((font) => Array.from(cluster).every((point) => hasGlyph(font, point)));
  const lettersOf = (text: string): readonly Letter[] => {
    if (/^[ -~]*$/.test(text)) return Array.from(text, (letter) => ({ text: letter, font: null }));
    const order = fontsFor(text, hasGlyph);
    const clusters = Array.from(CLUSTERS.segment(text), ({ segment }) => segment);
    return clusters.flatMap((cluster, index) => {
      const unseen = UNSEEN.test(cluster) || (JOINER_LAST.test(cluster) && !LETTER_FIRST.test(clusters[index + 1] ?? ''));
      const font = unseen ? undefined : fontOf(cluster, order);
      if (font !== undefined) return [{ text: cluster, font }];
      return Array.from(cluster, (point) => {
        const own = UNSEEN_ALONE.test(point) ? undefined : fontOf(point, order);
        return own === undefined ? { text: numberOf(point), font: null } : { text: point, font: own };
      });
    });
  };
  const cover = (text: string): boolean => {
    const printed = lettersOf(text).map((letter) => letter.text);
    return printed.join('') === text;
  };
  return { of: lettersOf, cover };
}

type HasGlyph = (font: OtherFont | null, point: string) => boolean;

function openFonts(): HasGlyph {
  const opened = new Map<OtherFont | null, ReturnType<typeof openSync>>();
  return (font, point) => {
    if (font === null ? JOINER_LAST.test(point) : !SCRIPTS[font].test(point)) return false;
    const file = opened.get(font) ?? openSync(font === null ? fontFile('regular') : otherFontFile(font));
    opened.set(font, file);
    return 'hasGlyphForCodePoint' in file && file.hasGlyphForCodePoint(point.codePointAt(0) ?? 0);
  };
}

/** These print the digits of a name too. Lines of these typefaces are so high that a reader of the PDF's text takes two of them for two lines. */
const WHOLE_NAMES = ['thai', 'devanagari'] as const;

/** The typefaces in the order in which each letter tries them. One East Asian typeface prints the whole text if it can. */
function fontsFor(text: string, hasGlyph: HasGlyph): readonly (OtherFont | null)[] {
  const whole = WHOLE_NAMES.find((font) => SCRIPTS[font].test(text.replaceAll(/[ -~]/g, '')));
  const alphabets = [...(whole === undefined ? [] : [whole]), null, 'arabic', 'hebrew', 'thai', 'devanagari'] as const;
  const points = Array.from(text).filter((point) => EAST_ASIAN.test(point));
  if (points.length === 0) return alphabets;
  const fonts = eastAsianFonts(text);
  const best = fonts.find((font) => points.every((point) => hasGlyph(font, point))) ?? 'chinese';
  return [...alphabets, best, ...fonts.filter((font) => font !== best)];
}

const CLUSTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Two names may differ in a letter that nobody sees, so its number is printed. A joiner shapes the letters beside it, so it is seen there. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}]|(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}/u;

const JOINER_LAST = /[\u200c\u200d]$/;

const LETTER_FIRST = /^\p{L}/u;

/** Without its letter, a mark or a joiner cannot be seen either. */
const UNSEEN_ALONE = /[\p{M}\p{C}\p{Default_Ignorable_Code_Point}]/u;

const EAST_ASIAN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303f\u30fb\u30fc\u3200-\u33ff\uff00-\uffef]/u;

/** The letters for which a typeface is opened. */
const SCRIPTS: Readonly<Record<OtherFont, RegExp>> = {
  arabic: /[\p{Script=Arabic}\p{Script=Inherited}\u060c\u061b\u061f\u0640\u200c\u200d]/u,
  hebrew: /[\p{Script=Hebrew}\p{Script=Inherited}]/u,
  thai: /[\p{Script=Thai} -~]/u,
  devanagari: /[ -~\p{Script=Devanagari}\p{Script=Inherited}\u0964\u0965\u200c\u200d]/u,
  chinese: EAST_ASIAN,
  japanese: EAST_ASIAN,
  korean: EAST_ASIAN,
};

const EAST_ASIAN_FONTS = ['chinese', 'japanese', 'korean'] as const;

/** China, Japan and Korea draw some characters differently. Kana and Hangul show which of them a text is from. */
function eastAsianFonts(text: string): readonly (typeof EAST_ASIAN_FONTS)[number][] {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return ['japanese', 'chinese', 'korean'];
  return /\p{Script=Hangul}/u.test(text) ? ['korean', 'chinese', 'japanese'] : EAST_ASIAN_FONTS;
}

function numberOf(point: string): string {
  return `U+${(point.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} `;
}
