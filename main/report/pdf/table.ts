// The table of answers: each with its grade or presence, probabilities as bars, attention audit, and the reader's label.

import { GRADES } from '../../domain/grade.ts';
import { PRESENT_FROM } from '../../domain/grading.ts';
import type { ReportHip } from '../report-model.ts';
import type { PrintedAnswer } from './answers.ts';
import type { HipPage } from './figures.ts';
import { CONTENT, INK, type Sheet } from './paper.ts';
import { badge, line, rule } from './sheet.ts';
import { wholeName } from './whole-name.ts';

const ROW = 23;
const BAR = 42;
const LEFT = CONTENT.left;

/** Draws from `top` downwards. Returns the end of the table and the lines below it. */
export function drawTable(sheet: Sheet, page: HipPage, top: number): number {
  const { hip, answers, wording } = page;
  drawHead(sheet, page, top);
  answers.forEach((answer, index) => drawRow(sheet, page, { answer, number: index + 1, y: top + 14 + index * ROW }));
  let below = top + 20 + answers.length * ROW;
  if (hip.kind === 'grades') {
    const any = wording.table.anyOsteophyte(wording.percent(hip.globalProbability));
    line(sheet, any, { x: LEFT, y: below, width: CONTENT.width }, { size: 8 });
    below += 12;
  }
  if (answers.some(({ attention }) => attention !== null && attention.low)) {
    const low = wording.byKind[hip.kind].lowAttention;
    line(sheet, low, { x: LEFT, y: below, width: CONTENT.width }, { size: 7.6, colour: INK.warning });
  }
  return below + 12;
}

function drawHead(sheet: Sheet, { hip, wording }: HipPage, y: number): void {
  const { rows, answer, attention } = wording.byKind[hip.kind];
  const head = { size: 7.2, weight: 'medium', colour: INK.quiet } as const;
  const layout = columns(hip);
  line(sheet, rows, { x: LEFT, y, width: 110 }, head);
  line(sheet, answer, { x: layout.answer, y, width: layout.bars - layout.answer }, head);
  const bars = hip.kind === 'presence' ? [wording.table.presenceProbability] : GRADES.map(wording.table.probability);
  bars.forEach((text, index) => line(sheet, text, { x: layout.bars + index * layout.pitch, y, width: layout.bar }, head));
  line(sheet, attention, { x: layout.attention, y, width: layout.attentionWidth }, head);
  const reader = shownReader(hip);
  if (reader !== null) {
    const box = { x: layout.reader, y: y - 6.5, width: CONTENT.right - layout.reader, height: 16, fromBelow: true };
    wholeName(sheet, wording.table.reader(reader), box, head);
  }
  rule(sheet, y + 13, INK.faint);
}

interface Columns {
  readonly answer: number;
  readonly bars: number;
  readonly pitch: number;
  readonly bar: number;
  readonly attention: number;
  readonly attentionWidth: number;
  readonly reader: number;
}

/** A reader's column takes space from the bars. The names of findings are longer. One bar is as wide as four. */
function columns(hip: ReportHip): Columns {
  if (hip.kind === 'findings') {
    const bars = LEFT + 212;
    const attention = { attention: bars + 214, attentionWidth: CONTENT.right - bars - 214 };
    return { answer: LEFT + 134, bars, pitch: 51, bar: BAR, ...attention, reader: CONTENT.right };
  }
  const bars = LEFT + 190;
  const presence = hip.kind === 'presence';
  const alone = { pitch: 54, attention: bars + 228, attentionWidth: 83, reader: CONTENT.right };
  const read = { pitch: 48, attention: bars + 198, attentionWidth: 64, reader: bars + 272 };
  const readBesideOneBar = { pitch: 40, attention: bars + 172, attentionWidth: 64, reader: bars + 246 };
  const layout = shownReader(hip) === null ? alone : presence ? readBesideOneBar : read;
  return { answer: LEFT + 116, bars, bar: presence ? 3 * layout.pitch + BAR : BAR, ...layout };
}

/** Readers label quadrants, so findings have no reader. */
function shownReader(hip: ReportHip): string | null {
  return hip.kind === 'findings' ? null : hip.reader;
}

interface Row {
  readonly answer: PrintedAnswer;
  readonly number: number;
  readonly y: number;
}

function drawRow(sheet: Sheet, { hip, wording }: HipPage, { answer, number, y }: Row): void {
  const { grade, attention, reading } = answer;
  const layout = columns(hip);
  const text = y + 6.4;
  badge(sheet, number, { x: LEFT + 5.2, y: y + 11.2 }, answer.colour);
  line(sheet, answer.name, { x: LEFT + 15, y: text, width: layout.answer - LEFT - 16 }, { size: 8.8, weight: 'medium' });
  if (grade === null) {
    const weight = answer.positive ? 'semibold' : 'regular';
    line(sheet, answer.word, { x: layout.answer, y: text, width: 65 }, { size: 8.8, weight });
  } else {
    line(sheet, String(grade), { x: layout.answer, y: y + 3.6, width: 14 }, { size: 13, weight: 'semibold' });
    line(sheet, answer.word, { x: layout.answer + 15, y: text, width: 65 }, { size: 8.8, colour: INK.quiet });
  }
  drawBars(sheet, { hip, wording, answer }, y);
  const share = attention === null ? wording.table.noZone : wording.percent(attention.share);
  const low = attention !== null && attention.low;
  const colour = low ? INK.warning : attention === null ? INK.quiet : INK.text;
  const shown = low ? `${share} (${wording.figures.low})` : share;
  line(sheet, shown, { x: layout.attention, y: text, width: layout.attentionWidth }, { size: 8.8, colour, tabular: true });
  if (shownReader(hip) !== null && reading !== null) {
    const graded = reading.kind === 'graded';
    // If the model has no grades, a bare number would not show that it is a grade.
    const word = graded && grade === null ? wording.figures.grade(reading.grade) : wording.table.reading(reading);
    const style = graded ? { size: grade === null ? 8.8 : 10.5, weight: 'semibold' as const } : { size: 7.2, colour: INK.quiet };
    const at = { x: layout.reader, y: text - (graded ? (grade === null ? 0 : 1) : -1), width: CONTENT.right - layout.reader };
    line(sheet, word, at, style);
  }
  rule(sheet, y + ROW - 0.5);
}

function drawBars(
  sheet: Sheet,
  { hip, wording, answer }: Pick<HipPage, 'hip' | 'wording'> & { answer: PrintedAnswer },
  y: number,
): void {
  const { bars, pitch, bar } = columns(hip);
  answer.probabilities.forEach((probability, index) => {
    const x = bars + index * pitch;
    const chosen = answer.grade === null ? answer.positive : index === answer.grade;
    const style = { size: 8, weight: chosen ? 'semibold' : 'regular', colour: chosen ? INK.text : INK.quiet } as const;
    line(sheet, wording.percent(probability), { x, y: y + 4, width: bar }, { ...style, tabular: true });
    sheet.rect(x, y + 16, bar, 2.6).fill(INK.line);
    if (probability > 0) sheet.rect(x, y + 16, bar * probability, 2.6).fill(chosen ? INK.text : INK.faint);
    if (answer.grade === null) sheet.rect(x + bar * PRESENT_FROM - 0.3, y + 14.4, 0.6, 5.8).fill(INK.quiet);
  });
}
