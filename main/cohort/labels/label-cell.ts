// One cell of a label table: a grade, a yes/no answer, a reason why there is no grade, or missing.

import { highestGradeOf, type LabelValue } from '../../domain/label.ts';
import type { LabelBinding } from './label-mapping.ts';
import { labelText } from '../text/labels.ts';

export type Cell = LabelValue | 'missing' | { readonly kind: 'out-of-range'; readonly expected: string };

export type CellMeaning = Pick<LabelBinding, 'name' | 'kind' | 'values'>;

/**
 * `2`, `2.0` and `1: possible` are grades. The OAI codes `.J`, `.T` and `.U` are technical reasons, `.P` is an implant. Other OAI codes,
 * blanks, and the missing values of statistics programs are missing.
 */
export function readCell(text: string, { name, kind, values }: CellMeaning): Cell {
  const written = text.trim();
  const meaning = values?.[written];
  if (meaning === 'technical' || meaning === 'implant') return { kind: 'not-gradable', reason: meaning };
  if (meaning === 'missing' || /^(|na|nan|n\/a|null|none|#null!|\.|-)$/i.test(written)) return 'missing';
  const code = /^\.([a-z])\b/i.exec(written)?.[1]?.toUpperCase();
  if (code === 'P') return { kind: 'not-gradable', reason: 'implant' };
  if (code !== undefined) return 'JTU'.includes(code) ? { kind: 'not-gradable', reason: 'technical' } : 'missing';
  const number = typeof meaning === 'number' ? meaning : numberOf(written, kind);
  const highest = kind === 'binary' ? 1 : highestGradeOf(name);
  if (number === undefined || !Number.isInteger(number) || number < 0 || number > highest) {
    return { kind: 'out-of-range', expected: kind === 'binary' ? labelText.cell.yesOrNo : labelText.cell.grades(highest) };
  }
  return kind === 'binary' ? { kind, value: number === 1 ? 1 : 0 } : { kind, value: number };
}

function numberOf(written: string, kind: CellMeaning['kind']): number | undefined {
  if (kind === 'binary') {
    if (/^(yes|true|y)$/i.test(written)) return 1;
    if (/^(no|false|n)$/i.test(written)) return 0;
  }
  const digits = /^(-?\d+(?:[.,]\d+)?)(?::.*)?$/s.exec(written)?.[1];
  return digits === undefined ? undefined : Number(digits.replace(',', '.'));
}
