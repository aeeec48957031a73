import { expect, it } from 'vitest';
import { plainCell } from '../../../../main/cohort/tables/plain-cell.ts';

it.each([
  ['00121', '00121'],
  ['="00121"', '00121'],
  ['= "00121"', '00121'],
  ["'00121", '00121'],
  ["'A-7", 'A-7'],
  ["'=1+2", '=1+2'],
  ['\'="00121"', '="00121"'],
  ["''00121", "'00121"],
  ["'s-Gravenhage", "'s-Gravenhage"],
  ["O'Brien", "O'Brien"],
  ['\u200B00\u200B121\uFEFF', '00121'],
  ['\u00A000121\u00A0', '00121'],
  ['van\u00A0Dijk', 'van Dijk'],
  ['\u200E7\u200F', '7'],
  ['Ju\u0308rgen', 'Jürgen'],
  ['علی\u200Cرضا', 'علی\u200Cرضا'],
  ['', ''],
])('the cell %j holds %j', (written, plain) => expect(plainCell(written)).toBe(plain));
