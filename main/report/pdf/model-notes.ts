// An excerpt of the model's card: what it was taught, how well it did, and what it must not be used for.

import type { ReportModel } from '../report-model.ts';
import type { Wording } from '../text/wording.ts';
import { CONTENT, INK, line, PAGE, paragraph, type Sheet } from './sheet.ts';
import { TABLE_BOTTOM } from './table.ts';

const TOP = TABLE_BOTTOM + 16;
const BOTTOM = PAGE.height - 60;
const GAP = 18;
/** The model's own column is the longest text. */
const WIDTHS = [0.4, 0.3, 0.3].map((share) => share * (CONTENT.width - 2 * GAP));

/** More figures than these are left to the card itself. */
const FIGURES_SHOWN = 3;

export function drawModelNotes(sheet: Sheet, { report, words }: { report: ReportModel; words: Wording }): void {
  const { model } = report;
  const notes = words.model;
  const figures = model.figures.slice(0, FIGURES_SHOWN).map(figureText);
  const about = [
    `${model.name} ${model.version}: ${model.description}`,
    `${notes.trained}: ${model.training.data}`,
    figures.length === 0 ? notes.noFigures : `${notes.measured}: ${figures.join('; ')}.`,
  ];
  const columns: [heading: string, text: string][] = [
    [notes.heading, about.join('\n')],
    [notes.limits, model.limits],
    [notes.reading, notes.howToRead],
  ];
  let x: number = CONTENT.left;
  columns.forEach(([heading, text], index) => {
    const width = WIDTHS[index];
    line(sheet, heading, { x, y: TOP, width }, { size: 8, weight: 'semibold' });
    paragraph(sheet, text, { x, y: TOP + 13, width, height: BOTTOM - TOP - 13 }, { size: 6.9, colour: INK.quiet });
    x += width + GAP;
  });
}

function figureText({ name, value, low, high, data }: ReportModel['model']['figures'][number]): string {
  const interval = low === undefined || high === undefined ? '' : ` (95 % interval ${figure(low)} to ${figure(high)})`;
  return `${name} ${figure(value)}${interval} on ${data}`;
}

function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
