// An excerpt of the model's card: how it was trained, how well it performed, and what it must not be used for.

import { FINDINGS } from '../../domain/finding.ts';
import type { GradingKind } from '../../domain/grading.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import type { ReportModel } from '../report-model.ts';
import type { Wording } from '../text/wording.ts';
import type { PrintedAnswer } from './answers.ts';
import { CONTENT, INK, PAGE, SMALL_PRINT, type Sheet } from './paper.ts';
import { line, paragraph, paragraphHeight } from './sheet.ts';

const BOTTOM = PAGE.height - 54;
const GAP = 14;
/** The share of the width that the shortest column has at least, before all are fitted into the page. */
const NARROWEST = 0.2;

/** Long notes get smaller type instead of being cut, because a reader must see every limit. */
const SIZES = [SMALL_PRINT, 7.2, 6.9, 6.6, 6.3, 6, 5.7, 5.4, 5.1, 4.8, 4.5];

const ANSWERS: readonly string[] = [...QUADRANTS, ...FINDINGS];

/** The most figures to print. The card lists all of them. */
const FIGURES_SHOWN = 5;

interface ModelNotes {
  readonly report: ReportModel;
  readonly kind: GradingKind;
  /** Those on the page. */
  readonly answers: readonly Pick<PrintedAnswer, 'grade' | 'probabilities'>[];
  readonly wording: Wording;
}

/** Draws from `top` to the footer. */
export function drawModelNotes(sheet: Sheet, { report, kind, answers, wording }: ModelNotes, top: number): void {
  const { model } = report;
  const notes = wording.model;
  const about = [
    `${model.name} ${model.version}: ${model.description}`,
    `${notes.trained}: ${model.training.data}`,
    ...measurements(shownFigures(model.figures), notes),
  ];
  const columns: [heading: string, text: string][] = [
    [notes.heading, about.join('\n')],
    [notes.limits, model.limits],
    [notes.reading, answers.some(isRarer) ? `${wording.byKind[kind].howToRead} ${notes.rarer}` : wording.byKind[kind].howToRead],
  ];
  const height = BOTTOM - top - 12;
  const widths = widthsOf(columns.map(([, text]) => text.length));
  const fits = (size: number): boolean =>
    columns.every(([, text], index) => paragraphHeight(sheet, text, widths[index] ?? 0, { size }) <= height);
  const size = SIZES.find(fits) ?? SIZES[SIZES.length - 1];
  let x: number = CONTENT.left;
  columns.forEach(([heading, text], index) => {
    const width = widths[index] ?? 0;
    line(sheet, heading, { x, y: top, width }, { size: 8, weight: 'semibold' });
    paragraph(sheet, text, { x, y: top + 12, width, height }, { size, colour: INK.quiet });
    x += width + GAP;
  });
}

/** True if another grade is more probable. */
function isRarer({ grade, probabilities }: Pick<PrintedAnswer, 'grade' | 'probabilities'>): boolean {
  return grade !== null && Math.max(...probabilities) > (probabilities[grade] ?? 0);
}

/** Gives longer texts wider columns, so that all end at about the same height. */
function widthsOf(lengths: readonly number[]): readonly number[] {
  const all = lengths.reduce((sum, length) => sum + length, 0);
  const shares = lengths.map((length) => Math.max(NARROWEST, length / all));
  const room = (CONTENT.width - (lengths.length - 1) * GAP) / shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share * room);
}

/** Picks the first figure of each quadrant or finding, so that every answer has one. */
function shownFigures(figures: ReportModel['model']['figures']): ReportModel['model']['figures'] {
  const listed = new Set<string>();
  return figures
    .filter(({ name }) => {
      const answer = ANSWERS.find((candidate) => name.endsWith(`, ${candidate}`));
      if (answer === undefined) return true;
      const first = !listed.has(answer);
      listed.add(answer);
      return first;
    })
    .slice(0, FIGURES_SHOWN);
}

/** Writes one sentence per data set on which the model was measured, so that its long name is printed once. */
function measurements(figures: ReportModel['model']['figures'], notes: Wording['model']): string[] {
  if (figures.length === 0) return [notes.noFigures];
  const byData = Map.groupBy(figures, ({ data }) => data);
  return [...byData].map(([data, group]) => `${notes.measured(data)}: ${group.map(figureText).join('; ')}.`);
}

function figureText({ name, value, low, high }: ReportModel['model']['figures'][number]): string {
  const interval = low === undefined || high === undefined ? '' : ` (${figure(low)} to ${figure(high)})`;
  return `${name} ${figure(value)}${interval}`;
}

function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}
