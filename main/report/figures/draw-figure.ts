// Lays out a figure: its title, its panels in rows, and below them one legend for all.

import type { Figure, Panel } from './figure.ts';
import { drawChart, type DrawnPanel, type PanelTools } from './draw-chart.ts';
import { drawForest } from './draw-forest.ts';
import { drawMatrix, drawPicture } from './draw-matrix.ts';
import { moved, type Drawing, type Mark } from './drawing.ts';
import { dot, seriesInk, TEXT } from './inks.ts';
import type { TextWidth } from './text-width.ts';

const MARGIN = 8;
const GAP = 16;
const LINE = 13;

export function drawFigure({ title, panels, columns = Math.min(3, panels.length) }: Figure, widthOf: TextWidth): Drawing {
  const series = panels.flatMap((panel) => (panel.kind === 'chart' ? panel.series : []));
  const names = [...new Set(series.map(({ name }) => name))];
  const dotted = new Set(series.filter(({ as }) => as !== 'line').map(({ name }) => name));
  const inkOf = (name: string) => seriesInk(names.indexOf(name));
  const drawn = panels.map((panel) => ({ title: panel.title, ...drawPanel(panel, { inkOf, widthOf }) }));
  const own = drawn.map(({ width, title: over = '' }) => Math.max(width, widthOf(over, TEXT.size, true)));
  const pitch = Math.max(0, ...own) + GAP;
  const rows = Array.from({ length: Math.ceil(drawn.length / columns) }, (_, row) =>
    drawn.slice(row * columns, (row + 1) * columns),
  );
  const listed = names.length > 1 ? names : [];
  const entries = listed.map((name) => SWATCH + widthOf(name, TEXT.size));
  const width = Math.max(columns * pitch - GAP, widthOf(title, TEXT.title, true), ...entries);
  const marks: Mark[] = [heading(title, { x: 0, y: TEXT.title })];
  let top = TEXT.title + 5;
  for (const row of rows) {
    const titled = row.some((panel) => panel.title !== undefined) ? LINE : 0;
    for (const [at, panel] of row.entries()) {
      const x = at * pitch;
      if (panel.title !== undefined) marks.push({ ...heading(panel.title, { x, y: top + TEXT.size + 1 }), size: TEXT.size });
      marks.push(...moved(panel.marks, { x, y: top + titled }));
    }
    top += titled + Math.max(...row.map(({ height }) => height)) + 4;
  }
  const legend = drawLegend(listed, { inkOf, widthOf, dotted }, width);
  marks.push(...moved(legend.marks, { x: 0, y: top }));
  return {
    title,
    width: Math.ceil(width + 2 * MARGIN),
    height: Math.ceil(top + legend.height + 2 * MARGIN),
    marks: moved(marks, { x: MARGIN, y: MARGIN }),
  };
}

function drawPanel(panel: Panel, tools: PanelTools): DrawnPanel {
  switch (panel.kind) {
    case 'chart':
      return drawChart(panel, tools);
    case 'matrix':
      return drawMatrix(panel, tools);
    case 'picture':
      return drawPicture(panel);
    case 'forest':
      return drawForest(panel, tools);
  }
}

/** What stands before a name of the legend, in points. */
const SWATCH = 22;

interface LegendTools extends PanelTools {
  /** The series that are drawn with dots. */
  readonly dotted: ReadonlySet<string>;
}

/** Names in rows that fit the width, each after a short line of its series, with its dot if it has dots. */
function drawLegend(names: readonly string[], { inkOf, widthOf, dotted }: LegendTools, width: number): Omit<DrawnPanel, 'width'> {
  const marks: Mark[] = [];
  let [x, y] = [0, LINE];
  for (const name of names) {
    const room = SWATCH + widthOf(name, TEXT.size) + 12;
    if (x > 0 && x + room - 12 > width) [x, y] = [0, y + LINE];
    const ink = inkOf(name);
    const middle = y - TEXT.size * 0.36;
    const points = [x, x + SWATCH - 5].map((at) => ({ x: at, y: middle }));
    marks.push({ kind: 'line', points, colour: ink.colour, width: 1.2, dashes: ink.dashes });
    if (dotted.has(name)) marks.push(dot({ x: x + (SWATCH - 5) / 2, y: middle }, ink));
    marks.push({ kind: 'text', at: { x: x + SWATCH, y }, text: name, size: TEXT.size, colour: TEXT.colour, anchor: 'start' });
    x += room;
  }
  return { height: names.length === 0 ? 0 : y + 2, marks };
}

function heading(content: string, at: { readonly x: number; readonly y: number }): Extract<Mark, { kind: 'text' }> {
  return { kind: 'text', at, text: content, size: TEXT.title, colour: TEXT.colour, anchor: 'start', bold: true };
}
