// The paper: its dimensions, inks and kinds of text. All lengths are in points, with the origin at the top left.

import type PDFDocument from 'pdfkit';
import type { FontWeight } from './fonts.ts';
import type { Letters } from './letters.ts';

export interface Sheet extends InstanceType<typeof PDFDocument> {
  readonly letters: Letters;
}

export const PAGE = { width: 595.28, height: 841.89, margin: 40 } as const;

export const CONTENT = { left: PAGE.margin, right: PAGE.width - PAGE.margin, width: PAGE.width - 2 * PAGE.margin } as const;

export const INK = {
  text: '#16181d',
  quiet: '#5d6470',
  faint: '#b9bec7',
  line: '#dfe2e7',
  warning: '#a84300',
  paper: '#ffffff',
} as const;

/** The size of the smallest print. Only what is far too long for its place is smaller. */
export const SMALL_PRINT = 7.5;

export interface TextStyle {
  readonly size: number;
  readonly weight?: FontWeight;
  readonly colour?: string;
  readonly align?: 'left' | 'right' | 'center';
  /** Figures of equal width, for columns of numbers. */
  readonly tabular?: boolean;
}
