// How wide a line of text is in Inter, so that labels have the room that they need.

import { openSync } from 'fontkit';
import { fontFile } from '../pdf/fonts.ts';

export type TextWidth = (text: string, size: number, bold?: boolean) => number;

/** Letters that Inter lacks count as wide as its box for a missing letter, which is about the width of an ideograph. */
export function openTextWidth(): TextWidth {
  const [regular, bold] = [openSync(fontFile('regular')), openSync(fontFile('semibold'))];
  return (text, size, inBold = false) => {
    const font = inBold ? bold : regular;
    if (!('layout' in font)) throw new Error('Inter is one typeface, but its file holds several.');
    return (font.layout(text).advanceWidth / font.unitsPerEm) * size;
  };
}
