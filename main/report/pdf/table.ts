// The grades as a table: each quadrant's grade, the four probabilities as bars, the attention audit, and a reader's word.

import { GRADES } from '../../domain/grade.ts';
import { QUADRANTS, type Quadrant } from '../../domain/quadrant.ts';
import type { ReportHip } from '../report-model.ts';
import type { Wording } from '../text/wording.ts';
import { PANELS_BOTTOM } from './panels.ts';
import { badge, CONTENT, INK, line, QUADRANT_COLOUR, rule, type Sheet } from './sheet.ts';

const TOP = PANELS_BOTTOM + 16;
const ROW = 23;
const BAR = 42;

/** Where the table and the line beneath it end. */
export const TABLE_BOTTOM = TOP + 18 + QUADRANTS.length * ROW + 26;

const COLUMN = { name: CONTENT.left, grade: CONTENT.left + 116, bars: CONTENT.left + 190 };

export function drawTable(sheet: Sheet, { hip, words }: { hip: ReportHip; words: Wording }): void {
  const { table } = words;
  const head = { size: 7.2, weight: 'medium', colour: INK.quiet } as const;
  const layout = columns(hip);
  line(sheet, table.quadrant, { x: COLUMN.name, y: TOP, width: 110 }, head);
  line(sheet, table.grade, { x: COLUMN.grade, y: TOP, width: 80 }, head);
  for (const grade of GRADES) {
    line(sheet, table.probability(grade), { x: COLUMN.bars + grade * layout.pitch, y: TOP, width: BAR }, head);
  }
  line(sheet, table.attention, { x: layout.attention, y: TOP, width: layout.attentionWidth }, head);
  if (hip.reader !== null) {
    line(sheet, table.reader(hip.reader), { x: layout.reader, y: TOP, width: CONTENT.right - layout.reader }, head);
  }
  rule(sheet, TOP + 13, INK.faint);
  QUADRANTS.forEach((quadrant, index) => drawRow(sheet, { hip, words, quadrant, number: index + 1 }, TOP + 14 + index * ROW));
  const below = TOP + 20 + QUADRANTS.length * ROW;
  const any = table.anyOsteophyte(words.percent(hip.globalProbability));
  line(sheet, any, { x: COLUMN.name, y: below, width: CONTENT.width }, { size: 8 });
  if (QUADRANTS.some((quadrant) => hip.quadrants[quadrant].attentionLow)) {
    line(sheet, table.lowAttention, { x: COLUMN.name, y: below + 12, width: CONTENT.width }, { size: 7.6, colour: INK.warning });
  }
}

/** A reader's column takes its room from the bars. */
function columns({ reader }: ReportHip): { pitch: number; attention: number; attentionWidth: number; reader: number } {
  return reader === null
    ? { pitch: 54, attention: COLUMN.bars + 228, attentionWidth: 83, reader: CONTENT.right }
    : { pitch: 48, attention: COLUMN.bars + 198, attentionWidth: 64, reader: COLUMN.bars + 272 };
}

function drawRow(
  sheet: Sheet,
  { hip, words, quadrant, number }: { hip: ReportHip; words: Wording; quadrant: Quadrant; number: number },
  y: number,
): void {
  const { grade, probabilities, attentionInZone, attentionLow, reading } = hip.quadrants[quadrant];
  const layout = columns(hip);
  const text = y + 6.4;
  badge(sheet, number, { x: COLUMN.name + 5.2, y: y + 11.2 }, QUADRANT_COLOUR[quadrant]);
  line(sheet, words.quadrant[quadrant], { x: COLUMN.name + 15, y: text, width: 100 }, { size: 8.8, weight: 'medium' });
  line(sheet, String(grade), { x: COLUMN.grade, y: y + 3.6, width: 14 }, { size: 13, weight: 'semibold' });
  line(sheet, words.grade[grade], { x: COLUMN.grade + 15, y: text, width: 65 }, { size: 8.8, colour: INK.quiet });
  for (const each of GRADES) {
    const x = COLUMN.bars + each * layout.pitch;
    const chosen = each === grade;
    const percent = words.percent(probabilities[each]);
    const weight = chosen ? 'semibold' : 'regular';
    line(sheet, percent, { x, y: y + 4, width: BAR }, { size: 8, weight, colour: chosen ? INK.text : INK.quiet, tabular: true });
    sheet.rect(x, y + 16, BAR, 2.6).fill(INK.line);
    if (probabilities[each] > 0) sheet.rect(x, y + 16, BAR * probabilities[each], 2.6).fill(chosen ? INK.text : INK.faint);
  }
  const share = words.percent(attentionInZone);
  const shown = attentionLow ? `${share} (${words.figures.low})` : share;
  const colour = attentionLow ? INK.warning : INK.text;
  line(sheet, shown, { x: layout.attention, y: text, width: layout.attentionWidth }, { size: 8.8, colour, tabular: true });
  if (hip.reader !== null && reading !== null) {
    const width = CONTENT.right - layout.reader;
    const style = reading.kind === 'graded' ? { size: 10.5, weight: 'semibold' as const } : { size: 7.2, colour: INK.quiet };
    line(sheet, words.table.reading(reading), { x: layout.reader, y: text - (reading.kind === 'graded' ? 1 : -1), width }, style);
  }
  rule(sheet, y + ROW - 0.5);
}
