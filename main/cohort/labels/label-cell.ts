// One cell of a label table: a grade, a yes/no answer, a reason why there is no grade, or missing.

import { highestGradeOf, type LabelValue } from '../../domain/label.ts';
import type { LabelBinding } from './label-mapping.ts';
import { labelText } from '../text/labels.ts';
import { words } from './words.ts';

export type Cell = LabelValue | 'missing' | { readonly kind: 'out-of-range'; readonly expected: string };

export type CellMeaning = Pick<LabelBinding, 'name' | 'kind' | 'values'>;

/**
 * `2`, `2.0`, `2,0`, `grade 2`, `1: possible` and `1 (possible)` are grades. The OAI codes `.J`, `.T` and `.U` are technical reasons, `.P` is
 * an implant, and other codes are missing. Blanks and the missing values of spreadsheets and statistics programs are missing. Any other
 * text is out of range, and so reported.
 */
export function readCell(text: string, { name, kind, values }: CellMeaning): Cell {
  const written = text.trim();
  const meaning = values !== undefined && Object.hasOwn(values, written) ? values[written] : undefined;
  if (meaning === 'technical' || meaning === 'implant') return { kind: 'not-gradable', reason: meaning };
  const word = written.normalize('NFKC').toLowerCase();
  if (meaning === 'missing' || (meaning === undefined && (word === '' || MISSING.has(word) || written === 'None')))
    return 'missing';
  const code = /^\.(?:([a-z])\b|\s*:)/.exec(word);
  const reason = meaning === undefined ? (NOT_GRADABLE.get(word) ?? NOT_GRADABLE.get(`.${code?.[1]}`)) : undefined;
  if (reason !== undefined) return { kind: 'not-gradable', reason };
  if (code !== null) return 'missing';
  const number = typeof meaning === 'number' ? meaning : numberOf(word, kind);
  const highest = kind === 'binary' ? 1 : highestGradeOf(name);
  if (number === undefined || !Number.isInteger(number) || number < 0 || number > highest) {
    return { kind: 'out-of-range', expected: kind === 'binary' ? labelText.cell.yesOrNo : labelText.cell.grades(highest) };
  }
  return kind === 'binary' ? { kind, value: number === 1 ? 1 : 0 } : { kind, value: number };
}

/** Blank, and the words and signs for no value. `none` is not among them, because it may mean grade 0; `None` is Python's. */
const MISSING: ReadonlySet<string> = new Set(
  words(
    '. - -- – — na n/a n.a. nan <na> null #null! #n/a #nv #n/b missing unknown fehlt fehlend unbekannt k.a. ontbreekt onbekend n.v.t.',
  ),
);

const NOT_GRADABLE: ReadonlyMap<string, 'technical' | 'implant'> = new Map([
  ...['.j', '.t', '.u', 'technical', 'not-gradable', 'not gradable', 'ungradable'].map((word) => [word, 'technical'] as const),
  ...['.p', 'implant', 'prosthesis', 'prothese', 'implantat'].map((word) => [word, 'implant'] as const),
]);

const YES = /^(?:yes|true|y|present|ja|wahr|waar)$/;
const NO = /^(?:no|false|n|absent|nein|nee|falsch|onwaar)$/;

/** A number, alone or with a word: `grade 2`, `2: moderate`, `2 (moderate)`, `2 - moderate`. Not `1-2`, `2+` or `2?`. */
const NUMBER =
  /^(?:(?:grade|grad|graad|kl|oarsi)\s*[:=]?\s*)?(-?\d+(?:[.,]\d+)?)(?:\s*:(?!\s*\d).*|\s*\([^\d)]+\)|\s*[-–—=]\s*\p{L}[^\d]*)?$/su;

function numberOf(word: string, kind: CellMeaning['kind']): number | undefined {
  if (kind === 'binary') {
    if (YES.test(word)) return 1;
    if (NO.test(word)) return 0;
  }
  const digits = NUMBER.exec(word)?.[1];
  return digits === undefined ? undefined : Number(digits.replace(',', '.'));
}
