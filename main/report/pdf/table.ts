// The table of answers. The reader's grade is the final one, with the model's beside it and disagreement marked; then probabilities as bars and
// the attention audit.

import { GRADES, type QuadrantLabel } from '../../domain/grade.ts';
import { PRESENT_FROM } from '../../domain/grading.ts';
import type { ReportHip } from '../report-model.ts';
import type { PrintedAnswer } from './answers.ts';
import type { HipPage } from './figures.ts';
import { CONTENT, INK, SMALL_PRINT, type Sheet } from './paper.ts';
import { badge, line, rule } from './sheet.ts';
import { wholeName } from './whole-name.ts';

const ROW = 21;
const BAR = 42;
const LEFT = CONTENT.left;

/** Draws from `top` downwards. Returns the end of the table and the lines below it. */
export function drawTable(sheet: Sheet, page: HipPage, top: number): number {
  const { hip, answers, wording } = page;
  drawHead(sheet, page, top);
  answers.forEach((answer, index) => drawRow(sheet, page, { answer, number: index + 1, y: top + 14 + index * ROW }));
  let below = top + 19 + answers.length * ROW;
  if (hip.kind === 'grades') {
    const any = wording.table.anyOsteophyte(wording.percent(hip.globalProbability));
    line(sheet, any, { x: LEFT, y: below, width: CONTENT.width }, { size: 8 });
    below += 12;
  }
  if (answers.some(({ attention }) => attention !== null && attention.low)) {
    const low = wording.byKind[hip.kind].lowAttention;
    line(sheet, low, { x: LEFT, y: below, width: CONTENT.width }, { size: 7.6, colour: INK.warning });
    below += 12;
  }
  return below;
}

function drawHead(sheet: Sheet, { hip, wording }: HipPage, y: number): void {
  const { rows, answer, attention } = wording.byKind[hip.kind];
  const head = { size: SMALL_PRINT, weight: 'medium', colour: INK.quiet } as const;
  const layout = columns(hip);
  line(sheet, rows, { x: LEFT, y, width: 110 }, head);
  if (shownReader(hip) === null) line(sheet, answer, { x: layout.answer, y, width: layout.bars - layout.answer }, head);
  const bars = hip.kind === 'presence' ? [wording.table.presenceProbability] : GRADES.map(wording.table.probability);
  bars.forEach((text, index) => line(sheet, text, { x: layout.bars + index * layout.pitch, y, width: layout.bar }, head));
  line(sheet, attention, { x: layout.attention, y, width: layout.attentionWidth }, head);
  const reader = shownReader(hip);
  if (reader !== null) {
    // The reader's grade is the final one, so the model's stands beside it.
    line(sheet, wording.table.modelAnswer, { x: layout.reader, y, width: CONTENT.right - layout.reader }, head);
    const box = { x: layout.answer, y: y - 6.5, width: layout.bars - layout.answer - 6, height: 16, fromBelow: true };
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
  const final = shownReader(hip) === null || reading === null ? null : reading;
  if (final === null) drawAnswer(sheet, answer, { x: layout.answer, y });
  else drawReading(sheet, { hip, wording }, final, { x: layout.answer, y });
  drawBars(sheet, { hip, wording, answer }, y);
  const share = attention === null ? (answer.zones.length === 0 ? wording.table.noZone : '–') : wording.percent(attention.share);
  const low = attention !== null && attention.low;
  const colour = low ? INK.warning : attention === null ? INK.quiet : INK.text;
  const shown = low ? `${share} (${wording.figures.low})` : share;
  line(sheet, shown, { x: layout.attention, y: text, width: layout.attentionWidth }, { size: 8.8, colour, tabular: true });
  if (final !== null) {
    const apart = disagrees(answer, final);
    const own = grade === null ? answer.word : String(grade);
    const style = { size: 9.5, weight: 'semibold', colour: apart ? INK.warning : INK.text } as const;
    const shownAnswer = apart ? `${own} (${wording.table.differs})` : own;
    line(sheet, shownAnswer, { x: layout.reader, y: text - 0.5, width: CONTENT.right - layout.reader }, style);
  }
  rule(sheet, y + ROW - 0.5);
}

/** The model's answer, where nobody has read the hip. */
function drawAnswer(sheet: Sheet, { grade, word, positive }: PrintedAnswer, { x, y }: { x: number; y: number }): void {
  const text = y + 6.4;
  if (grade === null) {
    line(sheet, word, { x, y: text, width: 65 }, { size: 8.8, weight: positive ? 'semibold' : 'regular' });
    return;
  }
  drawGrade(sheet, grade, { x, y });
  line(sheet, word, { x: x + 19, y: text, width: 61 }, { size: 8.8, colour: INK.quiet });
}

/** The reader's answer. If the quadrant was not read, that is said, because no answer is final then. */
function drawReading(
  sheet: Sheet,
  { hip, wording }: Pick<HipPage, 'hip' | 'wording'>,
  reading: QuadrantLabel,
  { x, y }: { x: number; y: number },
): void {
  const text = y + 6.4;
  if (reading.kind !== 'graded') {
    line(sheet, wording.table.reading(reading), { x, y: text, width: 74 }, { size: 8.2, colour: INK.quiet });
    return;
  }
  drawGrade(sheet, reading.grade, { x, y });
  const word = hip.kind === 'presence' ? wording.figures.grade(reading.grade) : wording.grade[reading.grade];
  line(sheet, word, { x: x + 19, y: text, width: 55 }, { size: 8.8, colour: INK.quiet });
}

/** The colours of the grades on the screen. */
const GRADE_GROUND = ['#d9dce1', '#cdbf72', '#e8944a', '#ee5d50'] as const;

function drawGrade(sheet: Sheet, grade: number, { x, y }: { x: number; y: number }): void {
  sheet.roundedRect(x - 1, y + 3, 16, 16, 2.5).fill(GRADE_GROUND[grade] ?? GRADE_GROUND[0]);
  line(sheet, String(grade), { x: x - 1, y: y + 3.4, width: 16 }, { size: 12, weight: 'semibold', align: 'center' });
}

/** Whether reader and model answer differently. Not read and not gradable are no answers to compare. */
function disagrees({ grade, positive }: PrintedAnswer, reading: QuadrantLabel): boolean {
  if (reading.kind !== 'graded') return false;
  return grade === null ? positive !== reading.grade > 0 : grade !== reading.grade;
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
